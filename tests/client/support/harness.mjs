import "fake-indexeddb/auto";
import { rules } from "./rules.mjs";

export const core = await import(process.env.CLIENT_CORE);
export { rules };

export const actor = { id: "7", name: "Jo", roles: ["technician"], sites: ["4"] };
let databases = 0;
let ids = 0;

/** A UUID that sorts by age, as ours do. */
export const makeId = () => `00000000-0000-7000-8000-${String(++ids).padStart(12, "0")}`;

/** A phone that speaks to this server; with `name`, one that has been switched off and on again. */
export function phone(server, { name = `phone-${++databases}`, user = "7", now = () => server.clock } = {}) {
  return new core.Phone({ name, user, rules, makeId, now, app: "1", fetch: (url, init) => server.fetch(url, init) });
}

export function note(text, { id = makeId(), target = "job:a" } = {}) {
  return { id, kind: "note.add", v: 1, target, args: { text }, expect: {}, after: [], at: "2026-11-22T10:00:00.000Z" };
}

/** The texts of a job's notes, as the phone shows them. */
export async function notes(device, job = "job:a") {
  const body = await (await device.view(actor)).document(job);
  return body?.notes.map(({ text }) => text);
}

export async function states(device) {
  return (await device.outbox.all()).map(({ seq, state }) => [seq, state]);
}

export const lastOf = (server) => server.requests.at(-1);
export const sent = (request) => request.operations.map(({ seq, args }) => [seq, args.text]);
