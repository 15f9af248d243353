/**
 * POST /scan/count/<act>: the running list of a count. It is on the disk after each scan, so a page that was left or
 * killed finds it again; confirming queues all that it comes to, or nothing, and ends the list with the same write.
 */

import { v7 as uuidv7, validate } from "uuid";
import { derive } from "../shared/natives";
import type { App, Session } from "./app";
import { deeds, type Code, type Planned } from "./compiled";
import { otherUser } from "./deeds";
import { load, scannedAs, tallyOf, type Here } from "./loaders";
import type { Operation } from "./messages";
import { getMeta, putMeta, type Line, type Tally } from "./meta";
import { NotQueued } from "./outbox";
import { hereAt, page, plainPage } from "./pages";
import type { View } from "./view";

const START = "/scan/count";
const PURPOSES = ["room", "cupboard", "collect", "trolley", "bench"];
/** Of these, where; of the bench, which step. */
const PLACED = ["room", "cupboard", "bench"];
/** More makes a list that nobody can look through, and an operation that is too large. */
const MOST = 400;
const ASKS_AGAIN = ["disputed", "invalid", "not_allowed", "forbidden"];

type Fields = { [name: string]: string };

/** Where to go next, and what stands against it. */
interface Next {
  path: string;
  message?: string;
}

export async function tally(app: App, session: Session, request: Request, url: URL): Promise<Response> {
  const fields = textsOf(await request.formData());
  if (fields.user !== session.profile.id) return otherUser(session, url);
  if (await app.isLocked(session)) return plainPage("locked.html", session, url, 403, { days: session.profile.lock_days });
  const deed = url.pathname.slice(START.length + 1);
  const act = ACTS[deed];
  if (!act) return plainPage("error.html", session, url, 404, { code: 404, sentence: "", advice: "" });
  const { path, message } = await act(app, session, fields, url);
  const problem = message ? { code: "invalid", message, kind: "count.record", fact: true, fields: [] } : null;
  const next = new URL(path, url.origin);
  const answer = await page(app, session, next, { problem });
  // Of a scan, only the list is put into the page; its address says nothing of it.
  const headers = new Headers(answer.headers);
  if (PAGES.includes(deed) && !message) headers.set("HX-Push-Url", path);
  return new Response(answer.body, { status: answer.status, headers });
}

/** After these another page stands there. */
const PAGES = ["start", "drop", "confirm"];

const ACTS: { [act: string]: (app: App, session: Session, fields: Fields, url: URL) => Promise<Next> } = {
  async start(_, session, { purpose = "", place = "", site }) {
    const running = await read(session);
    if (running) return { path: START };
    const name = place.split(/\s+/).filter(Boolean).join(" ");
    const isPlace = PLACED.includes(purpose);
    if (!PURPOSES.includes(purpose) || (isPlace && !name)) return { path: `${START}?purpose=${purpose}` };
    const where = session.profile.sites.includes(site ?? "") ? site! : (session.profile.sites[0] ?? "");
    await write(session, () => ({ purpose, place: isPlace ? name : "", site: where, lines: [] }));
    return { path: START };
  },

  /** One more; the same machine twice is once, by whichever of its names. */
  async add(app, session, { code = "" }, url) {
    const view = await session.phone.view(session.profile);
    const here = await hereAt(app, session, view, url, {}, {});
    const found = await scannedAs(view, code, here);
    if (found.kind === "nothing") return { path: START };
    const known = await sameAs(view, found, here, session);
    if (known) return { path: said("again", known.mark) };
    const line = { mark: crypto.randomUUID(), code: code.slice(0, 1000), at: session.phone.time(), here: false };
    let isFull = false;
    await write(session, (kept) => {
      isFull = (kept?.lines.length ?? 0) >= MOST;
      return kept && !isFull ? { ...kept, lines: [...kept.lines, line] } : kept;
    });
    return isFull ? { path: START, message: `A list has at most ${MOST} machines. Finish this one, then go on.` } : { path: said("new", line.mark) };
  },

  async remove(_, session, { mark }) {
    await write(session, (kept) => kept && { ...kept, lines: kept.lines.filter((line) => line.mark !== mark) });
    return { path: START };
  },

  /** It belongs here from now on, or after all not. */
  async here(_, session, { mark, stays }) {
    const marked = (line: Line) => (line.mark === mark ? { ...line, here: stays === "yes" } : line);
    await write(session, (kept) => kept && { ...kept, lines: kept.lines.map(marked) });
    return { path: START };
  },

  async drop(_, session) {
    await write(session, () => null);
    return { path: START };
  },

  confirm,
};

/** All of it is queued in one write, under ids that follow from the form's: sent twice, it is done once. */
async function confirm(app: App, session: Session, fields: Fields, url: URL): Promise<Next> {
  const { phone, profile } = session;
  const id = validate(fields.op ?? "") ? fields.op! : uuidv7();
  const view = await phone.view(profile);
  const here = await hereAt(app, session, view, url, {}, {});
  const found = await load(["tally", "jobs", "workflows", "sites"], view, phone, here);
  if (!found.tally.running) return { path: START };
  const planned = deeds(found, here);
  if (!planned.length) return { path: START };
  const operations = planned.map((deed) => operationOf(deed, id, fields.where, phone.time()));
  const objections: (string | null)[] = [];
  for (const operation of operations) objections.push(await objection(view, operation));
  const first_objection = objections.find((one) => one !== null);
  const isEach = found.tally.running.purpose === "bench";
  if (!isEach && first_objection !== undefined) return { path: START, message: `Nothing was recorded. ${first_objection}` };
  const good = operations.filter((_, at) => objections[at] === null);
  const left = isEach ? leftOver(found.tally, planned, objections) : [];
  const { running } = found.tally;
  try {
    if (good.length) await phone.queueAll(good, (tx) => putMeta(tx, "tally", left.length ? { ...running, lines: left } : null));
  } catch (error) {
    if (error instanceof NotQueued) return { path: START, message: error.message };
    throw error;
  }
  if (isEach) return doneOf(good.length, found.tally, planned, objections);
  const [first] = operations;
  return { path: first!.kind === "count.record" ? `/counts/${first!.target.slice("count:".length)}` : `${START}?taken=${operations.length}` };
}

/** What stands against it here and now; null where nothing does. */
async function objection(view: View, operation: Operation): Promise<string | null> {
  const { outcome, code, message } = await view.attempt(operation);
  const stands = outcome === "held" || outcome === "refused";
  return stands && ASKS_AGAIN.includes(code) ? (message ?? "This can't be recorded.") : null;
}

/** The lines that stay on the list: all but those that were done. */
function leftOver({ running, lines }: Here, planned: Planned[], objections: (string | null)[]): Line[] {
  const done = planned.filter((_, at) => objections[at] === null).map(({ key }) => `asset:${key}`);
  const marks = lines.filter(({ asset }: Here) => done.includes(asset?.id)).map(({ mark }: Here) => mark);
  return running.lines.filter(({ mark }: Line) => !marks.includes(mark));
}

/** Each that was not done is named, with why; the rest is done. */
function doneOf(count: number, { lines }: Here, planned: Planned[], objections: (string | null)[]): Next {
  const named = planned.flatMap(({ key }, at) => {
    const line = lines.find(({ asset }: Here) => asset?.id === `asset:${key}`);
    return objections[at] === null ? [] : [`${line?.asset.tag}: ${objections[at]}`];
  });
  if (!named.length) return { path: `${START}?done=${count}` };
  return { path: START, message: `Completed on ${count}. Not on ${named.join(" ")}` };
}

function operationOf({ key, kind, target, args, expect }: Planned, op: string, where: string | undefined, at: string): Operation {
  const id = key ? derive(op, `take ${key}`) : op;
  const own = target || `count:${derive(id, "count")}`;
  return { id, kind, v: 1, target: own, args: key ? args : { ...args, where: where || null }, expect, after: [], at };
}

/** The line that means the same machine, or the same unknown code. */
async function sameAs(view: View, found: Code & { asset: { id: string } | null }, here: Here, session: Session) {
  const { lines } = await tallyOf(view, (await read(session)) ?? null, here);
  return lines.find(({ asset, kind, code }) =>
    found.asset ? asset?.id === found.asset.id : !asset && kind === found.kind && code.toUpperCase() === found.code.toUpperCase(),
  );
}

function said(last: string, mark: string): string {
  return `${START}?last=${last}&mark=${mark}`;
}

async function read({ phone }: Session): Promise<Tally | null> {
  return (await phone.db.read(["meta"], (tx) => getMeta(tx, "tally"))) ?? null;
}

async function write({ phone }: Session, change: (kept: Tally | null) => Tally | null): Promise<void> {
  await phone.db.write(["meta"], async (tx) => putMeta(tx, "tally", change((await getMeta(tx, "tally")) ?? null)));
}

function textsOf(form: FormData): Fields {
  return Object.fromEntries([...form].filter((field): field is [string, string] => typeof field[1] === "string"));
}
