// Random weather: lost requests and answers, late ones, restores, clones, two tabs, small pages.
// Whatever happened, once it is calm every act is on the server once and every phone shows the same.
import assert from "node:assert/strict";
import test from "node:test";
import { actor, makeId, note, notes, phone } from "./support/harness.mjs";
import { Server } from "./support/server.mjs";

const SEEDS = Number(process.env.SEEDS ?? 40);
const STORES = ["meta", "outbox", "documents", "scopes", "staged"];

/** A small generator (mulberry32), so that a seed is a story that can be told again. */
function dice(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

class Storm {
  late = [];
  texts = [];
  backups = [];

  constructor(seed) {
    this.random = dice(seed);
    this.server = new Server(["a", "b", "c"]);
    this.server.pageSize = 1 + this.upTo(3);
    this.phones = [phone(this.server), phone(this.server)];
    this.server.instead = (request) => this.weather(request);
  }

  upTo = (n) => Math.floor(this.random() * n);
  one = (list) => list[this.upTo(list.length)];

  async weather(request) {
    const luck = this.random();
    if (luck < 0.12) throw new TypeError("lost on the way there");
    if (luck < 0.24) return this.server.answer(request) && Promise.reject(new TypeError("lost on the way back"));
    if (luck < 0.3) return new Response("<html>", { status: this.one([200, 302, 503]) });
    if (luck < 0.4) return await this.beLate(this.server.answer(request));
  }

  /** Taken now, answered when the storm says so: other rounds come between. */
  beLate(response) {
    return new Promise((resolve) => this.late.push(() => resolve(response)));
  }

  async act() {
    const luck = this.random();
    const device = this.one(this.phones);
    if (luck < 0.35) await this.queue(device);
    else if (luck < 0.7) this.background(device.sync.round());
    else if (luck < 0.8) this.late.shift()?.();
    else if (luck < 0.85) this.backups.push(this.server.backup());
    else if (luck < 0.89) this.restore();
    else if (luck < 0.93) await this.clone(device);
    else if (luck < 0.97) this.phones.push(phone(this.server, { name: device.options.name }));
    else this.server.change({ ...structuredClone(this.server.documents.get("job:b")), touched: this.random() });
    await new Promise((resolve) => setTimeout(resolve, 1));
  }

  background(round) {
    this.running = Promise.all([this.running, round]);
  }

  async queue(device) {
    const text = `note ${this.texts.length}`;
    this.texts.push(text);
    await device.queue(note(text, { id: makeId(), target: this.one(["job:a", "job:c"]) }));
  }

  restore() {
    const backup = this.one(this.backups);
    if (backup) this.server.restore(backup);
  }

  /** A phone's backup, put onto another phone. */
  async clone(device) {
    const twin = phone(this.server);
    for (const store of STORES) {
      const [keys, values] = await device.db.read([store], async (tx) => {
        const source = tx.objectStore(store);
        return [await source.getAllKeys(), await source.getAll()];
      });
      await twin.db.write([store], async (tx) => {
        const target = tx.objectStore(store);
        for (const [at, value] of values.entries()) await (target.keyPath ? target.put(value) : target.put(value, keys[at]));
      });
    }
    this.phones.push(twin);
  }

  async calm() {
    this.server.instead = () => undefined;
    while (this.late.length) this.late.shift()();
    await this.running;
    for (let again = 0; again < 3; again++) {
      for (const device of this.phones) assert.equal((await device.synchronise()).next, "rest");
    }
  }
}

async function weathered(seed) {
  const storm = new Storm(seed);
  for (let acts = 0; acts < 40; acts++) await storm.act();
  await storm.calm();
  const there = ["job:a", "job:c"].flatMap((job) => storm.server.documents.get(job).notes.map(({ text }) => text));
  assert.deepEqual([...there].sort(), [...storm.texts].sort(), "every act once");
  for (const device of storm.phones) {
    const here = [...(await notes(device, "job:a")), ...(await notes(device, "job:c"))];
    assert.deepEqual(here, there, "every phone as the server");
    assert.deepEqual(await device.outbox.replayed(), [], "nothing provisional");
    const view = await device.view(actor);
    assert.deepEqual(await view.document("job:b"), storm.server.documents.get("job:b"));
  }
}

test("after any weather every act is on the server once, and every phone shows the same", async () => {
  for (let seed = 1; seed <= SEEDS; seed++) {
    await weathered(seed).catch((error) => {
      throw new Error(`seed ${seed}: ${error.message}`, { cause: error });
    });
  }
});
