/** POST /do/<kind>: what a form says becomes an operation, safe on this phone before it is answered. */

import { v7 as uuidv7, validate } from "uuid";
import type { App, Session } from "./app";
import { fields_to_operation, rules } from "./compiled";
import type { Verdict } from "./judge";
import type { Operation } from "./messages";
import { NotQueued } from "./outbox";
import { page, plainPage, routeOf } from "./pages";

type Fields = [string, string][];
type Form = [string, FormDataEntryValue][];

/** Where these are the answer, the person is asked again before anything is queued. */
const ASKS_AGAIN = ["disputed", "invalid", "not_allowed", "forbidden"];

const FULL = "The storage of this phone is full, and nothing was recorded. Make room on the phone, then try again.";

/** Answers with the page that the form names in `back`, as it is after the deed. */
export async function act(app: App, session: Session, request: Request, asked: URL): Promise<Response> {
  const form = [...(await request.formData())] as Form;
  if (valueOf(textsOf(form), "user") !== session.profile.id) return otherUser(session, asked);
  const kind = decodeURIComponent(asked.pathname.slice("/do/".length));
  if (!rules.kinds[kind]) return plainPage("error.html", session, asked, 404, { code: 404, sentence: "", advice: "" });
  if (await app.isLocked(session)) return plainPage("locked.html", session, asked, 403, { days: session.profile.lock_days });
  const { fields, operation, problem } = await take(session, kind, form);
  const stands = problem && valueOf(fields, "stands");
  const url = pathOfOurs(stands || valueOf(fields, "back"), request);
  return await show(app, session, request, url, operation, problem).catch((error) => {
    console.error(error);
    return plainPage("error.html", session, url, 500, { code: 500, ...(problem ? NOT_RECORDED : RECORDED) });
  });
}

const RECORDED = {
  sentence: "It is recorded",
  advice: "It is kept on this phone, and will be sent. Only the page that follows can't be shown.",
};
const NOT_RECORDED = { sentence: "Nothing was recorded", advice: "Open the page again and look what stands there." };

/** What became of it: the operation, and what stands against it where it was not queued. */
async function take(session: Session, kind: string, form: Form) {
  let fields = textsOf(form);
  let operation = operationOf(kind, fields, session);
  try {
    fields = await keepPhotos(session, form);
    operation = operationOf(kind, fields, session);
    return { fields, operation, problem: await tryToQueue(session, operation, fields) };
  } catch (error) {
    return { fields, operation, problem: notQueued(error, operation, fields) };
  }
}

/**
 * The fields, with each photo by its name. It is kept at once: where the form is asked again, nobody need
 * take it twice.
 */
async function keepPhotos(session: Session, form: Form): Promise<Fields> {
  const fields: Fields = [];
  for (const [name, value] of form) {
    if (typeof value === "string") fields.push([name, value]);
    // An input that nobody used sends a file of nothing.
    else if (value.size && name.startsWith("args.")) fields.push([name, await session.phone.keep(await value.arrayBuffer())]);
  }
  return fields;
}

function operationOf(kind: string, fields: Fields, session: Session): Operation {
  const made = fields_to_operation(kind, fields, session.phone.time());
  return validate(made.id) ? made : { ...made, id: uuidv7() };
}

/** Queues the operation; or says what stands against it, and then nothing was queued. */
async function tryToQueue(session: Session, operation: Operation, fields: Fields): Promise<object | null> {
  const isRepeat = (await session.phone.outbox.find(operation.id)) !== undefined;
  const verdict = isRepeat ? null : await objection(session, operation, fields);
  if (verdict) return problemWith(operation, fields, verdict.code, verdict.message);
  await session.phone.queue(operation);
  return null;
}

/** Why not, in words for the page; what is no reason of ours is thrown on. */
function notQueued(error: unknown, operation: Operation, fields: Fields): object {
  if (error instanceof NotQueued) return problemWith(operation, fields, error.code, error.message);
  if ((error as Error).name === "QuotaExceededError") return problemWith(operation, fields, "full", FULL);
  throw error;
}

async function objection(session: Session, operation: Operation, fields: Fields): Promise<Verdict | null> {
  if (rules.kinds[operation.kind]!.fact && valueOf(fields, "anyway") === "1") return null;
  const verdict = await (await session.phone.view(session.profile)).attempt(operation);
  const stands = verdict.outcome === "held" || verdict.outcome === "refused";
  return stands && ASKS_AGAIN.includes(verdict.code) ? verdict : null;
}

function problemWith(operation: Operation, fields: Fields, code: string, message: string | null): object {
  const told = fields.filter(([name]) => name !== "csrf_token");
  const { id: op, kind } = operation;
  return { code, message: message ?? "This can't be recorded.", op, kind, fact: rules.kinds[kind]!.fact, fields: told };
}

async function show(
  app: App,
  session: Session,
  request: Request,
  url: URL,
  operation: Operation,
  problem: object | null,
): Promise<Response> {
  const { id: op, kind, args } = operation;
  const done = problem ? null : { op, kind, step: args.step ?? null };
  const answer = await page(app, session, url, { problem, done });
  const headers = new Headers(answer.headers);
  const path = url.pathname + url.search;
  headers.set(isWhereTheyAre(url, request) ? "HX-Replace-Url" : "HX-Push-Url", path);
  return new Response(answer.body, { status: answer.status, headers });
}

/** Going back must not take two taps because a form was sent. */
function isWhereTheyAre(url: URL, request: Request): boolean {
  const current = request.headers.get("HX-Current-URL");
  return current !== null && new URL(current).pathname === url.pathname;
}

function pathOfOurs(path: string, request: Request): URL {
  const origin = new URL(request.url).origin;
  const url = new URL(/^\/(?![/\\])/.test(path) ? path : "/work", origin);
  return routeOf(url.pathname) ? url : new URL("/work", origin);
}

export function otherUser(session: Session, url: URL): Response {
  const sentence = "This form belongs to someone else";
  const advice = `${session.profile.name} is signed in now. Nothing was recorded. Open the page again.`;
  return plainPage("error.html", session, url, 409, { code: 409, sentence, advice });
}

function textsOf(form: Form): Fields {
  return form.filter((field): field is [string, string] => typeof field[1] === "string");
}

function valueOf(fields: Fields, wanted: string): string {
  return fields.find(([name]) => name === wanted)?.[1] ?? "";
}
