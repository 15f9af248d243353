// Python's meaning for JavaScript's values: what rules and templates compiled by fieldapp/portable
// call. A dict or a struct is a plain object, a list or a tuple an array, a set a Set; `undefined`
// is None to rules, and a missing value to templates. Where Python raises, so does this.

// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Any = any;

export class Exception extends Error {
  args: Any[];
  constructor(...args: Any[]) {
    super(args.length ? String(args[0]) : "");
    this.args = args;
  }
  static {
    this.prototype.name = "Exception";
  }
}

export function error(name: string, message: Any = ""): Error {
  return Object.assign(new Error(message), { name });
}

function fail(name: string, message: string): never {
  throw error(name, message);
}

const isArray = Array.isArray;
const own = (o: Any, k: Any): boolean => typeof k === "string" && Object.hasOwn(o, k);

function isDict(x: Any): boolean {
  if (typeof x !== "object" || !x) return false;
  const proto = Object.getPrototypeOf(x);
  return proto === Object.prototype || proto === null;
}

// A string by code points, as Python counts: "🔧" has length one.
const points = (s: string): string | string[] => (/[\ud800-\udfff]/.test(s) ? [...s] : s);

function kind(x: Any): string {
  if (x == null) return "None";
  if (isArray(x)) return "list";
  if (typeof x !== "object") return { string: "str", number: "int", boolean: "bool" }[typeof x as string] ?? typeof x;
  return x instanceof Set ? "set" : x instanceof Markup ? "Markup" : isDict(x) ? "dict" : "object";
}

// Truth, equality, order

export function truthy(x: Any): boolean {
  if (typeof x !== "object" || !x) return !!x;
  if (isArray(x)) return x.length > 0;
  if (x instanceof Set) return x.size > 0;
  if (x instanceof Markup) return x.text !== "";
  if (!isDict(x)) return true;
  for (const k in x) if (own(x, k)) return true;
  return false;
}

// Where the right side is at hand; what must be put off is written out.
export const or = (a: Any, b: Any): Any => (truthy(a) ? a : b);
export const and = (a: Any, b: Any): Any => (truthy(a) ? b : a);

// undefined is None, True is 1, Markup is its text.
function plain(x: Any): Any {
  if (x === undefined) return null;
  if (typeof x === "boolean") return +x;
  return x instanceof Markup ? x.text : x;
}

export function eq(a: Any, b: Any): boolean {
  a = plain(a);
  b = plain(b);
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || !a || !b) return false;
  if (isArray(a) || isArray(b)) {
    return isArray(a) && isArray(b) && a.length === b.length && a.every((x, i) => eq(x, b[i]));
  }
  if (a instanceof Set || b instanceof Set) {
    return a instanceof Set && b instanceof Set && a.size === b.size && [...a].every((x) => b.has(x));
  }
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((k) => own(b, k) && eq(a[k], b[k]));
}

const is_ = (a: Any, b: Any): boolean => (a ?? null) === (b ?? null);

export { is_ as is };

// UTF-16 puts surrogates (beyond U+FFFF) before U+E000; code points put them after.
const rank = (c: number): number => ((c & 0xf800) === 0xd800 ? c + 0x2800 : c);

export function cmp(a: Any, b: Any): number {
  a = plain(a);
  b = plain(b);
  if (typeof a === "number" && typeof b === "number") return a - b;
  if (typeof a === "string" && typeof b === "string") {
    if (a === b) return 0;
    const n = Math.min(a.length, b.length);
    let i = 0;
    while (i < n && a[i] === b[i]) i++;
    return i < n ? rank(a.charCodeAt(i)) - rank(b.charCodeAt(i)) : a.length - b.length;
  }
  if (isArray(a) && isArray(b)) {
    const i = a.findIndex((x, i) => i >= b.length || !eq(x, b[i]));
    return i >= 0 && i < b.length ? cmp(a[i], b[i]) : a.length - b.length;
  }
  fail("TypeError", `${kind(a)} and ${kind(b)} have no order`);
}

export function has(c: Any, x: Any): boolean {
  if (isArray(c)) return c.some((y) => eq(x, y));
  if (typeof c === "string" && typeof x === "string") return c.includes(x);
  if (c instanceof Set) return c.has(x ?? null);
  if (isDict(c)) return own(c, x);
  fail("TypeError", `in ${kind(c)}`);
}

export function isinstance(x: Any, ...kinds: Any[]): boolean {
  const found = kind(x);
  return kinds.some((k) =>
    typeof k === "string" ? k === found || (k === "int" && found === "bool") : x instanceof k,
  );
}

// Numbers: whole ones

function num(x: Any): number {
  if (typeof x === "boolean") return +x;
  if (typeof x !== "number") fail("TypeError", `${kind(x)} is not a number`);
  return x;
}

function safe(x: number): number {
  if (Math.abs(x) > Number.MAX_SAFE_INTEGER) fail("OverflowError", "too large a number");
  return x;
}

export function add(a: Any, b: Any): Any {
  if (isArray(a) && isArray(b)) return [...a, ...b];
  if (typeof a === "string" && typeof b === "string") return a + b;
  return safe(num(a) + num(b));
}

export function iadd(a: Any, b: Any): Any {
  return isArray(a) ? (extend(a, b), a) : add(a, b);
}

export const sub = (a: Any, b: Any): number => safe(num(a) - num(b));
export const mul = (a: Any, b: Any): number => safe(num(a) * num(b));
export const abs = (a: Any): number => Math.abs(num(a));

export function floordiv(a: Any, b: Any): number {
  return (num(a) - mod(a, b)) / num(b);
}

export function mod(a: Any, b: Any): number {
  const x = num(a);
  const y = num(b);
  if (!y) fail("ZeroDivisionError", "division by zero");
  const rest = x % y;
  return rest && rest < 0 !== y < 0 ? rest + y : rest;
}

export const divmod = (a: Any, b: Any): number[] => [floordiv(a, b), mod(a, b)];

export function int(x: Any): number {
  if (typeof x !== "string") return Math.trunc(num(x));
  // Python drops fewer ends here than str.strip does: not the separators \x1c to \x1f.
  const text = /[\x1c-\x1f]/.test(x) ? x : strip(x);
  if (!/^[+-]?\d+(_\d+)*$/.test(text)) fail("ValueError", `not a whole number: ${x}`);
  return safe(Number(text.replaceAll("_", "")));
}

// Strings

export function str(x: Any): string {
  if (typeof x === "string") return x;
  if (x == null) return "None";
  if (typeof x === "boolean") return x ? "True" : "False";
  if (Number.isInteger(x)) return String(x);
  if (x instanceof Markup) return x.text;
  fail("TypeError", `${kind(x)} can't be printed`);
}

export function pad(x: Any, width: number, zero: boolean): string {
  const n = num(x);
  const digits = String(Math.abs(n));
  const sign = n < 0 ? "-" : "";
  return zero ? sign + digits.padStart(width - sign.length, "0") : (sign + digits).padStart(width);
}

const text = (x: Any): string => (typeof x === "string" ? x : fail("TypeError", `${kind(x)} is not a string`));

export const ord = (s: Any): number =>
  points(text(s)).length === 1 ? s.codePointAt(0) : fail("TypeError", "not one character");
export const chr = (n: Any): string => String.fromCodePoint(num(n));
export const upper = (s: Any): string => text(s).toUpperCase();
export const lower = (s: Any): string => text(s).toLowerCase();
export const isascii = (s: Any): boolean => /^[\0-\x7f]*$/.test(text(s));
// What Unicode calls a digit: decimal numbers, and superscripts and the like.
export const isdigit = (s: Any): boolean =>
  /^[\p{Nd}²³¹፩-፱᧚⁰⁴-⁹₀-₉①-⑨⑴-⑼⒈-⒐⓪⓵-⓽⓿❶-❾➀-➈➊-➒𐩀-𐩃𐹠-𐹨𑁒-𑁚🄀-🄊]+$/u.test(text(s));

const SPACE = "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
const SPACES = new RegExp(`[${SPACE}]+`);

function trim(s: Any, chars: Any, left: boolean, right: boolean): string {
  const all = [...text(s)];
  const drop = (c: string): boolean => (chars == null ? SPACES.test(c) : [...text(chars)].includes(c));
  let from = 0;
  let to = all.length;
  while (left && from < to && drop(all[from]!)) from++;
  while (right && to > from && drop(all[to - 1]!)) to--;
  return all.slice(from, to).join("");
}

export const strip = (s: Any, chars?: Any): string => trim(s, chars, true, true);
export const lstrip = (s: Any, chars?: Any): string => trim(s, chars, true, false);
export const rstrip = (s: Any, chars?: Any): string => trim(s, chars, false, true);

export function split(s: Any, separator?: Any, most: Any = -1): string[] {
  const spaces = separator == null;
  if (separator === "") fail("ValueError", "empty separator");
  if (spaces && most >= 0) fail("ValueError", "split at spaces has no limit here");
  const found = (spaces ? strip(s) : text(s)).split(spaces ? SPACES : text(separator));
  if (spaces) return found.filter((x) => x);
  return most < 0 || found.length <= most ? found : [...found.slice(0, most), found.slice(most).join(separator)];
}

export function partition(s: Any, separator: Any): string[] {
  const [head, ...rest] = split(s, text(separator), 1);
  return rest.length ? [head!, separator, rest[0]!] : [head!, "", ""];
}

export function join(separator: Any, xs: Any): string {
  return [...iter(xs)].map(text).join(text(separator));
}

const some = (s: Any, x: Any, test: (part: string) => boolean): boolean =>
  (text(s), isArray(x) ? x.some((y) => test(text(y))) : test(text(x)));

export const startswith = (s: Any, x: Any): boolean => some(s, x, (part) => s.startsWith(part));
export const endswith = (s: Any, x: Any): boolean => some(s, x, (part) => s.endsWith(part));
export const removeprefix = (s: Any, x: Any): string => (startswith(s, x) ? s.slice(x.length) : s);
export const removesuffix = (s: Any, x: Any): string => (endswith(s, x) ? s.slice(0, s.length - x.length) : s);

export function replace(s: Any, old: Any, by: Any): string {
  if (old === "" && s !== "") return text(by) + [...text(s)].map((c) => c + by).join("");
  return old === "" ? text(by) : text(s).split(text(old)).join(text(by));
}

// Lists, dicts, sets

export function iter(x: Any, anyOrder = false): Iterable<Any> {
  if (isArray(x) || typeof x === "string") return x;
  if (x instanceof Set && !anyOrder) fail("TypeError", "a set has no order: sort it");
  if (isDict(x)) return Object.keys(x);
  if (x == null || !x[Symbol.iterator]) fail("TypeError", `${kind(x)} can't be looped over`);
  return x;
}

export const list = (x: Any = []): Any[] => [...iter(x)];

export function set(x: Any = []): Set<Any> {
  const found = new Set<Any>();
  for (const y of iter(x, true)) add_(found, y);
  return found;
}

function add_(s: Set<Any>, x: Any): void {
  if (typeof x === "object" && x) fail("TypeError", `${kind(x)} in a set`);
  s.add(plain(x));
}

export function dict(x: Any = {}): Any {
  const found = {};
  update(found, x);
  return found;
}

export function key(k: Any): string {
  return typeof k === "string" ? k : fail("TypeError", `${kind(k)} as a key: use str()`);
}

export function len(x: Any): number {
  if (typeof x === "string") return points(x).length;
  if (isArray(x)) return x.length;
  if (x instanceof Set) return x.size;
  if (isDict(x)) return Object.keys(x).length;
  fail("TypeError", `${kind(x)} has no length`);
}

function place(o: Any, k: Any): number {
  if (!Number.isInteger(k)) fail("TypeError", `${kind(k)} as an index`);
  const i = k < 0 ? k + o.length : k;
  return i in Object(o) ? i : fail("IndexError", String(k));
}

export function item(o: Any, k: Any): Any {
  if (typeof o === "string") o = points(o);
  if (isArray(o) || typeof o === "string") return o[place(o, k)];
  return isDict(o) && own(o, k) ? o[k] : fail(isDict(o) ? "KeyError" : "TypeError", String(k));
}

export function put(o: Any, k: Any, x: Any): void {
  if (isArray(o)) o[place(o, k)] = x;
  else if (key(k) !== "__proto__") o[k] = x;
  else Object.defineProperty(o, k, { value: x, writable: true, enumerable: true, configurable: true });
}

function del_(o: Any, k: Any): Any {
  const x = item(o, k);
  if (isArray(o)) o.splice(place(o, k), 1);
  else delete o[k];
  return x;
}

export { add_ as adds, del_ as del };

export function slice(o: Any, from?: Any, to?: Any): Any {
  if (o instanceof Markup) return new Markup(slice(o.text, from, to));
  if (typeof o !== "string" && !isArray(o)) fail("TypeError", `a part of ${kind(o)}`);
  const part = (typeof o === "string" ? points(o) : o).slice(from ?? 0, to ?? undefined);
  return typeof o === "string" && isArray(part) ? part.join("") : part;
}

export const get = (o: Any, k: Any, otherwise: Any = null): Any => (own(o, k) ? o[k] : otherwise);
export const keys = (o: Any): string[] => Object.keys(o);
export const values = (o: Any): Any[] => Object.values(o);
export const items = (o: Any): [string, Any][] => Object.entries(o);

export function setdefault(o: Any, k: Any, x: Any): Any {
  if (!own(o, k)) put(o, k, x);
  return o[k];
}

export function update(o: Any, x: Any): void {
  for (const [k, y] of isDict(x) ? items(x) : iter(x)) put(o, k, y);
}

export function pop(o: Any, k?: Any, otherwise?: Any): Any {
  if (otherwise !== undefined && !own(o, k)) return otherwise;
  return del_(o, isArray(o) ? (k ?? -1) : k);
}

export const copy = (o: Any): Any => (isArray(o) ? [...o] : o instanceof Set ? new Set(o) : { ...o });
export const append = (o: Any, x: Any): void => void o.push(x);
export const extend = (o: Any, xs: Any): void => void o.push(...iter(xs));
export const insert = (o: Any, i: Any, x: Any): void => void o.splice(num(i), 0, x);
export const discard = (o: Set<Any>, x: Any): void => void o.delete(plain(x));
export const remove = (o: Any, x: Any): void => void o.splice(index(o, x), 1);

export function find(o: Any, x: Any): number {
  if (isArray(o)) return o.findIndex((y) => eq(x, y));
  const i = text(o).indexOf(text(x));
  return i < 0 ? i : len(o.slice(0, i));
}

export function index(o: Any, x: Any): number {
  const i = find(o, x);
  return i < 0 ? fail("ValueError", "not there") : i;
}

export function count(o: Any, x: Any): number {
  if (isArray(o)) return o.filter((y) => eq(x, y)).length;
  return x === "" ? len(o) + 1 : text(o).split(text(x)).length - 1;
}

// Python's own functions

export function any(xs: Any): boolean {
  for (const x of iter(xs, true)) if (truthy(x)) return true;
  return false;
}

export function all(xs: Any): boolean {
  for (const x of iter(xs, true)) if (!truthy(x)) return false;
  return true;
}

export function sum(xs: Any, start: Any = 0): Any {
  for (const x of iter(xs, true)) start = add(start, x);
  return start;
}

export function next(xs: Iterable<Any>, otherwise?: Any): Any {
  for (const x of xs) return x;
  return otherwise === undefined ? fail("StopIteration", "nothing there") : otherwise;
}

type Key = ((x: Any) => Any) | null;

function extreme(xs: Any, by: Key | undefined, otherwise: Any, sign: number): Any {
  let best: Any;
  let mark: Any;
  let some = false;
  for (const x of iter(xs, true)) {
    const m = by ? by(x) : x;
    if (!some || cmp(m, mark) * sign < 0) [best, mark] = [x, m];
    some = true;
  }
  if (some) return best;
  return otherwise === undefined ? fail("ValueError", "nothing to choose from") : otherwise;
}

export const min = (xs: Any, by?: Key, otherwise?: Any): Any => extreme(xs, by, otherwise, 1);
export const max = (xs: Any, by?: Key, otherwise?: Any): Any => extreme(xs, by, otherwise, -1);

export function sorted(xs: Any, by?: Key, backwards?: Any): Any[] {
  const sign = truthy(backwards) ? -1 : 1; // equals keep their order both ways
  return [...iter(xs, true)]
    .map((x) => [by ? by(x) : x, x])
    .sort((a, b) => cmp(a[0], b[0]) * sign)
    .map((pair) => pair[1]);
}

export const reversed = (xs: Any): Any[] => list(xs).reverse();
export const enumerate = (xs: Any, start: Any = 0): [number, Any][] => list(xs).map((x, i) => [i + start, x]);

export function zip(...lists: Any[]): Any[][] {
  const all = lists.map(list);
  const shortest = Math.min(...all.map((l) => l.length));
  return all.length ? Array.from({ length: shortest }, (_, i) => all.map((l) => l[i])) : [];
}

export function range(from: Any, to?: Any, step: Any = 1): number[] {
  if (to === undefined) [from, to] = [0, from];
  if (!num(step)) fail("ValueError", "range with step 0");
  const length = Math.max(0, Math.ceil((num(to) - num(from)) / step));
  return Array.from({ length }, (_, i) => from + i * step);
}

// Templates

/** Text that is HTML already. */
export class Markup {
  constructor(readonly text: string) {}
}

const ENTITIES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&#34;", "'": "&#39;" };
const escaped = (s: string): string => s.replace(/[&<>"']/g, (c) => ENTITIES[c]!);

export const raw = (x: Any): string => (x === undefined ? "" : str(x));
export const out = (x: Any): string => (x instanceof Markup ? x.text : escaped(raw(x)));

/** What dots and brackets give: undefined where there is nothing. */
export const attr = (o: Any, ...keys: Any[]): Any => keys.reduce(part, o);

function part(o: Any, k: Any): Any {
  if (typeof o === "string" && Number.isInteger(k)) o = points(o);
  if (isArray(o) || typeof o === "string") return Number.isInteger(k) ? (o.at(k) ?? at(o, k)) : undefined;
  return o != null && own(o, k) ? (o[k] ?? null) : undefined;
}

const at = (o: Any, k: number): Any => (k < o.length && k >= -o.length ? null : undefined);

export const same = (a: Any, b: Any): boolean => (a === undefined || b === undefined ? a === b : eq(a, b));

export function within(c: Any, x: Any): boolean {
  return c === undefined ? false : isArray(c) ? c.some((y) => same(y, x)) : has(c, x instanceof Markup ? x.text : x);
}

export function concat(parts: Any[]): Any {
  const safe = parts.some((x) => x instanceof Markup);
  const all = parts.map(safe ? out : raw).join("");
  return safe ? new Markup(all) : all;
}

export const each = (xs: Any): Any[] => (xs === undefined ? [] : list(xs));

export function loop(xs: Any[], i: number): Any {
  const n = xs.length;
  return {
    index: i + 1,
    index0: i,
    revindex: n - i,
    revindex0: n - i - 1,
    first: !i,
    last: i === n - 1,
    length: n,
  };
}

type Context = Record<string, Any>;
type Blocks = Record<string, ((c: Context, b: Blocks, i: number) => string)[]>;
interface Template {
  root(c: Context, b: Blocks): string;
  parent?: string;
  exports: string[];
  blocks: Record<string, Blocks[string][number]>;
}
type Templates = Record<string, Template>;

function chain(templates: Templates, name: string): Blocks {
  if (!own(templates, name)) fail("TemplateNotFound", name);
  const { parent, blocks } = templates[name]!;
  const found = parent ? chain(templates, parent) : {};
  for (const k in blocks) found[k] = [blocks[k]!, ...(found[k] ?? [])];
  return found;
}

interface Page {
  text: string;
  context: Context;
  blocks: Blocks;
}

/** Renders. A parent shares its child's context and blocks, everything else has its own. */
export function start(templates: Templates, name: string, context: Context, blocks?: Blocks): Page {
  const c = blocks ? context : { ...context };
  const b = blocks ?? chain(templates, name);
  return { text: templates[name]!.root(c, b), context: c, blocks: b };
}

export function block({ context, blocks }: Page, name: string): string {
  return own(blocks, name) ? blocks[name]![0]!(context, blocks, 0) : fail("KeyError", `no block ${name}`);
}

export function module(templates: Templates, name: string, context: Context): Context {
  const c = start(templates, name, context).context;
  return Object.fromEntries(templates[name]!.exports.filter((k) => own(c, k)).map((k) => [k, c[k]]));
}

function let_(c: Context, name: string, x: Any): void {
  if (x === undefined) delete c[name];
  else c[name] = x;
}

export { let_ as let };

export function scope(c: Context, more: Context): Context {
  const found = { ...c };
  for (const k in more) let_(found, k, more[k]);
  return found;
}

interface Macro {
  (args: Any[], named: Context, caller?: Macro): Markup;
  macro: true;
}

export function macro(names: string[], body: (a: Any[], caller?: Macro) => string): Macro {
  const f = (args: Any[], named: Context, caller?: Macro): Markup => {
    if (args.length > names.length) fail("TypeError", "too many arguments");
    const a = [...args]; // with holes where nothing is given
    for (const k in named) {
      const i = names.indexOf(k);
      if (i < args.length) fail("TypeError", `argument ${k}`);
      a[i] = named[k];
    }
    return new Markup(body(a, caller));
  };
  return Object.assign(f, { macro: true as const });
}

export function call(f: Any, args: Any[], named: Context = {}, caller?: Macro): Any {
  if (typeof f !== "function") fail("TypeError", `${kind(f)} can't be called`);
  return f.macro ? f(args, named, caller) : (f(...args) ?? null);
}

// Filters

const soft = (x: Any): string => (x instanceof Markup ? x.text : raw(x));
const like = (x: Any, s: string): Any => (x instanceof Markup ? new Markup(s) : s);

export const f_default = (x: Any, otherwise: Any = "", falsy: Any = false): Any =>
  x === undefined || (truthy(falsy) && !truthy(x)) ? otherwise : x;
export const f_escape = (x: Any): Markup => new Markup(out(x));
export const f_safe = (x: Any): Markup => new Markup(soft(x));
export const f_string = (x: Any): Any => like(x, soft(x));
export const f_upper = (x: Any): Any => like(x, upper(soft(x)));
export const f_lower = (x: Any): Any => like(x, lower(soft(x)));
export const f_trim = (x: Any, chars?: Any): Any => like(x, strip(soft(x), chars));
export const f_length = (x: Any): number => (x === undefined ? 0 : len(x instanceof Markup ? x.text : x));
export const f_list = each;
export const f_first = (xs: Any): Any => each(xs)[0];
export const f_last = (xs: Any): Any => each(xs).at(-1);

export function f_replace(x: Any, old: Any, by: Any): Any {
  if (x instanceof Markup || old instanceof Markup || by instanceof Markup) {
    return new Markup(replace(out(x), soft(old), out(by)));
  }
  return replace(raw(x), raw(old), raw(by));
}

const path = (x: Any, names: Any): Any => String(names).split(".").reduce((o, k) => part(o, /^\d+$/.test(k) ? +k : k), x);

export const f_map = (xs: Any, names: Any): Any[] => each(xs).map((x) => path(x, names));

export const f_select = (xs: Any, names: Any, test: (x: Any) => boolean): Any[] =>
  each(xs).filter((x) => test(names === null ? x : path(x, names)));

export function f_join(xs: Any, separator: Any = "", names?: Any): Any {
  const all = names == null ? each(xs) : f_map(xs, names);
  const safe = [separator, ...all].some((x) => x instanceof Markup);
  const text = all.map(safe ? out : raw).join(safe ? out(separator) : raw(separator));
  return safe ? new Markup(text) : text;
}

export const f_urlencode = (x: Any): string => quote(soft(x), "/");

// Addresses, quoted as Werkzeug does

function quote(s: string, safe: string): string {
  return encodeURIComponent(s).replace(/%..|[!'()*]/g, (m) => {
    const code = m.length > 1 ? parseInt(m.slice(1), 16) : m.charCodeAt(0);
    const c = String.fromCharCode(code);
    return safe.includes(c) ? c : "%" + code.toString(16).toUpperCase();
  });
}

const plus = (s: Any): string => quote(str(s), " !$'()*,/:;?@").replaceAll(" ", "+");

type Routes = Record<string, (string | string[])[]>;

export function url(routes: Routes, endpoint: string, { _anchor, ...values }: Context): string {
  if (!own(routes, endpoint)) fail("BuildError", `no route for ${endpoint}`);
  let path = "";
  for (const part of routes[endpoint]!) {
    if (typeof part === "string") path += part;
    else {
      const [name, converter] = part as [string, string];
      if (values[name] == null) fail("BuildError", `${endpoint} needs ${name}`);
      path += converter === "int" ? str(int(values[name])) : quote(str(values[name]), "!$&'()*+,/:;=@");
      delete values[name];
    }
  }
  const query = items(values).filter((pair) => pair[1] != null);
  if (query.length) path += "?" + query.map((pair) => pair.map(plus).join("=")).join("&");
  return _anchor == null ? path : path + "#" + quote(str(_anchor), "%!#$&'()*+,/:;=?@");
}
