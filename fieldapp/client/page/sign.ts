/** Signing with a finger. What was drawn goes into the file input that the canvas belongs to. */

import { all, onPage } from "./dom";
import { fileOf } from "./photos";

type Signed = (input: HTMLInputElement, making: Promise<File>) => void;

const HEIGHT = 160;
const THICKNESS = 2.5;

export function startSigning(signed: Signed): void {
  onPage(() => {
    for (const canvas of all<HTMLCanvasElement>("sign")) if (canvas.hidden) prepare(canvas, signed);
  });
}

function prepare(canvas: HTMLCanvasElement, signed: Signed): void {
  const input = document.getElementById(canvas.dataset.sign!);
  if (!(input instanceof HTMLInputElement)) return;
  canvas.hidden = false;
  canvas.width = (canvas.clientWidth || 320) * devicePixelRatio;
  canvas.height = HEIGHT * devicePixelRatio;
  const context = clear(canvas);
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    context.beginPath();
    context.moveTo(...pointOf(canvas, event));
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!canvas.hasPointerCapture(event.pointerId)) return;
    context.lineTo(...pointOf(canvas, event));
    context.stroke();
  });
  canvas.addEventListener("pointerup", () => signed(input, fileOf(canvas, "signature.png", "image/png")));
  // A picture that is chosen instead takes its place.
  input.addEventListener("change", () => clear(canvas));
  const again = document.querySelector<HTMLButtonElement>(`[data-sign-again="${canvas.dataset.sign}"]`);
  if (!again) return;
  again.hidden = false;
  again.onclick = () => {
    clear(canvas);
    input.value = "";
  };
}

function clear(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  const context = canvas.getContext("2d")!;
  context.fillStyle = "white";
  context.fillRect(0, 0, canvas.width, canvas.height);
  Object.assign(context, { strokeStyle: "black", lineWidth: THICKNESS * devicePixelRatio, lineCap: "round", lineJoin: "round" });
  return context;
}

function pointOf(canvas: HTMLCanvasElement, { offsetX, offsetY }: PointerEvent): [number, number] {
  return [(offsetX * canvas.width) / canvas.clientWidth, (offsetY * canvas.height) / canvas.clientHeight];
}
