/** /scan: the camera reads labels. Typing works without any of this. */

import { find } from "./dom";
import { openCamera, whyNot, type Camera } from "./camera";
import { makeReader, type Reader } from "./reader";
import { buzz } from "./signals";

const EVERY = 120;
/** The same label in view is not a second scan. */
const SAME_FOR = 2500;

let camera: Camera | null = null;
let last = { code: "", at: 0 };

export function start(): void {
  const scanner = find("scan");
  if (!scanner || scanner.dataset.started) return;
  scanner.dataset.started = "yes";
  listen(scanner);
  void run(scanner);
  document.addEventListener("visibilitychange", () => void (document.hidden ? pause() : run(scanner)));
}

async function run(scanner: HTMLElement): Promise<void> {
  const video = find<HTMLVideoElement>("scan-video", scanner);
  if (!video || camera || document.hidden) return;
  try {
    camera = await openCamera(video);
  } catch (error) {
    return say(scanner, whyNot(error as Error));
  }
  offerTorch(scanner, camera);
  try {
    say(scanner, "Point the camera at the label.");
    await watch(scanner, video, await makeReader(scanner.dataset.wasm ?? ""));
  } catch {
    say(scanner, "The camera can't read codes here. Type the tag below.");
  }
}

function pause(): void {
  camera?.stop();
  camera = null;
}

/** Looks at the picture again and again, as long as the page is there. */
async function watch(scanner: HTMLElement, video: HTMLVideoElement, read: Reader): Promise<void> {
  while (camera && scanner.isConnected) {
    const code = video.readyState >= 2 ? await read(video) : null;
    if (code) found(scanner, code);
    await new Promise((resolve) => setTimeout(resolve, EVERY));
  }
  if (!scanner.isConnected) pause();
}

function found(scanner: HTMLElement, code: string): void {
  const now = Date.now();
  const isSame = code === last.code && now - last.at < SAME_FOR;
  last = { code, at: now };
  if (isSame) return;
  const form = find<HTMLFormElement>("scan-form", scanner);
  const field = form?.elements.namedItem("code") as HTMLInputElement | null;
  if (!form || !field) return;
  field.value = code;
  form.requestSubmit();
  // Of a label it is a whole address: nobody wants to correct that by hand.
  setTimeout(() => (field.value = ""));
}

/** The answer says whether the scan was right, and may lead straight on. */
function listen(scanner: HTMLElement): void {
  scanner.addEventListener("htmx:after:swap", () => {
    if (find("scan-right", scanner)) buzz("right");
    else if (find("scan-wrong", scanner)) buzz("wrong");
    find<HTMLFormElement>("scan-go", scanner)?.requestSubmit();
  });
}

function offerTorch(scanner: HTMLElement, { torch }: Camera): void {
  const button = find<HTMLButtonElement>("scan-torch", scanner);
  if (!button || !torch) return;
  button.hidden = false;
  button.onclick = () => {
    const isOn = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", String(isOn));
    void torch(isOn);
  };
}

function say(scanner: HTMLElement, words: string): void {
  const message = find("scan-message", scanner);
  if (message) message.textContent = words;
}
