// The world of a service worker, as far as ours looks at it, under Node.
import "fake-indexeddb/auto";

const ORIGIN = "http://phone.test";

export const world = { fetch: () => Promise.reject(new TypeError("offline")), told: [] };
globalThis.self = Object.assign(globalThis, { location: { origin: ORIGIN }, registration: { waiting: null } });
globalThis.caches = { match: async () => undefined, open: async () => ({ put: async () => undefined }) };
globalThis.fetch = (...args) => world.fetch(...args);
Object.defineProperty(globalThis, "navigator", { value: { onLine: true }, configurable: true });

export const { App, Schedule, qr, routeFor } = await import(process.env.CLIENT_WORKER);

export const jo = { id: "7", name: "Jo", username: "jo", roles: ["technician"], sites: ["4"] };
const site = { id: "site:4", name: "Tower", zone: "UTC", client: null, contract: null, address: null, acting: {}, staff: [{ id: "7", name: "Jo", roles: ["technician"] }] };
const asset = {
  ...{ id: "asset:a1", tag: "K7M3Q9X", serial: "S1", model: "T14", model_id: null, category: null, name: null },
  ...{ state: "in_stock", custody: { type: "store", id: null, name: "store", since: null, op: null }, person: null },
  ...{ site: { id: "4", name: "Tower" }, jobs: [], purchased: null, end_of_life: null, software_count: 0 },
  ...{ software_hash: null, events: [], last_scan: null },
};

/** An app that Jo is signed in to, with a site and one machine. */
export async function signedIn() {
  const app = new App((message) => world.told.push(message));
  await app.accounts.signIn(jo);
  const { phone } = await app.session();
  for (const store of ["outbox", "documents", "scopes", "meta", "blobs"]) {
    await phone.db.write([store], (tx) => tx.objectStore(store).clear());
  }
  const device = (await phone.queue({ id: "x", kind: "none", target: "-", args: {}, expect: {}, after: [] })).device;
  await phone.db.write(["outbox"], (tx) => tx.objectStore("outbox").clear());
  const put = [site, asset].map((body) => ({ id: body.id, type: body.id.split(":")[0], version: 1, body }));
  await phone.replica.store("site:4", { reset: true, put, gone: [], cursor: "1", version: 1, more: false }, null, device);
  return { app, phone };
}

export async function get(app, path, headers = {}) {
  return await answer(app, new Request(ORIGIN + path, { headers }));
}

export async function post(app, path, fields, headers = {}) {
  return await answer(app, new Request(ORIGIN + path, { method: "POST", body: new URLSearchParams(fields), headers }));
}

/** As it comes from a form with files. */
export async function postForm(app, path, body) {
  return await answer(app, new Request(ORIGIN + path, { method: "POST", body }));
}

async function answer(app, request) {
  const url = new URL(request.url);
  const response = await routeFor(request, url)(app, request, url);
  const { status, headers } = response;
  return { status, headers, text: await response.text() };
}

export const request = (method, path, mode) => ({ method, mode, url: new URL(path, ORIGIN).href, headers: new Headers() });
export const at = (path) => new URL(path, ORIGIN);
