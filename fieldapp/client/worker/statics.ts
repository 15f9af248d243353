/** Styles, scripts and pictures: kept on the phone, by names that change with their content. */

import type { App } from "./app";
import { within } from "./router";
import { later, precache, statics } from "./settings";

const CACHE = `fieldapp-static-${statics}`;
const DEADLINE = 20_000;

/** Has every file at hand before this version may answer anything; takes over what it can. */
export async function fillCache(): Promise<void> {
  const cache = await caches.open(CACHE);
  await Promise.all(precache.map((path) => keep(cache, path)));
}

async function keep(cache: Cache, path: string): Promise<void> {
  const known = await caches.match(path);
  if (known && path.startsWith("/static/build/")) return await cache.put(path, known);
  const response = await within(DEADLINE, fetch(path, { cache: "no-cache" }));
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  await cache.put(path, response);
}

/** What only this phone's scanner needs, fetched when there is nothing better to do. */
export async function fetchLater(): Promise<void> {
  const cache = await caches.open(CACHE);
  // Without a network it is asked for again with the next page.
  for (const path of later) if (!(await cache.match(path))) await keep(cache, path).catch(() => undefined);
}

export async function dropOldCaches(): Promise<void> {
  const names = (await caches.keys()).filter((name) => name.startsWith("fieldapp-static-") && name !== CACHE);
  await Promise.all(names.map((name) => caches.delete(name)));
}

export async function fromCache(_: App, request: Request, url: URL): Promise<Response> {
  const kept = await caches.match(url.pathname);
  if (kept) return kept;
  try {
    const response = await within(DEADLINE, fetch(request));
    if (response.ok && url.pathname.startsWith("/static/build/")) await store(url.pathname, response.clone());
    return response;
  } catch {
    return new Response("", { status: 504 });
  }
}

async function store(path: string, response: Response): Promise<void> {
  await (await caches.open(CACHE)).put(path, response).catch(() => undefined);
}
