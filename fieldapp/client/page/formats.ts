/** Which codes are read, and whether this platform reads them by itself. */

export const FORMATS = ["qr_code", "code_128", "code_39", "data_matrix"];

/** So on Android. Elsewhere its reader may be missing, or there without a format that we need. */
export async function readsAll(): Promise<boolean> {
  const detector = (window as any).BarcodeDetector;
  const known: string[] = (await detector?.getSupportedFormats?.().catch(() => [])) ?? [];
  return FORMATS.every((format) => known.includes(format));
}
