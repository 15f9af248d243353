/** Hand-held scanners are keyboards: what they type lands in the field, wherever the focus is. */

import { find } from "./dom";

const TYPING = "input:not([type=checkbox], [type=radio]), textarea, select";

export function startWedge(scanner: HTMLElement): void {
  const hear = (event: KeyboardEvent) => {
    if (!scanner.isConnected) return document.removeEventListener("keydown", hear);
    const field = find<HTMLFormElement>("scan-form", scanner)?.elements.namedItem("code") as HTMLInputElement | null;
    if (field && isTyped(event)) turnTo(field);
  };
  document.addEventListener("keydown", hear);
  // The next scan replaces this one, and is not written behind it.
  scanner.addEventListener("submit", ({ target }) => {
    const field = (target as HTMLFormElement).elements.namedItem("code") as HTMLInputElement | null;
    if (field) setTimeout(() => (scanner.dataset.scan === "several" ? (field.value = "") : field.select()));
  });
}

function isTyped({ key, ctrlKey, metaKey, altKey, isComposing, target }: KeyboardEvent): boolean {
  if (key.length !== 1 || key === " " || ctrlKey || metaKey || altKey || isComposing) return false;
  return !(target as Element).matches?.(TYPING);
}

/** The key itself, and those that follow, go to whatever has the focus by then. */
function turnTo(field: HTMLInputElement): void {
  field.focus({ preventScroll: true });
  field.select();
}
