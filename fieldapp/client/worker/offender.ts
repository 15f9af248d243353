/** An operation that the server can't take, whatever it is sent with. No queue stands still for it. */

import type { Database, Writing } from "./database";
import { forkDevice, type MakeId } from "./device";
import { getMeta } from "./meta";
import { setAside, type Entry } from "./outbox";
import { base64 } from "./text";

/**
 * First it is wrapped: kind `raw` carries it as base64, which no reader trips over, and the server keeps
 * it for a supervisor. If that too is turned down it is set aside on the phone, and the rest renumbered.
 */
export async function isolate(db: Database, { order }: Entry, device: string, makeId: MakeId): Promise<void> {
  await db.write(["meta", "outbox"], async (tx) => {
    const entry = await tx.objectStore("outbox").get(order);
    if (!entry || (await getMeta(tx, "device"))?.id !== device) return;
    // Answered before, and only sent again to fill a gap: number the others without it.
    if (entry.waiting === undefined) await forkDevice(tx, makeId);
    else if (entry.wire === entry.id) await wrap(tx, entry, makeId);
    else await giveUp(tx, entry, makeId);
  });
}

async function wrap(tx: Writing<any>, entry: Entry, makeId: MakeId): Promise<void> {
  await (tx as Writing<"outbox">).objectStore("outbox").put({ ...entry, wire: makeId(), state: "queued" });
}

async function giveUp(tx: Writing<any>, entry: Entry, makeId: MakeId): Promise<void> {
  await (tx as Writing<"outbox">).objectStore("outbox").put(setAside(entry));
  await forkDevice(tx, makeId);
}

/** The `raw` operation under which a wrapped entry travels. */
export function raw({ wire, operation }: Entry): object {
  const { target, at, anchor } = operation;
  const args = { base64: base64(JSON.stringify(operation)) };
  return { id: wire, kind: "raw", v: 1, target, args, expect: {}, after: [], at, anchor };
}
