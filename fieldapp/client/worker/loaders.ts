/** What a screen wants, read from the phone: this half of fieldapp/pages/loaders.py. */

import { bare_code } from "../shared/natives";
import { deed_words, matching, read_code, type Code } from "./compiled";
import type { Body } from "./messages";
import { getMeta, type Tally } from "./meta";
import type { Entry, Outbox } from "./outbox";
import type { Pictures } from "./pictures";
import type { View } from "./view";

export interface Here {
  [name: string]: any;
}

export interface Found {
  [want: string]: any;
}

/** What the phone has of its own. */
interface Holds {
  outbox: Outbox;
  pictures: Pictures;
}

interface Sources extends Holds {
  view: View;
  here: Here;
  found: Found;
}

const CLOSED_DAYS = 14;
/** Boxes that someone must still say something about. */
const UNDECIDED = ["unexpected", "elsewhere"];
/** Fields of a form that prove a step. */
const EVIDENCE = "args.evidence.";
const SEARCH_LIMIT = 50;
/** These follow by themselves: nobody need do anything about them. */
const FOLLOWS = ["waiting_for", "unknown_target"];

/** Everything that the screen wants, in the order in which it says so. */
export async function load(wants: string[], view: View, phone: Holds, here: Here): Promise<Found> {
  const { outbox, pictures } = phone;
  const found: Found = {};
  for (const want of wants) found[want] = await LOADERS[want]!({ view, outbox, pictures, here, found });
  return found;
}

/** This user's own open cases: what was turned down and not looked at since, and what a supervisor decides. */
export async function ownCases(view: View, user: string): Promise<{ attention: Body[]; deciding: Body[] }> {
  const open = (await view.all("case")).filter(({ state, author }) => state === "open" && author.id === user);
  const attention = open.filter(({ outcome, seen_at }) => outcome === "refused" && !seen_at);
  const deciding = open.filter(({ outcome, code }) => outcome !== "refused" && !FOLLOWS.includes(code));
  return { attention, deciding };
}

/** Cases of this user's own that a supervisor has decided lately. */
async function decided(view: View, user: string, since: string): Promise<Body[]> {
  const mine = (await view.all("case")).filter(({ author }) => author.id === user);
  return mine.filter(({ decided_by, decided_at }) => decided_by && decided_at > since);
}

/** The asset with that tag or serial; the one that has it but for blanks and hyphens, where there is just one. */
async function named(view: View, code: string | undefined): Promise<Body | null> {
  const name = (code ?? "").trim().toUpperCase();
  const found = (await view.find(`tag:${name}`)) ?? (await view.find(`serial:${name}`));
  if (found || !bare_code(name)) return found;
  const alike = (asset: Body) => namesOf(asset).some((one) => bare_code(one) === bare_code(name));
  const similar = (await view.all("asset")).filter(alike);
  return similar.length === 1 ? similar[0]! : null;
}

/** What was scanned, and the machine that it means. */
export async function scannedAs(view: View, text: string, here: Here): Promise<Code & { asset: Body | null }> {
  const read = read_code(text, [here.public_url, here.host]);
  for (const name of read.names) {
    const asset = await named(view, name);
    if (asset) return { ...read, asset };
  }
  return { ...read, asset: null };
}

const PLACES = ["room", "cupboard"];

/** The list, and what a room is counted against: machines and people of this phone's sites. */
export async function tallyOf(view: View, running: Tally | null, here: Here) {
  const isPlace = PLACES.includes(running?.purpose ?? here.query.purpose);
  const of = (type: string) => (isPlace ? view.all(type) : Promise.resolve([]));
  const lines = (running?.lines ?? []).map(async (line) => {
    const read = await scannedAs(view, line.code, here);
    const jobs: string[] = isPlace ? [] : (read.asset?.jobs ?? []);
    return { ...line, ...read, jobs: await some(view, jobs.map((key) => `job:${key}`)) };
  });
  return { running, lines: await Promise.all(lines), machines: await of("asset"), people: await of("person") };
}

/** What an asset is found by: its tags, retired ones too, and its serial. */
function namesOf({ tag, serial, labels }: Body): string[] {
  return [tag, ...(labels ?? []).map((label: Body) => label.tag), serial ?? ""];
}

/** A document's key, with or without its type before it. */
function bare(key: string): string {
  return key.slice(key.indexOf(":") + 1);
}

async function some(view: View, ids: Iterable<string>): Promise<Body[]> {
  const bodies = await Promise.all([...ids].map((id) => view.document(id)));
  return bodies.filter((body) => body !== null);
}

const LOADERS: { [want: string]: (sources: Sources) => Promise<any> } = {
  async jobs({ view, here }) {
    const since = new Date(Date.parse(here.now) - CLOSED_DAYS * 24 * 3600 * 1000).toISOString();
    const isShown = ({ state, closed_at }: Body) =>
      state === "open" || state === "held" || (state === "closed" && (closed_at ?? "") >= since);
    return (await view.all("job")).filter(isShown);
  },

  orders: async ({ view }) => (await view.all("order")).filter(({ state }) => state !== "cancelled"),

  async deliveries({ view, here }) {
    const { id } = here.params;
    return (await view.all("delivery")).filter((one) => one.at >= recent(here) || one.id === `delivery:${id}`);
  },

  async boxes({ view, here }) {
    const { id } = here.params;
    const isShown = ({ at, state, delivery }: Body) => at >= recent(here) || UNDECIDED.includes(state) || (id && delivery === id);
    return (await view.all("box")).filter(isShown);
  },

  box: async ({ view, here }) => await view.document(`box:${bare(here.params.id ?? "")}`),

  sites: ({ view, here }) => some(view, here.user.sites.map((key: string) => `site:${key}`)),

  async people({ view, here }) {
    return await searched(view, ["person"], here.query.q);
  },

  async sought({ view, here }) {
    const typed = Object.entries<string>(here.query).filter(([name]) => name.startsWith("q."));
    const found = await Promise.all(typed.map(async ([name, words]) => [name.slice(2), await searched(view, ["person"], words)]));
    return Object.fromEntries(found);
  },

  async person({ view, here }) {
    const whom: string = here.query.whom ?? "";
    return whom.startsWith("person:") ? await view.document(whom) : null;
  },

  leavers: async ({ view }) => (await view.all("person")).filter(({ active }) => !active),
  machines: async ({ view }) => await view.all("asset"),

  async search({ view, here }) {
    return await searched(view, ["job", "asset", "person", "order"], here.query.q);
  },

  /** The open incidents at the site of an incident, itself too. */
  async others({ view, found: { job } }) {
    if (job?.kind !== "incident") return [];
    const isOther = ({ kind, state, site }: Body) =>
      kind === "incident" && (state === "open" || state === "held") && site.id === job.site.id;
    return (await view.all("job")).filter(isOther);
  },

  async job({ view, here, found }) {
    const key = found.order ? found.order.job : (here.params.id ?? here.query.for);
    return key ? await view.document(`job:${bare(key)}`) : null;
  },

  async workflow({ view, found }) {
    if (!found.job) return null;
    const id = view.rules.workflow_id(found.job.kind);
    if (id === null) return view.rules.workflows[found.job.kind] ?? null;
    return view.rules.definition_in(await view.document(id), found.job.kind);
  },

  async workflows({ view }) {
    return { ...view.rules.workflows, ...view.rules.kinds_in(await view.all("workflow")) };
  },

  site: async ({ view, found }) => (found.job ? await view.document(`site:${found.job.site.id}`) : null),

  async order({ view, here, found }) {
    const key = found.job ? found.job.order : here.params.id;
    return key ? await view.document(`order:${bare(key)}`) : null;
  },

  async assets({ view, found }) {
    const machines = Object.entries<Body>(found.job?.assets ?? {});
    const bodies = await Promise.all(machines.map(async ([role, { id }]) => [role, await view.document(`asset:${id}`)]));
    return Object.fromEntries(bodies.filter(([, body]) => body !== null));
  },

  async software({ view, found }) {
    const machines = Object.entries<Body>(found.job?.assets ?? {});
    const lists = await Promise.all(machines.map(async ([role, { id }]) => [role, await view.document(`software:${id}`)]));
    return Object.fromEntries(lists.filter(([, body]) => body !== null));
  },

  async cases({ view, found }) {
    return (await view.all("case")).filter(({ target }) => target === found.job?.id);
  },

  /** Operations about the job that wait for another: still here, or on the server. */
  async waiting({ view, outbox, found }) {
    const cases = new Map((await view.all("case")).map((one) => [one.op, one]));
    const follows = ({ id, operation, result }: Entry) =>
      operation.target === found.job?.id &&
      (result ? cases.get(id)?.state === "open" && FOLLOWS.includes(cases.get(id)!.code) : heldBack(view, id));
    const entries = await outbox.all();
    return await Promise.all(entries.filter(follows).map((entry) => line(view, entry)));
  },

  async asset({ view, here }) {
    const { id, tag } = here.params;
    return id ? await view.document(`asset:${bare(id)}`) : await named(view, tag);
  },

  home: async ({ view, found }) => (found.asset ? await view.document(`site:${found.asset.site.id}`) : null),
  rolls: ({ view }) => view.all("roll"),

  async jobs_of_asset({ view, found }) {
    const asset = found.scanned ? found.scanned.asset : found.asset;
    if (!asset) return [];
    const keys = [...asset.jobs, ...asset.events.flatMap(({ job }: Body) => job ?? [])];
    return await some(view, [...new Set(keys.map((key) => `job:${key}`))].sort());
  },

  erasures: async ({ view, found }) => await some(view, (found.job?.erasures ?? []).map((key: string) => `erasure:${key}`)),
  erasure: async ({ view, found }) => (found.asset?.erasure ? await some(view, [`erasure:${found.asset.erasure}`]) : []),

  async named({ view, here }) {
    const given = Object.entries<string>(here.query).filter(([name]) => name.startsWith("asset."));
    const bodies = await Promise.all(given.map(async ([name, code]) => [name.slice(6), await named(view, code)]));
    return Object.fromEntries(bodies);
  },

  /** Machines that a form named which was not taken, by field. */
  async mistaken({ view, here }) {
    const fields: [string, string][] = here.problem?.fields ?? [];
    const given = fields.filter(([name]) => name.startsWith(EVIDENCE) && !name.includes(":"));
    return Object.fromEntries(await Promise.all(given.map(async ([name, code]) => [name, await named(view, code)])));
  },

  /** The code as read: a tag, a serial as makers print it, or the address on a label, ours or another's. */
  async scanned({ view, here }) {
    const text = here.query.code ?? here.query[EVIDENCE + here.query.need] ?? "";
    return { ...(await scannedAs(view, text, here)), rolls: await view.all("roll") };
  },

  /** What was scanned lately, each with what it means now. */
  async recent({ view, outbox, here }) {
    const [kept, running] = await outbox.db.read(["meta"], async (tx) => [await getMeta(tx, "recent"), await getMeta(tx, "tally")] as const);
    const scans = (kept ?? []).map(async ({ text, at }) => ({ text, at, ...(await scannedAs(view, text, here)) }));
    return { scans: await Promise.all(scans), counting: Boolean(running) };
  },

  /** The running count of this phone, each line with what it means now. */
  async tally({ view, outbox, here }) {
    const running = (await outbox.db.read(["meta"], (tx) => getMeta(tx, "tally"))) ?? null;
    return await tallyOf(view, running, here);
  },

  counts: ({ view }) => view.all("count"),
  count: ({ view, here }) => view.document(`count:${bare(here.params.id ?? "")}`),

  async queue({ view, outbox, pictures, here }) {
    const entries = await outbox.all();
    const lines = (list: Entry[]) => Promise.all(list.map((entry) => line(view, entry)));
    const since = new Date(Date.parse(here.now) - 2 * 24 * 3600 * 1000).toISOString();
    return {
      waiting: await lines(entries.filter(({ waiting }) => waiting !== undefined)),
      ...(await ownCases(view, here.user.id)),
      decided: await decided(view, here.user.id, since),
      sent: await lines(entries.filter(({ state, queued_at }) => state === "answered" && queued_at > since)),
      photos: await pictures.waiting(),
      photos_refused: await refused(pictures),
      setaside: await lines(entries.filter(({ state }) => state === "aside")),
    };
  },
};

function recent(here: Here): string {
  return new Date(Date.parse(here.now) - CLOSED_DAYS * 24 * 3600 * 1000).toISOString();
}

/** Photos that the server won't have, and why. */
async function refused(pictures: Pictures): Promise<object[]> {
  const unsent = await pictures.unsent();
  return unsent.flatMap(({ sha, refused: message }) => (message === undefined ? [] : [{ sha, message }]));
}

function heldBack(view: View, id: string): boolean {
  const verdict = view.verdicts.get(id);
  return verdict?.outcome === "held" && FOLLOWS.includes(verdict.code);
}

/** An entry of the queue, as screens show it. */
async function line(view: View, { id, operation, state, result }: Entry): Promise<object> {
  const { kind, target, at } = operation;
  const message = result?.message ?? view.verdicts.get(id)?.message ?? null;
  const words = deed_words(kind, operation.args, await view.document(target));
  return { op: id, kind, target, at, state: result?.outcome ?? state, label: words, message };
}

async function searched(view: View, kinds: string[], text: string | undefined): Promise<Body[]> {
  if (!text?.trim()) return [];
  const bodies = (await Promise.all(kinds.map((kind) => view.all(kind)))).flat();
  return matching(bodies, text).slice(0, SEARCH_LIMIT);
}
