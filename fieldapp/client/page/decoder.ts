/** zxing, set up for labels and makers' barcodes. */

import { prepareZXingModule, readBarcodes, type ReaderOptions } from "zxing-wasm/reader";

/** A text, and where it stands in the picture. */
export interface Found {
  text: string;
  corners: { x: number; y: number }[];
}

const MOST = 8;
const FORMATS: ReaderOptions["formats"] = ["QRCode", "Code128", "Code39", "DataMatrix"];
const COMMON: ReaderOptions = { formats: FORMATS, textMode: "Plain", tryInvert: false, maxNumberOfSymbols: MOST };
/** Most pictures show a good label, or none. */
const FAST: ReaderOptions = { ...COMMON, tryHarder: false, tryRotate: false, tryDownscale: false };
const THOROUGH: ReaderOptions = { ...COMMON, tryHarder: true, tryRotate: true, tryDownscale: true };

let isThorough = false;

/** Its own default is to fetch the module from elsewhere. */
export async function prepare(wasm: string): Promise<void> {
  await prepareZXingModule({ overrides: { locateFile: () => wasm }, fireImmediately: true });
}

/** The picture, drawn so many times smaller. */
export type Pixels = (smaller: number) => ImageData;

/** At half its size, which is four times as fast and enough for a label held before the camera; else as it is, and
 * each other picture closely. */
export async function decode(pixels: Pixels): Promise<Found[]> {
  const quick = await read(pixels(2), FAST, 2);
  if (quick.length) return quick;
  isThorough = !isThorough;
  return await read(pixels(1), isThorough ? THOROUGH : FAST, 1);
}

async function read(picture: ImageData, options: ReaderOptions, scale: number): Promise<Found[]> {
  const codes = await readBarcodes(picture, options);
  return codes.flatMap(({ text, position }) => {
    const { topLeft, topRight, bottomRight, bottomLeft } = position;
    const corners = [topLeft, topRight, bottomRight, bottomLeft].map(({ x, y }) => ({ x: x * scale, y: y * scale }));
    return text ? [{ text, corners }] : [];
  });
}
