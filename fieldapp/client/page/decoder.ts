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

/** Quickly; where that finds nothing, each other picture is looked at closely. */
export async function decode(picture: ImageData): Promise<Found[]> {
  const quick = await read(picture, FAST);
  if (quick.length) return quick;
  isThorough = !isThorough;
  return isThorough ? await read(picture, THOROUGH) : [];
}

async function read(picture: ImageData, options: ReaderOptions): Promise<Found[]> {
  const codes = await readBarcodes(picture, options);
  return codes.flatMap(({ text, position }) => {
    const { topLeft, topRight, bottomRight, bottomLeft } = position;
    return text ? [{ text, corners: [topLeft, topRight, bottomRight, bottomLeft] }] : [];
  });
}
