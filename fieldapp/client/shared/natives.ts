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

export function zone_parts(moment: number, zone: string): number[] {
  const ms = Math.min(Math.max(moment, FIRST + 2 * DAY), LAST - 2 * DAY);
  const name = `${Math.floor(ms / 60_000)} ${zone}`;
  if (known.size > 4096) known.clear();
  if (!known.has(name)) known.set(name, partsOf(ms, zone));
  return [...known.get(name)!];
}

function partsOf(ms: number, zone: string): number[] {
  const found: Record<string, number> = {};
  for (const { type, value } of format(zone).formatToParts(ms)) found[type] = Number(value);
  const { year, month, day, hour, minute } = found as Record<string, number>;
  const date = new Date(0);
  date.setUTCFullYear(year!, month! - 1, day); // Date.UTC takes a year before 100 for one of the 20th century
  const weekday = (date.getUTCDay() + 6) % 7;
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

/** The SHA-256 of the text in UTF-8 (FIPS 180-4). The platform's own can only be awaited, and rules don't wait. */
export function sha256(text: string): string {
  const bytes = new TextEncoder().encode(text);
  const blocks = new Uint8Array(((bytes.length + 72) >> 6) << 6);
  blocks.set(bytes);
  blocks[bytes.length] = 128;
  const words = new DataView(blocks.buffer);
  words.setUint32(blocks.length - 8, Math.floor(bytes.length / 2 ** 29));
  words.setUint32(blocks.length - 4, bytes.length << 3);
  const state = PRIMES.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)));
  for (let at = 0; at < blocks.length; at += 64) mix(state, Array.from({ length: 16 }, (_, word) => words.getInt32(at + word * 4)));
  return state.map((word) => (word >>> 0).toString(16).padStart(8, "0")).join("");
}

const PRIMES = Array.from({ length: 312 }, (_, n) => n).filter((n) => n > 1 && !Array.from({ length: n }, (_, d) => d).some((d) => d > 1 && n % d === 0));
const fraction = (root: number) => ((root % 1) * 2 ** 32) | 0;
const ROUNDS = PRIMES.map((prime) => fraction(Math.cbrt(prime)));
const turn = (word: number, by: number) => (word >>> by) | (word << (32 - by));

function mix(state: number[], w: number[]): void {
  let [a, b, c, d, e, f, g, h] = state as [number, number, number, number, number, number, number, number];
  for (const [at, round] of ROUNDS.entries()) {
    if (at > 15) {
      const [near, far] = [w[at - 2]!, w[at - 15]!];
      const late = turn(near, 17) ^ turn(near, 19) ^ (near >>> 10);
      w[at] = (w[at - 16]! + (turn(far, 7) ^ turn(far, 18) ^ (far >>> 3)) + w[at - 7]! + late) | 0;
    }
    const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + round + w[at]!) | 0;
    const two = (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
  }
  for (const [at, word] of [a, b, c, d, e, f, g, h].entries()) state[at] = (state[at]! + word) | 0;
}

export function normal(text: string): string {
  return text.replace(/\p{Surrogate}/gu, "").replace(CONTROLS, "").normalize("NFC");
}

export function bare_code(text: string): string {
  return text.toUpperCase().replace(GAPS, "");
}

export function fold(text: string): string {
  // eslint-disable-next-line no-control-regex
  if (/^[\0-\x7f]*$/.test(text)) return text.toLowerCase();
  const apart = text.normalize("NFKD").toLowerCase().replace(/ß/g, "ss").replace(/ı/g, "i");
  return apart.normalize("NFKD").replace(/\p{M}/gu, "");
}

export function runs(text: string): string[] {
  return text.match(/[0-9]+|[a-z]+/g) ?? [];
}

export function words_of(name: string): string[] {
  const said = name.replace(/[®™©]|\((?:r|tm|c)\)/gi, " ");
  return fold(said).split(/[ \t\r\n()[\],;/_:]+/).filter(Boolean);
}

/** `epoch`, or null for what is no moment. */
export function epoch_or_none(iso: string | null): number | null {
  try {
    return epoch(iso || "");
  } catch {
    return null;
  }
}

/** A document is plain data here already. */
export function plain<T>(document: T): T {
  return document;
}
