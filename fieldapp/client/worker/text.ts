/** Text as it may travel: well-formed, of a known size, and comparable. */

import type { Json } from "./messages";

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** Half a surrogate pair would make the whole request undecodable, so it becomes U+FFFD. */
export function wellFormed<T extends Json>(value: T): T {
  if (typeof value === "string") return decoder.decode(encoder.encode(value)) as T;
  if (Array.isArray(value)) return value.map(wellFormed) as T;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [wellFormed(k), wellFormed(v)])) as T;
}

export function byteLength(text: string): number {
  return encoder.encode(text).length;
}

/** The same text for the same content, whatever the order of its names. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner) => (isMap(inner) ? sorted(inner) : inner));
}

export function base64(text: string): string {
  return base64Of(encoder.encode(text).buffer);
}

export function base64Of(bytes: ArrayBuffer): string {
  let binary = "";
  for (const byte of new Uint8Array(bytes)) binary += String.fromCharCode(byte);
  return btoa(binary);
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function sorted(map: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1)));
}
