/** What people did on this phone, in the order they did it, until the server has answered and after. */

import type { Database, Writing } from "./database";
import { currentDevice, type MakeId } from "./device";
import type { Json, Operation, Result } from "./messages";
import { getMeta } from "./meta";
import { raw } from "./offender";
import { claim } from "./pictures";
import { byteLength, canonical, wellFormed } from "./text";

export type State = "queued" | "sending" | "answered" | "aside";

export interface Entry {
  /** Its place in the order of queueing; device ids come and go, this stays. */
  order: number;
  id: string;
  /** The id that it travels under: its own, or that of the `raw` operation that wraps it. */
  wire: string;
  /** Absent once set aside: no device numbers it any more. */
  device?: string;
  seq?: number;
  state: State;
  /** Set (to `order`) while the server has not answered. */
  waiting?: number;
  /** Set (to `order`) while its effect is not, or not for sure, in the replica. */
  replay?: number;
  operation: Operation;
  queued_at: string;
  result: Result | null;
  /** The server's clock when it answered. */
  answered_at: string | null;
}

export const LARGEST = 64 * 1024;

/** Why an operation was not queued, in words for its author. */
export class NotQueued extends Error {
  constructor(
    readonly code: "invalid" | "full",
    message: string,
  ) {
    super(message);
  }
}

const TOO_LONG = "This is too long to keep: 64 KB at most. Nothing was recorded. Shorten the text and try again.";
const OTHER_CONTENT =
  "This form was sent before, with other content; the first stands. Open the page again to record something else.";

export class Outbox {
  constructor(
    readonly db: Database,
    readonly makeId: MakeId,
  ) {}

  /** Keeps the operation, safe on the disk when this returns. One that is known already is kept once. */
  async add(given: Operation, now: string): Promise<Entry> {
    return await this.db.write(["meta", "outbox", "blobs"], (tx) => this.#add(tx, given, now));
  }

  /** Keeps all of them or none, and with them what `also` writes. */
  async addAll(given: Operation[], now: string, also: (tx: Writing<any>) => Promise<void>): Promise<void> {
    await this.db.write(["meta", "outbox", "blobs"], async (tx) => {
      for (const one of given) await this.#add(tx, one, now);
      await also(tx);
    });
  }

  async #add(tx: Writing<any>, given: Operation, now: string): Promise<Entry> {
    const operation = wellFormed(given as unknown as Json) as unknown as Operation;
    const outbox = (tx as Writing<"outbox">).objectStore("outbox");
    const known = await outbox.index("id").get(operation.id);
    if (known) return sameOrRefuse(known, operation);
    const entry = await this.#entry(tx, operation, now);
    if (byteLength(JSON.stringify(onTheWire(entry))) > LARGEST) throw new NotQueued("invalid", TOO_LONG);
    await outbox.add(entry);
    await claim(tx, operation.args, entry.order);
    return entry;
  }

  async #entry(tx: Writing<any>, operation: Operation, now: string): Promise<Entry> {
    const { next_order: order, next_seq: seq, ...device } = await currentDevice(tx, this.makeId);
    const anchor = (await getMeta(tx, "clock"))?.anchor ?? null;
    const next = { ...device, next_order: order + 1, next_seq: seq + 1 };
    await (tx as Writing<"meta">).objectStore("meta").put(next, "device");
    return {
      ...{ order, id: operation.id, wire: operation.id, device: device.id, seq, state: "queued" },
      ...{ waiting: order, replay: order, operation: { ...operation, anchor } },
      ...{ queued_at: now, result: null, answered_at: null },
    };
  }

  async find(id: string): Promise<Entry | undefined> {
    return await this.db.read(["outbox"], (tx) => tx.objectStore("outbox").index("id").get(id));
  }

  /** Everything that is retained, oldest first. */
  async all(): Promise<Entry[]> {
    return await this.db.read(["outbox"], (tx) => tx.objectStore("outbox").getAll());
  }

  /** What must be replayed on the replica to show what this phone knows. */
  async replayed(): Promise<Entry[]> {
    return await this.db.read(["outbox"], (tx) => tx.objectStore("outbox").index("replay").getAll());
  }

  async waiting(): Promise<number> {
    return await this.db.read(["outbox"], (tx) => tx.objectStore("outbox").index("waiting").count());
  }

  /** After a crash nobody knows whether what was being sent arrived: send it again. */
  async recover(): Promise<void> {
    await this.db.write(["outbox"], async (tx) => {
      for (const entry of await tx.objectStore("outbox").index("waiting").getAll()) {
        if (entry.state === "sending") await tx.objectStore("outbox").put({ ...entry, state: "queued" });
      }
    });
  }
}

/** The operation as it is sent. What was queued is never rewritten; only its number may change. */
export function onTheWire(entry: Entry): object {
  return { ...(entry.wire === entry.id ? entry.operation : raw(entry)), seq: entry.seq };
}

/** Unanswered again, as on the day it was queued. */
export function queueAgain(entry: Entry): Entry {
  const { order } = entry;
  return { ...entry, state: "queued", waiting: order, replay: order, result: null, answered_at: null };
}

/** Answered. What was applied is replayed until the replica is known to hold it. */
export function answered(entry: Entry, result: Result, now: string): Entry {
  const { waiting: _, replay: __, ...rest } = entry;
  const kept = result.outcome === "applied" ? { replay: entry.order } : {};
  return { ...rest, ...kept, state: "answered", result: { ...result, id: entry.id }, answered_at: now };
}

/** No server takes it, however wrapped: kept on the phone, to be shown and exported. */
export function setAside(entry: Entry): Entry {
  const { waiting: _, replay: __, device: ___, seq: ____, ...rest } = entry;
  return { ...rest, state: "aside" };
}

function sameOrRefuse(known: Entry, again: Operation): Entry {
  if (content(known.operation) === content(again)) return known;
  throw new NotQueued("invalid", OTHER_CONTENT);
}

/** What makes two operations of one id the same: not the moments at which the form was sent. */
function content({ kind, v, target, args, expect, after }: Operation): string {
  return canonical({ kind, v, target, args, expect, after });
}
