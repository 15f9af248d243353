// What is on each phone's disk: what has been committed, and what of it would survive a loss of power.
import "fake-indexeddb/auto";
import { forceCloseDatabase } from "fake-indexeddb";

const STORES = ["meta", "outbox", "documents", "scopes", "staged", "blobs"];
/** By database: {committed, durable, writes}, the first two maps of a store's name to its records. */
const disks = new Map();
/** Databases that take no more, with how many records they still take. */
const room = new Map();

/** A transaction with relaxed durability tells that it is complete before it is on the disk; a strict one takes all before it along. */
const transaction = IDBDatabase.prototype.transaction;
IDBDatabase.prototype.transaction = function (names, mode, options) {
  const tx = transaction.call(this, names, mode, options);
  if (mode === "readwrite") tx.addEventListener("complete", () => written(this, tx));
  return tx;
};

function written(db, { objectStoreNames, durability }) {
  const disk = diskOf(db.name);
  for (const name of objectStoreNames) disk.committed[name] = [...db._rawDatabase.rawObjectStores.get(name).records.values()];
  if (durability === "strict") disk.durable = { ...disk.committed };
  disk.writes += 1;
}

/** How many transactions this database has written so far. */
export const writes = (name) => diskOf(name).writes;

function diskOf(name) {
  if (!disks.has(name)) disks.set(name, { committed: {}, durable: {}, writes: 0 });
  return disks.get(name);
}

/** What a process that is killed leaves behind; with `power` lost too, what had reached the disk. */
export function left(name, power = true) {
  return diskOf(name)[power ? "committed" : "durable"];
}

/** Fills the phone's database, which is new, with what another one has left. */
export async function fill(phone, image) {
  await phone.db.write(STORES, async (tx) => {
    const db = tx.db;
    const stores = rawOf(db).rawObjectStores;
    for (const [name, records] of Object.entries(image)) {
      for (const { key, value } of records) stores.get(name).storeRecord({ key, value: structuredClone(value) }, false);
    }
    await tx.objectStore("meta").count();
  });
}

const opened = new Map();
const create = IDBFactory.prototype.open;
IDBFactory.prototype.open = function (name, ...more) {
  const request = create.call(this, name, ...more);
  request.addEventListener("success", () => {
    opened.set(name, [...(opened.get(name) ?? []), request.result]);
    guard(request.result);
  });
  return request;
};

const rawOf = (db) => opened.get(db.name).at(-1)._rawDatabase;

/** The connections to this database are closed under whoever has them. Some browsers say so. */
export function disconnect(name, say) {
  for (const db of opened.get(name) ?? []) {
    if (db._closePending) continue;
    if (say) forceCloseDatabase(db);
    else db.close();
  }
}

/** From now on the disk takes only so many records more. */
export const fillUp = (name, records) => room.set(name, records);
export const makeRoom = () => room.clear();

/** Whatever the disk has no room for fails, and takes its transaction with it. */
let guarded = false;
function guard(db) {
  if (guarded) return;
  guarded = true;
  const raw = Object.getPrototypeOf(db._rawDatabase.rawObjectStores.get("meta"));
  const store = raw.storeRecord;
  raw.storeRecord = function (record, noOverwrite, rollback) {
    const name = this.rawDatabase.name;
    if (rollback && room.has(name)) {
      const left = room.get(name);
      if (left <= 0) throw new DOMException("The disk is full.", "QuotaExceededError");
      room.set(name, left - 1);
    }
    return store.call(this, record, noOverwrite, rollback);
  };
}

/** Another story: no phone has been anywhere yet. */
export function forget() {
  for (const map of [disks, room, opened]) map.clear();
  globalThis.indexedDB = new IDBFactory();
}
