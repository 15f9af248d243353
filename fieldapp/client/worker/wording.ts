/** An operation in the words in which its author knows it. The server's cases say it alike. */

import type { Body, Operation } from "./messages";

const DEEDS: { [kind: string]: string } = {
  "note.add": "Note",
  "time.add": "Time",
  "entry.void": "Entry taken back",
  "asset.scan": "Scan",
  "label.bind": "Label",
  "label.move": "Moved label",
  "label.retire": "Label taken out of use",
  "custody.offer": "Hand-over offered",
  "custody.accept": "Taking over",
  "custody.give": "Handing over",
  "custody.refuse": "Hand-over refused",
  "custody.withdraw": "Hand-over withdrawn",
  "custody.lost": "Report as lost",
  "custody.stolen": "Report as stolen",
  "custody.found": "Report as found",
  "loan.give": "Loan",
  "loan.return": "Return of a loan",
  "loan.extend": "Longer loan",
  "hold.set": "Hold",
  "hold.clear": "Release from hold",
  "schedule.set": "Appointment",
  "job.create": "New job",
  "job.assign": "Hand-over",
  "job.close": "Closing",
  "job.cancel": "Cancelling",
  "job.machine": "Another machine",
  "wipe.check": "Check of the wipe",
  "wipe.accept": "Accepting instead of a wipe",
  "delivery.open": "Delivery",
  "box.receive": "Box scanned",
  "box.undo": "Scan taken back",
  "box.match": "Match to an order",
  "box.accept": "Taken as it is",
  "box.dead": "Dead on arrival",
  "box.return": "Sent back",
  "order.create": "New order",
  "order.backorder": "Backorder",
  "order.close_line": "Rest closed",
  "asset.correct": "Serial corrected",
};
const STEPS: { [kind: string]: string } = { "step.skip": "skipped", "step.undo": "undone" };

/** `Step 8 done on R-1042`. */
export function label({ kind, args }: Operation, target: Body | null): string {
  if (kind === "case.seen") return `Seen: ${target?.label ?? "something unknown"}`;
  if (kind === "count.record") return `Count of ${args?.place ?? "a room"}`;
  const about = target ? nameOf(target) : "something unknown";
  const number = (target?.steps ?? []).findIndex(({ key }: { key: string }) => key === args?.step) + 1;
  if (number) return `Step ${number}${partsOf(target!.steps[number - 1], args)} ${STEPS[kind] ?? "done"} on ${about}`;
  return kind.startsWith("box.") ? `${DEEDS[kind] ?? kind}: ${about}` : `${DEEDS[kind] ?? kind} on ${about}`;
}

const NEW: { [type: string]: string } = { job: "a new job", order: "a new order", box: "a box without a code", delivery: "a delivery" };

function nameOf({ id, number, tag, serial, code, carrier }: Body): string {
  return number || tag || serial || code || carrier || NEW[id.split(":")[0]!] || "a new job";
}

/** ` (Collected)`: which parts of a step the evidence is for. */
function partsOf(step: Body, args: Operation["args"]): string {
  const evidence = (args?.evidence ?? {}) as { [name: string]: unknown };
  const given = step.needs.filter(({ name }: Body) => evidence[name]).map(({ part }: Body) => part);
  const titles = step.parts.filter(({ key }: Body) => given.includes(key)).map(({ title }: Body) => title);
  return titles.length ? ` (${titles.join(", ")})` : "";
}
