/** A page, rendered from what the phone holds. */

import type { App, Session } from "./app";
import { landing, render, routes, screens, type Route } from "./compiled";
import { load, type Here } from "./loaders";
import type { Picture } from "./pictures";
import { remember } from "./recent";
import { policy, version } from "./settings";
import type { View } from "./view";

declare const self: ServiceWorkerGlobalScope;

/** What a page may be told beside its address: what just went wrong, or was just done. */
export interface Occasion {
  problem?: object | null;
  done?: object | null;
}

/** The route that a path belongs to, and the values in it. Fixed parts are read in any case. */
export function routeOf(path: string): { route: Route; params: { [name: string]: string } } | null {
  for (const route of routes) {
    const params = match(route.path.split("/"), path.replace(/\/$/, "").split("/"));
    if (params) return { route, params };
  }
  return null;
}

function match(pattern: string[], path: string[]): { [name: string]: string } | null {
  if (pattern.length !== path.length) return null;
  const params: { [name: string]: string } = {};
  for (const [at, expected] of pattern.entries()) {
    if (expected.startsWith("<")) params[expected.slice(1, -1)] = decoded(path[at]!);
    else if (expected.toLowerCase() !== path[at]!.toLowerCase()) return null;
  }
  return params;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The page at this address of ours, for whoever is signed in. */
export async function page(app: App, session: Session, url: URL, occasion: Occasion = {}): Promise<Response> {
  const { route, params } = routeOf(url.pathname)!;
  if (await app.isLocked(session)) return plainPage("locked.html", session, url, 200, { days: session.profile.lock_days });
  const view = await session.phone.view(session.profile);
  const here = await hereAt(app, session, view, url, params, occasion);
  if (route.wants.includes("queue")) here.others = await app.others();
  const found = await load(route.wants, view, session.phone, here);
  const way = params.tag && found.asset ? landing(found.asset, found.jobs_of_asset, here) : "";
  if (way) return Response.redirect(new URL(way, url.origin).href, 302);
  const context = screens[route.screen]!(found, here);
  if (route.screen === "scan_answer") await remember(session.phone, url.searchParams.get("code") ?? "");
  if (!context) return html(render("notfound.html", { here, ...screens.notfound!(found, here) }), 404, url);
  return html(render(route.template, { here, ...context }), occasion.problem ? 422 : 200, url);
}

/** Who looks, where and when, for a page at this address. */
export async function hereAt(
  app: App,
  session: Session,
  view: View,
  url: URL,
  params: { [name: string]: string },
  occasion: Occasion,
): Promise<Here> {
  return {
    ...(await basics(session, view, url)),
    ...{ params, status: await app.status(session, view), ...pending(view) },
    ...{ trouble: session.schedule.trouble, problem: occasion.problem ?? null, done: doneHere(session, url, occasion) },
    waiting_update: Boolean(self.registration.waiting),
  };
}

const MOMENT = 8000;

function doneHere(session: Session, { pathname: path }: URL, { done, problem }: Occasion): object | null {
  const at = Date.now();
  if (done) session.justDone = { done, path, at };
  const { justDone } = session;
  return !problem && justDone?.path === path && at - justDone.at < MOMENT ? justDone.done : null;
}

async function basics({ profile, phone }: Session, view: View, url: URL): Promise<Here> {
  const site = profile.sites[0] ? await view.document(`site:${profile.sites[0]}`) : null;
  return {
    ...{ user: profile, now: phone.time(), zone: site?.zone ?? "UTC", op: crypto.randomUUID(), csrf: "" },
    ...{ path: url.pathname + url.search, query: Object.fromEntries(url.searchParams), host: url.host },
    ...{ heard: await phone.heard(), worker: true, version, public_url: profile.public_url ?? url.origin },
  };
}

/** Which operations are not yet, or only just, on the server; and how many are not, by what they are about. */
function pending({ entries }: View): { pending: { [op: string]: string }; pending_on: { [target: string]: number } } {
  const states = entries.map(({ id, state }) => [id, state === "answered" ? "sent" : state]);
  const on: { [target: string]: number } = {};
  for (const { waiting, operation } of entries) if (waiting !== undefined) on[operation.target] = (on[operation.target] ?? 0) + 1;
  return { pending: Object.fromEntries(states), pending_on: on };
}

/** A page that says why there is no page. `words` go to the template. */
export function plainPage(template: string, session: Session | null, url: URL, status: number, words: object): Response {
  const now = new Date().toISOString();
  const { pathname: path, host } = url;
  const nothing = { status: null, pending: {}, pending_on: {}, problem: null, done: null, query: {}, params: {}, csrf: "", op: crypto.randomUUID() };
  const who = { user: session?.profile ?? null, now, zone: "UTC", path, host, worker: true, version };
  const here = { ...nothing, ...who, trouble: null, waiting_update: false, public_url: url.origin };
  return html(render(template, { here, ...words }), status, url);
}

/** A photo that this phone has. On a shared phone nobody else's browser may remember it. */
export function picturePage({ type, bytes }: Picture): Response {
  const safe = { "Content-Security-Policy": "default-src 'none'; sandbox", "X-Content-Type-Options": "nosniff" };
  return new Response(bytes, { headers: { "Content-Type": type, "Cache-Control": "no-store", ...safe } });
}

export function html(body: string, status: number, url: URL): Response {
  const headers = {
    "Content-Type": "text/html; charset=utf-8",
    "Cache-Control": "no-store",
    "Content-Security-Policy": policy(url.pathname),
    "Permissions-Policy": "camera=(self), geolocation=(self), microphone=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
  };
  return new Response(body, { status, headers });
}
