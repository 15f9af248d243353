/// <reference lib="webworker" />
/**
 * The service worker: the server that is always reachable.
 *
 * It answers the floor's pages from this phone, online and off, takes what their forms say, and
 * speaks to the real server in the background.
 */

import { App } from "./app";
import { hear } from "./letters";
import { routeFor } from "./router";
import { dropOldCaches, fillCache } from "./statics";

declare const self: ServiceWorkerGlobalScope;

const app = new App((message) => void tellPages(message));

self.addEventListener("install", (event) => event.waitUntil(fillCache()));

// A new version waits until its user agrees (see letters.ts); only the very first takes over by itself.
self.addEventListener("activate", (event) => {
  event.waitUntil(Promise.all([dropOldCaches(), self.clients.claim()]));
});

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  const answering = routeFor(event.request, url);
  if (!answering) return;
  const answer = answering(app, event.request, url);
  event.respondWith(answer);
  if (event.request.method === "POST" && isDeed(url.pathname)) event.waitUntil(sendSoon(answer));
  // A page that only shows news must not ask for more: each round is news itself, without end.
  else if (isTap(event.request)) event.waitUntil(app.sync("page"));
});

self.addEventListener("message", (event) => event.waitUntil(hear(app, event)));

// The browser's own promise to try again when there is a network, even with the app closed.
self.addEventListener("sync", (event: any) => event.waitUntil(syncInBackground()));

/** What may have queued something. */
function isDeed(path: string): boolean {
  return path.startsWith("/do/") || path === "/scan/count/confirm";
}

function isTap({ headers }: Request): boolean {
  return headers.has("HX-Request") && !headers.has("X-Refresh");
}

async function sendSoon(answer: Promise<Response>): Promise<void> {
  await answer.catch(() => undefined);
  await (self.registration as any).sync?.register("outbox").catch(() => undefined);
  await app.sync("operation");
}

async function syncInBackground(): Promise<void> {
  const round = await app.sync("background");
  if (round?.next === "wait") throw new Error("not sent yet");
}

async function tellPages(message: object): Promise<void> {
  for (const page of await self.clients.matchAll({ includeUncontrolled: true })) page.postMessage(message);
}
