/** After a form was sent, the next thing to do has the focus; what is only for a moment goes. */

import { all, find } from "./dom";

let wasSent = false;

export function startFocus(): void {
  document.addEventListener("htmx:before:request", ((event: CustomEvent) => {
    wasSent = event.detail?.ctx?.request?.method === "POST";
  }) as EventListener);
  document.addEventListener("htmx:after:swap", () => {
    if (wasSent) find("focus")?.focus();
    wasSent = false;
    all("moment").forEach(expire);
  });
}

/** Stays while it has the focus: nobody's button may vanish as they reach for it. */
function expire(element: HTMLElement): void {
  if (element.dataset.expires) return;
  element.dataset.expires = "yes";
  const seconds = Number(element.dataset.moment) || 8;
  const remove = () => (element.contains(document.activeElement) ? setTimeout(remove, 2000) : element.remove());
  setTimeout(remove, seconds * 1000);
}
