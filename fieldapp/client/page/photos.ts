/** Photos, made small before they are sent: a lift has little network, and where one was taken is nobody's business. */

import { startSigning } from "./sign";

/** Enough to read a serial number by. */
const LONGEST = 1600;
const QUALITY = 0.8;
const UNREADABLE = "This picture can't be read here. Take a photo, or choose a JPEG or PNG.";

/** Inputs whose picture is being made; their form waits for it. */
const busy = new Map<HTMLInputElement, Promise<void>>();

export function startPhotos(): void {
  document.addEventListener("change", ({ target }) => {
    if (target instanceof HTMLInputElement && target.matches("[data-photo]")) work(target, shrinkAll(target));
  });
  document.addEventListener("submit", (event) => void holdBack(event), true);
  startSigning((input, making) => work(input, making.then((file) => put(input, [file]))));
}

function work(input: HTMLInputElement, making: Promise<void>): void {
  const done = making.catch(() => refuse(input)).finally(() => busy.get(input) === done && busy.delete(input));
  busy.set(input, done);
}

/** A form that is sent while its photo is being made is sent when it is. */
async function holdBack(event: SubmitEvent): Promise<void> {
  const form = event.target as HTMLFormElement;
  const making = [...busy].filter(([input]) => input.form === form).map(([, done]) => done);
  if (!making.length) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  await Promise.all(making);
  form.requestSubmit(event.submitter);
}

async function shrinkAll(input: HTMLInputElement): Promise<void> {
  input.setCustomValidity("");
  const made: File[] = [];
  for (const file of input.files ?? []) made.push(await shrink(file));
  put(input, made);
}

/** Drawn anew, upright: what comes out holds nothing but what it shows. */
async function shrink(file: File): Promise<File> {
  const image = await createImageBitmap(file, { imageOrientation: "from-image" });
  const scale = Math.min(1, LONGEST / Math.max(image.width, image.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(image.width * scale));
  canvas.height = Math.max(1, Math.round(image.height * scale));
  const context = canvas.getContext("2d")!;
  // A JPEG has no holes to see through.
  context.fillStyle = "white";
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  image.close();
  return await fileOf(canvas, "photo.jpg", "image/jpeg");
}

export async function fileOf(canvas: HTMLCanvasElement, name: string, type: string): Promise<File> {
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, type, QUALITY));
  if (!blob) throw new Error("no picture came of it");
  return new File([blob], name, { type });
}

function put(input: HTMLInputElement, files: File[]): void {
  const list = new DataTransfer();
  for (const file of files) list.items.add(file);
  input.files = list.files;
}

/** As it came it might tell where it was taken, or be more than anyone can show: it is not sent. */
function refuse(input: HTMLInputElement): void {
  input.value = "";
  input.setCustomValidity(UNREADABLE);
  input.reportValidity();
}
