/** Every request of our own pages has a route here, and a deadline. */

import type { App } from "./app";
import { act } from "./deeds";
import { labelPicture } from "./labels";
import { page, picturePage, plainPage, routeOf } from "./pages";
import { fromCache } from "./statics";
import { tally } from "./tally";

export type Answering = (app: App, request: Request, url: URL) => Promise<Response>;

const NETWORK_DEADLINE = 20_000;
const RENDER_DEADLINE = 8_000;

/** What answers this request, or null where the browser is to go to the server by itself. */
export function routeFor(request: Request, url: URL): Answering | null {
  if (url.origin !== self.location.origin) return null;
  if (request.method === "POST") return routeForPost(request, url);
  if (request.method !== "GET" && request.method !== "HEAD") return network;
  if (isStatic(url.pathname)) return fromCache;
  if (url.pathname === "/") return home;
  if (/^\/labels\/[^/]+\.svg$/.test(url.pathname)) return labelPicture;
  if (/^\/blobs\/[0-9a-f]{64}$/.test(url.pathname)) return picture;
  if (url.pathname === "/login") return login;
  return routeOf(url.pathname) ? fromPhone : network;
}

/**
 * A POST that navigates is never ours to answer. A form on a hostile site could send one, and it
 * would be queued, and synced later with perfectly valid headers. The server sees where it came from.
 */
function routeForPost(request: Request, url: URL): Answering | null {
  if (request.mode === "navigate") return null;
  if (url.pathname.startsWith("/scan/count/")) return toList;
  return url.pathname.startsWith("/do/") ? toPhone : network;
}

function isStatic(path: string): boolean {
  return path.startsWith("/static/") || path === "/manifest.webmanifest" || path === "/favicon.ico";
}

/** A page of the floor: always from the phone, online and off. */
async function fromPhone(app: App, request: Request, url: URL): Promise<Response> {
  try {
    const session = await within(RENDER_DEADLINE, app.session());
    if (session) return await within(RENDER_DEADLINE, page(app, session, url));
  } catch (error) {
    // The server renders the same page.
    console.error(error);
  }
  return await network(app, request, url);
}

/**
 * A form. With someone signed in here it is the phone's alone: were the server to take it as well, after
 * all, it would come to know one operation in two versions.
 */
async function toPhone(app: App, request: Request, url: URL): Promise<Response> {
  const session = await within(RENDER_DEADLINE, app.session()).catch(() => null);
  if (!session) return await network(app, request, url);
  return await within(RENDER_DEADLINE, act(app, session, request, url)).catch((error) => {
    console.error(error);
    const words = { sentence: "This may not have been recorded", advice: "Look at the page again, and at the queue." };
    return plainPage("error.html", session, url, 500, { code: 500, ...words });
  });
}

/** The running list of a count is this phone's alone. */
async function toList(app: App, request: Request, url: URL): Promise<Response> {
  const session = await within(RENDER_DEADLINE, app.session()).catch(() => null);
  return session ? await within(RENDER_DEADLINE, tally(app, session, request, url)) : await network(app, request, url);
}

/** A photo: at once where this phone has it, sent or not; otherwise as the server lets this person see it. */
async function picture(app: App, request: Request, url: URL): Promise<Response> {
  const session = await within(RENDER_DEADLINE, app.session()).catch(() => null);
  const mine = session && !(await app.isLocked(session)) ? session : null;
  const find = mine?.phone.pictures.find(url.pathname.slice("/blobs/".length));
  const found = find && (await within(RENDER_DEADLINE, find).catch(() => undefined));
  return found ? picturePage(found) : await network(app, request, url);
}

/** Where the day begins, as the server has it. */
async function home(app: App, request: Request, url: URL): Promise<Response> {
  const roles = (await app.session())?.profile.roles ?? [];
  const floor = roles.includes("technician") ? "/work" : "/receiving";
  const isFloor = ["technician", "receiving", "acquisitions"].some((role) => roles.includes(role));
  return isFloor ? Response.redirect(new URL(floor, url.origin).href, 302) : await network(app, request, url);
}

/** The server hears who has left before the next one signs in. */
async function login(app: App, request: Request, url: URL): Promise<Response> {
  await within(RENDER_DEADLINE, app.haveLeft()).catch(() => false);
  return await network(app, request, url);
}

/** Pages that live on the server, and whatever else. A page that can't be had says so. */
async function network(app: App, request: Request, url: URL): Promise<Response> {
  try {
    return await within(NETWORK_DEADLINE, fetch(request));
  } catch {
    if (request.mode !== "navigate" && !request.headers.has("HX-Request")) return unreachable();
    const others = await app.others().catch(() => []);
    return plainPage("offline.html", await app.session().catch(() => null), url, 503, { others });
  }
}

function unreachable(): Response {
  return new Response("The server can't be reached.", { status: 504, headers: { "Content-Type": "text/plain" } });
}

export async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout>;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms);
  });
  return await Promise.race([work, late]).finally(() => clearTimeout(timer));
}
