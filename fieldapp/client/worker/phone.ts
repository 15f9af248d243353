/**
 * One user's work on this phone: the queue, the documents, and what comes of both.
 *
 * Nothing in here or below knows that it runs in a service worker. Network, clock and ids are given,
 * so that the same code runs under Node, on many simulated phones at once.
 */

import { Database, type Writing } from "./database";
import type { Operation } from "./messages";
import { getMeta } from "./meta";
import { Outbox, type Entry } from "./outbox";
import { Pictures } from "./pictures";
import { queueFile, type QueueFile } from "./queue_file";
import { Replica } from "./replica";
import type { Actor, Rules } from "./rules";
import { Sync, type Means, type Round } from "./sync";
import { Upload } from "./upload";
import { Views, type View } from "./view";

const NEVER = "1970-01-01T00:00:00.000Z";

export interface Options extends Means {
  /** The name of its database. */
  name: string;
  rules: Rules;
}

export class Phone {
  readonly db: Database;
  readonly outbox: Outbox;
  readonly replica: Replica;
  readonly sync: Sync;
  readonly pictures: Pictures;
  readonly upload: Upload;
  readonly #views: Views;

  constructor(readonly options: Options) {
    this.db = new Database(options.name);
    this.outbox = new Outbox(this.db, options.makeId);
    this.replica = new Replica(this.db, (body) => options.rules.keys_of_document(body));
    this.sync = new Sync(this.db, this.replica, options);
    this.pictures = new Pictures(this.db);
    this.upload = new Upload(this.pictures, options);
    this.#views = new Views(this.outbox, this.replica, options.rules, () => this.heard());
  }

  /** Keeps what was done; it is on the disk when this returns. */
  async queue(operation: Operation): Promise<Entry> {
    return await this.#withRoom(() => this.outbox.add(operation, this.time()));
  }

  /** Keeps all of what was done, or nothing; what `also` writes is written with it. */
  async queueAll(operations: Operation[], also: (tx: Writing<any>) => Promise<void>): Promise<void> {
    await this.#withRoom(() => this.outbox.addAll(operations, this.time(), also));
  }

  /** Keeps a photo for the operation that will name it. Its name. */
  async keep(bytes: ArrayBuffer): Promise<string> {
    return await this.#withRoom(() => this.pictures.keep(bytes, this.options.now()));
  }

  /** What people did comes before what the server can send again: first photos that it has, then documents. */
  async #withRoom<T>(work: () => Promise<T>): Promise<T> {
    const holders = [this.pictures, this.replica];
    for (;;) {
      try {
        return await work();
      } catch (error) {
        if ((error as Error)?.name !== "QuotaExceededError" || !(await shedFirst(holders))) throw error;
      }
    }
  }

  /** What `actor` sees. */
  async view(actor: Actor): Promise<View> {
    return await this.#views.view(actor);
  }

  /** Sends and asks until there is nothing left to do, or something is wrong. */
  async synchronise(onRound?: (round: Round) => void): Promise<Round> {
    return await this.sync.run(onRound);
  }

  time(): string {
    return new Date(this.options.now()).toISOString();
  }

  /** What a supervisor can load, should this phone never reach the server again. */
  async export(): Promise<QueueFile> {
    const { device, key } = await this.db.read(["meta"], async (tx) => ({
      device: await getMeta(tx, "device"),
      key: await getMeta(tx, "file_key"),
    }));
    const kept = (await this.outbox.all()).filter(({ state }) => state !== "answered");
    const operations = kept.map((entry) => ({ ...entry.operation, seq: entry.seq ?? 0 }));
    const { user, app } = this.options;
    const said = { user, app, device: device?.id ?? "", saved_at: this.time(), operations };
    return await queueFile(said, key && key.device === device?.id ? key.key : null);
  }

  /** When the server last answered, in ms by this phone's clock; 0 where it never did. */
  async lastContact(): Promise<number> {
    const clock = await this.db.read(["meta"], (tx) => getMeta(tx, "clock"));
    return clock?.at ? Date.parse(clock.at) : 0;
  }

  /** When all that the server had was last fetched, by this phone's clock. */
  async heard(): Promise<string> {
    const [clock, scopes] = await this.db.read(["meta", "scopes"], (tx) =>
      Promise.all([getMeta(tx, "clock"), tx.objectStore("scopes").getAll()]),
    );
    return clock?.at && scopes.length && scopes.every(({ version }) => version !== null) ? clock.at : NEVER;
  }

  async close(): Promise<void> {
    await this.db.close();
  }
}

/** Whether one of them had something to give up; each is asked once, until one has. */
async function shedFirst(holders: { shed(): Promise<boolean> }[]): Promise<boolean> {
  for (let holder = holders.shift(); holder; holder = holders.shift()) {
    if (await holder.shed().catch(() => false)) return true;
  }
  return false;
}
