// A server as docs/sync.md has it, small enough to be read: one site, documents, a log, a feed.
import { Blobs } from "./blobs.mjs";
import { rules } from "./rules.mjs";

const SCOPE = "site:4";
const json = (status, body, headers = {}) =>
  new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json", ...headers } });

export class Server {
  log = new Map();
  devices = new Map();
  documents = new Map();
  changes = new Map();
  version = 0;
  history = 1;
  pageSize = 100;
  user = "7";
  scopes = [SCOPE];
  clock = Date.parse("2026-11-22T10:00:00.000Z");
  requests = [];
  /** What else every answer says: (request) => fields. */
  more = () => ({});
  blobs = new Blobs();
  /** Set to answer instead of the protocol: (request) => Response | undefined. */
  instead = () => undefined;

  constructor(jobs = ["a"]) {
    for (const key of jobs) this.change({ id: `job:${key}`, notes: [], steps: [{ key: "wipe", state: "todo", op: null }] });
  }

  change(body) {
    this.version += 1;
    this.documents.set(body.id, body);
    this.changes.set(body.id, this.version);
    return this.version;
  }

  remove(id) {
    this.version += 1;
    this.documents.delete(id);
    this.changes.set(id, this.version);
  }

  /** Yesterday's backup, to be restored later. */
  backup() {
    const { log, devices, documents, changes, version } = this;
    return structuredClone({ log, devices, documents, changes, version });
  }

  restore(backup) {
    Object.assign(this, structuredClone(backup));
    this.history += 1;
  }

  fetch = async (url, init) => {
    if (url.startsWith("/blobs/")) return await this.blobs.fetch(url.slice("/blobs/".length), init);
    const request = JSON.parse(init.body);
    this.requests.push(request);
    this.clock += 1000;
    const other = await this.instead(request);
    return other ?? this.answer(request);
  };

  answer(request) {
    if (request.user !== this.user) return json(409, { error: "wrong_user" });
    if (this.isLost(request)) return json(200, this.body(request, { history: "lost", results: [], scopes: {} }));
    const device = this.devices.get(request.device) ?? { next: 1, used: {} };
    const trouble = this.order(device, request);
    if (trouble) return trouble;
    this.devices.set(request.device, device);
    const results = request.operations.map((operation) => this.take(operation));
    return json(200, this.body(request, { history: "shared", results, scopes: this.feed(request.cursors) }));
  }

  body(request, more) {
    const now = new Date(this.clock).toISOString();
    return { protocol: 1, now, anchor: `signed ${now}`, next_seq: this.devices.get(request.device)?.next ?? 1, drop_scopes: [], min_app: null, ...this.more(request), ...more };
  }

  isLost({ witness, cursors }) {
    const known = Object.values(cursors).every((cursor) => JSON.parse(cursor).history === this.history);
    return !known || (witness !== null && !this.log.has(witness.id));
  }

  order(device, { operations, oldest_retained }) {
    if (operations.some(({ seq, id }) => (device.used[seq] ?? id) !== id)) return json(409, { error: "fork" });
    let next = device.next;
    for (const { seq } of operations) {
      if (seq > next && oldest_retained <= next) return json(409, { error: "gap", next_seq: next });
      if (seq > next && oldest_retained < seq) return json(409, { error: "gap", next_seq: oldest_retained });
      next = Math.max(next, seq + 1);
    }
    for (const { seq, id } of operations) device.used[seq] = id;
    device.next = next;
    return null;
  }

  take({ seq: _, anchor: __, ...operation }) {
    const known = this.log.get(operation.id);
    const text = JSON.stringify(operation);
    if (known?.text === text) return { ...known.result, repeat: true };
    if (known) return { id: operation.id, outcome: "refused", code: "invalid", message: null, case: null, at: {} };
    const result = { id: operation.id, message: null, case: null, at: {}, ...this.run(operation) };
    this.log.set(operation.id, { text, operation, result });
    return result;
  }

  run(op) {
    const changed = [];
    const world = {
      document: (id) => (changed.push(structuredClone(this.documents.get(id))), changed.at(-1)),
      create: (body) => (changed.push(body), body),
    };
    try {
      if (!rules.kinds[op.kind]) throw new rules.Held(op.kind === "raw" ? "invalid" : "unknown_kind", "Not known.");
      const already = rules.kinds[op.kind].verb({ ...op, args: { evidence: {}, ...op.args } }, world);
      if (already) return { outcome: "already", code: "already_done", message: already };
      return { outcome: "applied", code: "ok", at: { [SCOPE]: changed.map((body) => this.change(body)).at(-1) } };
    } catch (error) {
      const outcome = error instanceof rules.Held ? "held" : "refused";
      return { outcome, code: error.code, message: error.message };
    }
  }

  feed(cursors) {
    return Object.fromEntries(this.scopes.map((scope) => [scope, this.page(scope, cursors[scope])]));
  }

  page(scope, cursor) {
    const from = cursor ? JSON.parse(cursor).version : 0;
    const mine = scope === SCOPE ? [...this.changes] : [];
    const newer = mine.filter(([, version]) => version > from).sort(([, a], [, b]) => a - b);
    const rows = newer.slice(0, this.pageSize);
    const more = newer.length > rows.length;
    const put = rows.flatMap(([id, version]) => {
      const body = this.documents.get(id);
      return body ? [{ id, type: "job", version, body }] : [];
    });
    const gone = rows.flatMap(([id]) => (this.documents.has(id) || !cursor ? [] : [id]));
    const version = more ? rows.at(-1)[1] : this.version;
    return { reset: !cursor, put, gone, version, more, cursor: JSON.stringify({ version, history: this.history }) };
  }
}
