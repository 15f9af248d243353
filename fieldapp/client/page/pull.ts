/** Pulling the page down asks the server now. Browsers bring their own; installed on iOS there is none. */

import { find } from "./dom";
import { ask } from "./link";
import { refresh } from "./refresh";

const FAR = 72;

let from: number | null = null;
let pulled = 0;

export function startPull(): void {
  document.addEventListener("touchstart", begin, { passive: true });
  document.addEventListener("touchmove", move, { passive: true });
  document.addEventListener("touchend", () => void end());
  document.addEventListener("touchcancel", () => show("", 0));
}

function begin({ touches }: TouchEvent): void {
  from = window.scrollY <= 0 && touches.length === 1 && find("pull") ? touches[0]!.clientY : null;
  pulled = 0;
}

function move({ touches }: TouchEvent): void {
  if (from === null) return;
  pulled = window.scrollY > 0 ? 0 : touches[0]!.clientY - from;
  if (pulled > 8) show(pulled > FAR ? "ready" : "pulling", Math.min(1, pulled / FAR));
}

async function end(): Promise<void> {
  const isFar = from !== null && pulled > FAR;
  from = null;
  if (!isFar) return show("", 0);
  show("loading", 1);
  await ask("sync", { reason: "user" });
  await refresh();
  show("", 0);
}

function show(state: string, part: number): void {
  const element = find("pull");
  if (!element) return;
  element.dataset.pull = state;
  element.style.setProperty("--pull", String(part));
}
