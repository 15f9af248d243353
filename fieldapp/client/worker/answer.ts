/** What an answer of 200 changes on the phone. */

import type { Database, Writing } from "./database";
import { offerAgain, type MakeId } from "./device";
import type { Answer, Result } from "./messages";
import { getMeta, putMeta } from "./meta";
import { answered, type Entry } from "./outbox";
import { offerPicturesAgain, prunePictures } from "./pictures";
import type { Replica } from "./replica";
import type { Asked } from "./request";
import { settle } from "./settle";

export interface Taken {
  /** False where the device id that asked is no longer ours, so that nothing was taken. */
  current: boolean;
  /** Some of what was sent has its answer now. */
  heard: boolean;
  /** Something that is shown may look different. */
  changed: boolean;
  /** There is more to fetch. */
  more: boolean;
}

const NOTHING: Taken = { current: false, heard: false, changed: false, more: false };

/** The server does not know what it once told us. Only if it means the device that we still are. */
export async function takeLost(db: Database, makeId: MakeId, asked: Asked): Promise<Taken> {
  return await db.write(["meta", "outbox", "scopes", "staged", "blobs"], async (tx) => {
    if ((await getMeta(tx, "device"))?.id !== asked.device) return NOTHING;
    await offerAgain(tx, makeId);
    await offerPicturesAgain(tx);
    return { current: true, heard: false, changed: true, more: true };
  });
}

/** Results first: then no page can show an operation as done twice, or not at all, for longer than a moment. */
export async function takeShared(db: Database, replica: Replica, asked: Asked, answer: Answer): Promise<Taken> {
  const taken = await takeResults(db, asked, answer);
  if (!taken.current) return taken;
  let changed = taken.changed;
  for (const [scope, page] of Object.entries(answer.scopes)) {
    changed = (await replica.store(scope, page, asked.cursors[scope] ?? null, asked.device)) || changed;
  }
  changed = (await replica.keepOnly(Object.keys(answer.scopes), asked.cursors, asked.device)) || changed;
  return { ...taken, changed, more: Object.values(answer.scopes).some((page) => page.more) };
}

async function takeResults(db: Database, asked: Asked, answer: Answer): Promise<Taken> {
  return await db.write(["meta", "outbox", "scopes", "blobs"], async (tx) => {
    if ((await getMeta(tx, "device"))?.id !== asked.device) return NOTHING;
    let [heard, changed] = [false, false];
    for (const result of answer.results) {
      const entry = await tx.objectStore("outbox").index("wire").get(result.id);
      heard ||= entry !== undefined;
      if (entry && (await takeResult(tx, entry, result, answer.now))) changed = true;
    }
    await tellTime(tx, asked, answer);
    await settle(tx);
    await prune(tx, answer.now);
    await prunePictures(tx);
    return { ...NOTHING, current: true, heard, changed };
  });
}

async function takeResult(tx: Writing<any>, entry: Entry, result: Result, now: string): Promise<boolean> {
  const outbox = (tx as Writing<"outbox">).objectStore("outbox");
  if (entry.state === "aside" || isOlder(now, entry.answered_at)) return false;
  // A repeat of what we know: replaying it once more would only flicker.
  if (entry.state === "answered" && sameResult(entry.result, result)) return false;
  await outbox.put(answered(entry, result, now));
  await bearWitness(tx, entry, result);
  return true;
}

function sameResult(known: Result | null, again: Result): boolean {
  return known?.outcome === again.outcome && JSON.stringify(known.at) === JSON.stringify(again.at);
}

/** The newest in queueing order, for that is the first that an older backup does not know. */
async function bearWitness(tx: Writing<any>, entry: Entry, result: Result): Promise<void> {
  const held = await getMeta(tx, "witness");
  if (result.code === "invalid" || (held && held.order > entry.order)) return;
  await putMeta(tx, "witness", { order: entry.order, seq: entry.seq!, id: entry.wire });
}

/**
 * The newest answer's time-stamp; but one of an hour ago or more is no late answer, it is a server whose clock
 * was ahead, and has been set right.
 */
async function tellTime(tx: Writing<any>, asked: Asked, { now, anchor, file_key: key }: Answer): Promise<void> {
  const known = await getMeta(tx, "clock");
  const isLate = isOlder(now, known?.now ?? null) && Date.parse(known!.now) - Date.parse(now) < 3_600_000;
  if (!isLate) await putMeta(tx, "clock", { now, anchor, at: asked.sent_at });
  if (key) await putMeta(tx, "file_key", { device: asked.device, key });
}

const RETAINED = 30 * 24 * 3600 * 1000;

/** Forgets what was answered 30 days ago, oldest first and leaving no hole: what follows is retained. */
async function prune(tx: Writing<any>, now: string): Promise<void> {
  const outbox = (tx as Writing<"outbox">).objectStore("outbox");
  for (let at = await outbox.openCursor(); at; at = await at.continue()) {
    const { state, answered_at } = at.value;
    if (state === "aside") continue;
    if (state !== "answered" || Date.parse(answered_at!) > Date.parse(now) - RETAINED) return;
    await at.delete();
  }
}

function isOlder(moment: string, known: string | null): boolean {
  return known !== null && Date.parse(moment) < Date.parse(known);
}
