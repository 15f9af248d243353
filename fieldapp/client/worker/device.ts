/** The id under which this database speaks to the server, and the taking of a new one. */

import type { Writing } from "./database";
import { getMeta, putMeta, type Device } from "./meta";
import { queueAgain, type Entry } from "./outbox";

export type MakeId = () => string;

/** The device as it is; the first call makes it. */
export async function currentDevice(tx: Writing<any>, makeId: MakeId): Promise<Device> {
  const device = await getMeta(tx, "device");
  if (device) return device;
  const made = { id: makeId(), next_seq: 1, next_order: 1 };
  await putMeta(tx, "device", made);
  return made;
}

/** Another device lives under our id: leave it to that one, and number what is unanswered afresh. */
export async function forkDevice(tx: Writing<any>, makeId: MakeId): Promise<void> {
  const waiting = await outboxOf(tx).index("waiting").getAll();
  await renumber(tx, waiting, makeId);
}

/** The server has lost what it told us: offer again all that we retain, and start the feed anew. */
export async function offerAgain(tx: Writing<any>, makeId: MakeId): Promise<void> {
  const retained = (await outboxOf(tx).getAll()).filter((entry) => entry.state !== "aside");
  await renumber(tx, retained.map(queueAgain), makeId);
  await (tx as Writing<"meta">).objectStore("meta").delete("witness");
  await forgetCursors(tx);
}

/** Documents stay to be worked with until the reset that follows is complete. */
async function forgetCursors(tx: Writing<any>): Promise<void> {
  const scopes = (tx as Writing<"scopes">).objectStore("scopes");
  for (const scope of await scopes.getAll()) {
    await scopes.put({ ...scope, cursor: null, version: null, staging: false });
  }
  await (tx as Writing<"staged">).objectStore("staged").clear();
}

async function renumber(tx: Writing<any>, entries: Entry[], makeId: MakeId): Promise<void> {
  const device = await currentDevice(tx, makeId);
  const id = makeId();
  for (const [at, entry] of entries.entries()) {
    await outboxOf(tx).put({ ...entry, device: id, seq: at + 1 });
  }
  await putMeta(tx, "device", { ...device, id, next_seq: entries.length + 1 });
}

function outboxOf(tx: Writing<any>) {
  return (tx as Writing<"outbox">).objectStore("outbox");
}
