/** Several codes in view: a frame on each, to be touched. */

import { find } from "./dom";
import type { Found } from "./reader";

/** They stay for a moment after they were last seen, so that a hand that shakes can touch one. */
const STAY = 1500;

let shownUntil = 0;
let shown = "";

export function offerChoice(scanner: HTMLElement, video: HTMLVideoElement, codes: Found[], take: (text: string) => void): void {
  const group = find("scan-picks", scanner);
  if (!group) return;
  if (codes.length) shownUntil = Date.now() + STAY;
  else if (Date.now() < shownUntil) return;
  const texts = codes.map(({ text }) => text).sort().join("\n");
  if (texts !== shown || !codes.length) group.replaceChildren(...codes.map((code) => button(code, take)));
  shown = texts;
  group.hidden = !codes.length;
  codes.forEach((code, at) => place([...group.children].find((one) => (one as HTMLElement).title === code.text) as HTMLElement, at, code, video));
}

function button({ text }: Found, take: (text: string) => void): HTMLButtonElement {
  const made = document.createElement("button");
  Object.assign(made, { type: "button", className: "pick", title: text, textContent: shortened(text) });
  made.onclick = () => take(text);
  return made;
}

/** Of a label's address the tag. */
function shortened(text: string): string {
  const end = text.replace(/\/$/, "").split("/").pop() || text;
  return end.length > 24 ? `${end.slice(0, 23)}…` : end;
}

/** Where the code is in the picture as it is shown: cut to fill its frame. */
function place(made: HTMLElement | undefined, at: number, { corners }: Found, video: HTMLVideoElement): void {
  if (!made) return;
  const { clientWidth: width, clientHeight: height, videoWidth, videoHeight } = video;
  const scale = Math.max(width / videoWidth, height / videoHeight);
  const centre = (pick: (corner: { x: number; y: number }) => number) => corners.reduce((sum, one) => sum + pick(one), 0) / (corners.length || 1);
  const x = (centre((one) => one.x) - videoWidth / 2) * scale + width / 2;
  const y = (centre((one) => one.y) - videoHeight / 2) * scale + height / 2;
  made.style.left = `${Math.min(Math.max(x, 60), width - 60)}px`;
  // Two that lie upon each other can still be touched apart.
  made.style.top = `${Math.min(Math.max(y, 28 + 4 * at), height - 28)}px`;
}
