/** News from the worker, shown without taking anything from under a thumb. */

import htmx from "htmx.org";
import { find } from "./dom";

const LOOK_AGAIN = 2_000;

type Part = "#page" | "#status";

/** By this the worker knows that nobody has tapped: asking the server for more would be news itself, without end. */
const SHOWS_NEWS = { "X-Refresh": "1" };

const due = { page: false, status: false };
let isAsking = false;
let saysWhy = false;

export function startRefresh(): void {
  // A page that says what stands against a form stays until its reader goes on.
  document.addEventListener("htmx:after:swap", (({ detail }: CustomEvent) => {
    const isNews = detail?.ctx?.request?.headers?.["X-Refresh"] !== undefined;
    if (!isNews) saysWhy = (detail?.ctx?.response?.status ?? 200) >= 400;
  }) as EventListener);
  setInterval(() => void catchUp(), LOOK_AGAIN);
}

/** Shows the page as it is now; where that would disturb, the line of state at once and the rest later. */
export async function refresh(): Promise<void> {
  due.page = due.status = true;
  await catchUp();
}

/** The line of state, alone. */
export async function refreshStatus(): Promise<void> {
  due.status = true;
  await catchUp();
}

/**
 * Shows what is due, and what was put off as soon as it disturbs nobody. One part after the other: of
 * several requests at once htmx forgets all but two, and the last news would be the one that is lost.
 */
export async function catchUp(): Promise<void> {
  if (isAsking) return;
  isAsking = true;
  for (let part = next(); part; part = next()) await morph(part);
  isAsking = false;
}

function next(): Part | null {
  if (due.page && !document.hidden && !isBusy()) return "#page";
  return due.status ? "#status" : null;
}

async function morph(target: Part): Promise<void> {
  if (target === "#page") due.page = false;
  due.status = false;
  const shown = document.querySelector(target);
  // Only a page that the worker rendered can be asked for at any time, and for nothing.
  if (!shown || !find("local")) return;
  const also = `#trouble:outerMorph${target === "#page" ? ",#status:outerMorph,#bar:outerMorph" : ""}`;
  const how = { target, select: target, selectOOB: also, swap: "outerMorph", push: "false", headers: SHOWS_NEWS };
  await htmx.ajax("GET", location.pathname + location.search, how as any).catch(() => undefined);
  // The answer to a form took its place meanwhile, and may know less.
  if (!shown.isConnected) due[target === "#page" ? "page" : "status"] = true;
}

/** Whether something was typed or chosen that a new page would lose, or is being read. */
function isBusy(): boolean {
  const page = document.querySelector("#page");
  if (!page || saysWhy || page.querySelector(":popover-open, dialog[open], video, .htmx-request")) return true;
  const active = document.activeElement;
  if (active && page.contains(active) && active.matches("input, textarea, select")) return true;
  return [...page.querySelectorAll("input, textarea, select")].some(isFilled);
}

function isFilled(field: Element): boolean {
  if (field instanceof HTMLTextAreaElement) return field.value !== field.defaultValue;
  if (field instanceof HTMLSelectElement) return field.selectedIndex !== chosenAtFirst(field);
  if (!(field instanceof HTMLInputElement) || field.type === "hidden") return false;
  const isMark = field.type === "checkbox" || field.type === "radio";
  return isMark ? field.checked !== field.defaultChecked : field.value !== field.defaultValue;
}

function chosenAtFirst({ options }: HTMLSelectElement): number {
  return Math.max(0, [...options].findIndex(({ defaultSelected }) => defaultSelected));
}
