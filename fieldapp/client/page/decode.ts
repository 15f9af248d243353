/// <reference lib="webworker" />
/** A thread of its own that reads codes from pictures: first it is told where zxing is, then it gets one after the other. */

import { decode, prepare } from "./decoder";

declare const self: DedicatedWorkerGlobalScope;

let canvas: OffscreenCanvas | null = null;

self.onmessage = async ({ data }: MessageEvent<{ wasm?: string; picture?: ImageBitmap }>) => {
  try {
    if (data.wasm) await prepare(data.wasm);
    const { picture } = data;
    self.postMessage(picture ? await decode((smaller) => pixels(picture, smaller)) : true);
    picture?.close();
  } catch (error) {
    console.error(error);
    self.postMessage(null);
  }
};

function pixels(picture: ImageBitmap, smaller: number): ImageData {
  const [width, height] = [Math.ceil(picture.width / smaller), Math.ceil(picture.height / smaller)];
  canvas ??= new OffscreenCanvas(width, height);
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  const context = canvas.getContext("2d", { willReadFrequently: true })!;
  context.drawImage(picture, 0, 0, width, height);
  return context.getImageData(0, 0, width, height);
}
