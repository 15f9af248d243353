/** What one POST /sync asks and offers. */

import type { Database, Writing } from "./database";
import { currentDevice, type MakeId } from "./device";
import { getMeta } from "./meta";
import { LARGEST, onTheWire, type Entry } from "./outbox";
import { byteLength } from "./text";

export interface Wish {
  /** At most so many operations. */
  limit: number;
  /** After a gap: the first number to send, answered or not, while we are still that device. */
  from: { device: string; seq: number } | null;
}

export interface Asked {
  device: string;
  sent_at: string;
  sent: Entry[];
  cursors: { [scope: string]: string };
  body: string;
}

export interface Sender {
  app: string;
  user: string;
  sent_at: string;
}

/** About as many bytes of operations as one request takes; a server may take fewer, and says so. */
const MOST_BYTES = 8 * LARGEST;

/** Chooses the operations, marks them as being sent, and words the request, in one transaction. */
export async function prepare(db: Database, makeId: MakeId, wish: Wish, sender: Sender): Promise<Asked> {
  return await db.write(["meta", "outbox", "scopes", "blobs"], async (tx) => {
    const device = await currentDevice(tx, makeId);
    const sent = withinBytes(await choose(tx, device.id, wish));
    await markSending(tx, sent);
    const cursors = await cursorsOf(tx);
    const body = { ...(await describe(tx, device, sender)), cursors, operations: sent.map(onTheWire) };
    return { device: device.id, sent_at: sender.sent_at, sent, cursors, body: JSON.stringify(body) };
  });
}

async function choose(tx: Writing<any>, device: string, { limit, from }: Wish): Promise<Entry[]> {
  const outbox = (tx as Writing<"outbox">).objectStore("outbox");
  if (limit === 0) return [];
  if (from?.device !== device) return await outbox.index("waiting").getAll(null, limit);
  return await outbox.index("place").getAll(IDBKeyRange.bound([device, from.seq], [device, Infinity]), limit);
}

function withinBytes(entries: Entry[]): Entry[] {
  let bytes = 0;
  const fits = (entry: Entry) => (bytes += byteLength(JSON.stringify(entry.operation))) <= MOST_BYTES;
  return entries.filter((entry, at) => fits(entry) || at === 0);
}

async function markSending(tx: Writing<any>, sent: Entry[]): Promise<void> {
  for (const entry of sent) {
    if (entry.state === "queued") {
      await (tx as Writing<"outbox">).objectStore("outbox").put({ ...entry, state: "sending" });
    }
  }
}

async function cursorsOf(tx: Writing<any>): Promise<{ [scope: string]: string }> {
  const scopes = await (tx as Writing<"scopes">).objectStore("scopes").getAll();
  return Object.fromEntries(scopes.flatMap(({ scope, cursor }) => (cursor === null ? [] : [[scope, cursor]])));
}

async function describe(tx: Writing<any>, device: { id: string; next_seq: number }, sender: Sender) {
  const outbox = (tx as Writing<"outbox">).objectStore("outbox");
  const first = await outbox.index("place").get(IDBKeyRange.bound([device.id, 0], [device.id, Infinity]));
  const oldest = (await outbox.index("waiting").getAll(null, 1))[0];
  const witness = await getMeta(tx, "witness");
  return {
    ...{ protocol: 1, app: sender.app, device: device.id, user: sender.user, sent_at: sender.sent_at },
    oldest_retained: first?.seq ?? device.next_seq,
    witness: witness ? { seq: witness.seq, id: witness.id } : null,
    queue: {
      operations: await outbox.index("waiting").count(),
      oldest_at: oldest?.operation.at ?? null,
      blobs: await (tx as Writing<"blobs">).objectStore("blobs").index("waiting").count(),
    },
  };
}
