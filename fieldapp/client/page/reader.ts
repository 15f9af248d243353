/** Reading a code from the picture: the platform's own reader where it has one, else zxing. */

export type Reader = (video: HTMLVideoElement) => Promise<string | null>;

interface Detector {
  detect(source: CanvasImageSource): Promise<{ rawValue: string }[]>;
}

const FORMATS = ["qr_code", "code_128", "code_39", "data_matrix"];
const ZXING_FORMATS = ["QRCode", "Code128", "Code39", "DataMatrix"] as const;

export async function makeReader(wasm: string): Promise<Reader> {
  return (await platformReader()) ?? (await zxingReader(wasm));
}

/** There on Android; on other systems it may be missing, or there without a format that we need. */
async function platformReader(): Promise<Reader | null> {
  const { BarcodeDetector } = window as any;
  const known: string[] = (await BarcodeDetector?.getSupportedFormats?.().catch(() => [])) ?? [];
  if (!known.includes("qr_code")) return null;
  const detector: Detector = new BarcodeDetector({ formats: FORMATS.filter((format) => known.includes(format)) });
  return async (video) => (await detector.detect(video).catch(() => []))[0]?.rawValue || null;
}

async function zxingReader(wasm: string): Promise<Reader> {
  const { prepareZXingModule, readBarcodes } = await import("zxing-wasm/reader");
  // Its own default is to fetch the module from elsewhere.
  const overrides = { locateFile: () => wasm };
  await prepareZXingModule({ overrides, fireImmediately: true });
  const options = { formats: [...ZXING_FORMATS], tryHarder: true, maxNumberOfSymbols: 1 };
  return async (video) => {
    const picture = frame(video);
    return picture ? (await readBarcodes(picture, options))[0]?.text || null : null;
  };
}

const canvas = document.createElement("canvas");

function frame(video: HTMLVideoElement): ImageData | null {
  const { videoWidth: width, videoHeight: height } = video;
  if (!width || !height) return null;
  Object.assign(canvas, { width, height });
  const context = canvas.getContext("2d", { willReadFrequently: true })!;
  context.drawImage(video, 0, 0);
  return context.getImageData(0, 0, width, height);
}
