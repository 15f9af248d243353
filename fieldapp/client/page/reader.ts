/** Reading codes from the picture: the platform's own reader where it has one, else zxing, away from the page's thread. */

import { decode, prepare, type Found } from "./decoder";
import { FORMATS, readsAll } from "./formats";

export type { Found };

/** All codes in view, the largest first; empty where there is none. */
export type Reader = (video: HTMLVideoElement) => Promise<Found[]>;

interface Detector {
  detect(source: CanvasImageSource): Promise<{ rawValue: string; cornerPoints: { x: number; y: number }[] }[]>;
}

/** A thread that does not answer is given up, and the page reads by itself. */
const PATIENCE = 8_000;

export async function makeReader(wasm: string, script: string): Promise<Reader> {
  return (await platformReader()) ?? (await threadReader(script, wasm)) ?? (await readerHere(wasm));
}

/** There on Android; on other systems it may be missing, or there without a format that we need. */
async function platformReader(): Promise<Reader | null> {
  if (!(await readsAll())) return null;
  const { BarcodeDetector } = window as any;
  const detector: Detector = new BarcodeDetector({ formats: FORMATS });
  return async (video) => {
    const codes = await detector.detect(video).catch(() => []);
    return codes.flatMap(({ rawValue: text, cornerPoints: corners }) => (text ? [{ text, corners }] : []));
  };
}

/** The page stays calm: its thread only hands the picture over. */
async function threadReader(script: string, wasm: string): Promise<Reader | null> {
  if (!script || typeof Worker === "undefined" || typeof OffscreenCanvas === "undefined") return null;
  const thread = new Worker(script, { type: "module" });
  const isReady = await ask(thread, { wasm }).catch(() => null);
  if (!isReady) return thread.terminate(), null;
  return async (video) => {
    if (!video.videoWidth) return [];
    const picture = await createImageBitmap(video);
    return ((await ask(thread, { picture }, [picture])) as Found[] | null) ?? [];
  };
}

function ask(thread: Worker, letter: object, moved: Transferable[] = []): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error("no answer")), PATIENCE);
    thread.onmessage = ({ data }) => (clearTimeout(timer), resolve(data));
    thread.onerror = (error) => (clearTimeout(timer), reject(error));
    thread.postMessage(letter, moved);
  });
}

/** In the page's own thread: on old systems, and where speed is measured. */
export async function readerHere(wasm: string): Promise<Reader> {
  await prepare(wasm);
  return async (video) => (video.videoWidth ? await decode((smaller) => pixels(video, smaller)) : []);
}

const canvas = document.createElement("canvas");

function pixels(video: HTMLVideoElement, smaller: number): ImageData {
  const [width, height] = [Math.ceil(video.videoWidth / smaller), Math.ceil(video.videoHeight / smaller)];
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  const context = canvas.getContext("2d", { willReadFrequently: true })!;
  context.drawImage(video, 0, 0, width, height);
  return context.getImageData(0, 0, width, height);
}
