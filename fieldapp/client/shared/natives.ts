// The twin of fieldapp/portable/natives.py: the same names with the same results.
import { v5 } from "uuid";
import { error } from "./runtime";

const ISO =
  /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(?:Z|([+-])([01]\d|2[0-3]):?([0-5]\d))$/;
const LOCAL = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d)(?::(\d\d)(?:\.\d+)?)?$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
// eslint-disable-next-line no-control-regex
const GAPS = /[ \t\u00a0\u2009\-\u2010-\u2015]/g;
const CONTROLS = /[\0-\x08\x0b-\x1f\x7f-\x9f]/g;
const FIRST = -62135596800000; // year 1
const LAST = 253402300799999; // year 9999
const DAY = 86_400_000;

export function epoch(iso: string): number {
  const found = ISO.exec(iso);
  const ms = found ? wall(found) : NaN;
  if (!found || Number.isNaN(ms)) throw error("ValueError", `not a moment: ${iso}`);
  const [, , , , fraction = "", sign, hours = "0", minutes = "0"] = found;
  const offset = (Number(hours) * 60 + Number(minutes)) * 60_000;
  return ms + Number((fraction + "000").slice(0, 3)) - (sign === "-" ? -offset : offset);
}

export function iso(ms: number): string {
  if (!(ms >= FIRST && ms <= LAST)) throw error("ValueError", `not within years 1 to 9999: ${ms}`);
  return new Date(ms).toISOString();
}

// The date and time as if in UTC; NaN for 30 February, 24:00 and the like, which Date rolls over.
function wall([, date, time, seconds = "00"]: string[]): number {
  const text = `${date}T${time}:${seconds}`;
  const ms = Date.parse(text + "Z");
  return ms >= FIRST && new Date(ms).toISOString().startsWith(text) ? ms : NaN;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function format(zone: string): Intl.DateTimeFormat {
  let found = formats.get(zone);
  if (!found) {
    found = new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      calendar: "gregory",
      numberingSystem: "latn",
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
    });
    formats.set(zone, found); // making one takes milliseconds
  }
  return found;
}

// A list asks for the same few minutes again and again, and formatting one takes 20 µs.
const known = new Map<string, number[]>();

export function zone_parts(ms: number, zone: string): number[] {
  const name = `${Math.floor(ms / 60_000)} ${zone}`;
  if (known.size > 4096) known.clear();
  if (!known.has(name)) known.set(name, partsOf(ms, zone));
  return [...known.get(name)!];
}

function partsOf(ms: number, zone: string): number[] {
  const found: Record<string, number> = {};
  for (const { type, value } of format(zone).formatToParts(ms)) found[type] = Number(value);
  const { year, month, day, hour, minute } = found as Record<string, number>;
  const weekday = (new Date(Date.UTC(year!, month! - 1, day)).getUTCDay() + 6) % 7;
  return [year!, month!, day!, hour!, minute!, weekday];
}

function offset(ms: number, zone: string): number {
  const [year, month, day, hour, minute] = zone_parts(ms, zone) as [number, number, number, number, number];
  return Date.UTC(year, month - 1, day, hour, minute) - Math.floor(ms / 60_000) * 60_000;
}

export function from_local(text: string, zone: string): string {
  format(zone);
  const found = LOCAL.exec(text);
  const local = found ? wall(found) : NaN;
  if (Number.isNaN(local)) return "";
  const before = offset(local - DAY, zone);
  const after = offset(local + DAY, zone);
  const late = local - after;
  // The first that exists; where the clocks skip it, the older offset moves it forward.
  const first = offset(local - before, zone) !== before && offset(late, zone) === after;
  const ms = first ? late : local - before;
  return ms >= FIRST && ms <= LAST ? iso(ms) : "";
}

export function derive(id: string, role: string): string {
  if (!UUID.test(id)) throw error("ValueError", `not a UUID: ${id}`);
  // As bytes: the package takes only some versions of UUID as text.
  const bytes = id.replaceAll("-", "").match(/../g)!.map((x) => parseInt(x, 16));
  return v5(role, Uint8Array.from(bytes));
}

export function normal(text: string): string {
  return text.replace(/\p{Surrogate}/gu, "").replace(CONTROLS, "").normalize("NFC");
}

export function bare_code(text: string): string {
  return text.toUpperCase().replace(GAPS, "");
}

/** `epoch`, or null for what is no moment. */
export function epoch_or_none(iso: string | null): number | null {
  try {
    return epoch(iso || "");
  } catch {
    return null;
  }
}
