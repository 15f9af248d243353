/** News from the worker, shown without taking anything from under a thumb. */

import htmx from "htmx.org";
import { find } from "./dom";

let isDue = false;
let isAsking = false;

/** The page as it is now, where the phone knows more than it shows. */
export async function refresh(): Promise<void> {
  isDue = true;
  if (isAsking || document.hidden) return;
  isAsking = true;
  while (isDue) {
    isDue = false;
    await morph(isBusy() ? "#status" : "#page").catch(() => undefined);
  }
  isAsking = false;
}

/** The page may have been left behind while it was not looked at. */
export function catchUp(): void {
  if (isDue && !document.hidden) void refresh();
}

/** The line of state, alone. */
export async function refreshStatus(): Promise<void> {
  if (find("status")) await morph("#status").catch(() => undefined);
}

async function morph(target: "#page" | "#status"): Promise<void> {
  if (!document.querySelector(target) || !isLocal()) return;
  const also = target === "#page" ? "#status:outerMorph,#bar:outerMorph" : "";
  const address = location.pathname + location.search;
  const how = { target, select: target, selectOOB: also, swap: "outerMorph", push: "false" };
  await htmx.ajax("GET", address, { ...how, headers: { "X-Refresh": "1" } } as any);
}

/** Only pages that the worker renders can be asked for at any time, and for nothing. */
function isLocal(): boolean {
  return find("local") !== null;
}

/** Whether something was typed or ticked that a new page would lose, or is being chosen or read. */
function isBusy(): boolean {
  const page = document.querySelector("#page");
  if (!page) return true;
  if (page.querySelector(":popover-open, dialog[open], video, .htmx-request")) return true;
  const active = document.activeElement;
  if (active && page.contains(active) && active.matches("input, textarea, select")) return true;
  return [...page.querySelectorAll("input, textarea, select")].some(isFilled);
}

function isFilled(field: Element): boolean {
  if (field instanceof HTMLInputElement) {
    if (field.type === "checkbox" || field.type === "radio") return field.checked !== field.defaultChecked;
    return field.type !== "hidden" && field.value !== field.defaultValue;
  }
  if (field instanceof HTMLTextAreaElement) return field.value !== field.defaultValue;
  const options = [...(field as HTMLSelectElement).options];
  return options.some(({ selected, defaultSelected }) => selected !== defaultSelected) && options.some((one) => one.defaultSelected);
}
