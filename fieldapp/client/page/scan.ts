/** /scan and /scan/count: the camera reads labels. Typing works without any of this. */

import { all, find } from "./dom";
import { openCamera, whyNot, type Camera } from "./camera";
import { offerChoice } from "./picks";
import { makeReader, type Found, type Reader } from "./reader";
import { buzz } from "./signals";
import { startWedge } from "./wedge";

/** For those who measure: the same reading, in the page's own thread. */
export { readerHere } from "./reader";

/** Between two looks; reading takes its own time, in a thread of its own. */
const EVERY = 60;
/** The same label in view is not a second scan. */
const SAME_FOR = 2500;

const SIGNALS = ["right", "wrong", "again"] as const;

let camera: { on: HTMLElement; device: Camera } | null = null;
let reading: Promise<Reader> | null = null;
/** When each text was last in view. */
const seen = new Map<string, number>();

export function start(): void {
  const scanner = find("scan");
  if (!scanner || scanner.dataset.started) return;
  scanner.dataset.started = "yes";
  performance.mark("scan-start");
  listen(scanner);
  startWedge(scanner);
  void run(scanner);
  document.addEventListener("visibilitychange", () => void (document.hidden ? pause() : run(scanner)));
}

async function run(scanner: HTMLElement): Promise<void> {
  const video = find<HTMLVideoElement>("scan-video", scanner);
  if (!video || document.hidden || !scanner.isConnected || camera?.on === scanner) return;
  pause();
  // What reads is made ready while the camera opens.
  const { wasm = "", reader = "" } = scanner.dataset;
  reading ??= makeReader(wasm, reader);
  reading.catch(() => undefined);
  try {
    camera = { on: scanner, device: await openCamera(video) };
  } catch (error) {
    return say(scanner, whyNot(error as Error));
  }
  performance.mark("scan-camera");
  offer("scan-torch", scanner, camera.device.torch);
  offer("scan-zoom", scanner, camera.device.closer);
  try {
    say(scanner, "Point the camera at the label.");
    await watch(scanner, video, await reading);
  } catch {
    reading = null;
    say(scanner, "The camera can't read codes yet: that part comes with the next network. Type the tag below.");
  }
}

function pause(): void {
  camera?.device.stop();
  camera = null;
}

/** Looks at the picture again and again, as long as the page is there. */
async function watch(scanner: HTMLElement, video: HTMLVideoElement, read: Reader): Promise<void> {
  while (camera?.on === scanner && scanner.isConnected) {
    if (video.readyState >= 2) look(scanner, video, await read(video));
    await new Promise((resolve) => setTimeout(resolve, EVERY));
  }
  if (camera?.on === scanner) pause();
}

/** One code is taken at once. Of several the person chooses, unless all are to be counted anyway. */
function look(scanner: HTMLElement, video: HTMLVideoElement, found: Found[]): void {
  const codes = [...new Map(found.map((one) => [one.text, one])).values()];
  const isList = scanner.dataset.scan === "several";
  offerChoice(scanner, video, !isList && codes.length > 1 ? codes : [], (text) => take(scanner, text));
  const [only] = isList ? codes.filter(({ text }) => isNew(text)) : codes;
  if (only && (isList || codes.length === 1) && isNew(only.text)) take(scanner, only.text);
  for (const { text } of isList && only ? [only] : codes) seen.set(text, Date.now());
}

function isNew(text: string): boolean {
  return Date.now() - (seen.get(text) ?? 0) > SAME_FOR;
}

/** As if it had been typed. */
function take(scanner: HTMLElement, code: string): void {
  performance.mark("scan-found");
  const form = find<HTMLFormElement>("scan-form", scanner);
  const field = form?.elements.namedItem("code") as HTMLInputElement | null;
  if (!form || !field) return;
  seen.set(code, Date.now());
  field.value = code;
  form.requestSubmit();
  // Of a label it is a whole address: nobody wants to correct that by hand.
  setTimeout(() => (field.value = ""));
}

/** The answer says whether the scan was right, and may lead straight on. */
function listen(scanner: HTMLElement): void {
  scanner.addEventListener("htmx:after:swap", () => {
    const signal = SIGNALS.find((one) => find(`scan-${one}`, scanner));
    if (signal) buzz(signal);
    find<HTMLFormElement>("scan-go", scanner)?.requestSubmit();
  });
  scanner.addEventListener("click", ({ target }) => {
    const code = (target as Element).closest<HTMLElement>("[data-scan-once-more]")?.dataset.scanOnceMore;
    if (code) take(scanner, code);
  });
}

function offer(name: string, scanner: HTMLElement, act: ((isOn: boolean) => Promise<void>) | undefined): void {
  const button = all<HTMLButtonElement>(name).find((one) => scanner.contains(one));
  if (!button || !act) return;
  button.hidden = false;
  button.onclick = () => {
    const isOn = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", String(isOn));
    void act(isOn);
  };
}

function say(scanner: HTMLElement, words: string): void {
  const message = find("scan-message", scanner);
  if (message) message.textContent = words;
}
