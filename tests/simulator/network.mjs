// The way between the phones and the server, and all that can happen on it.

const GIVES_UP = 20_000;
const PLACES = ["lock", "loaded", "commit", "answer"];
const STRAY = [400, 403, 413, 502];
const html = (status) => new Response("<html><h1>Welcome</h1></html>", { status, headers: { "Content-Type": "text/html" } });

/** What may become of a request, and how often it does: {fate: weight}. */
export const FATES = {
  through: 30, lost: 3, unheard: 5, portal: 2, foreign: 1, stray: 1, narrow: 1, truncated: 2, torn: 1, turnedAway: 2,
  late: 5, slow: 3, given_up: 2, killed: 4, stalled: 5, busy: 2, revoked: 0.5,
}; // prettier-ignore
/** What may become of a photo's: it is no merge. */
const OF_PHOTOS = ["through", "lost", "unheard", "portal", "foreign", "stray", "truncated", "torn", "turnedAway", "late", "slow", "given_up"];

export class Network {
  #count = 0;
  /** Requests and answers that are on their way. */
  underway = [];
  /** Answers to tabs that stand still: they hear them when they wake. */
  #frozen = [];
  /** `next` is what becomes of the next request, where it is not to be chance: {fate, place}. */

  /** `ask` speaks to the server; `time` tells the time. */
  constructor({ dice, ask, time, trace, count }) {
    Object.assign(this, { dice, ask, time, trace, count, fates: FATES, isCalm: false, next: null });
  }

  fetch(tab, url, { method, headers, body }) {
    const path = url === "/sync" ? null : url;
    const request = { at: ++this.#count, tab, jar: tab.handset.name, path, method, headers, body, since: this.time() };
    const { fate, place } = this.#fate(path);
    this.count(path ? `photo ${fate}` : fate);
    this.trace("request", tab.name, fate, path ? `${method} ${path} ${headers?.["Content-Range"]}` : body);
    return new Promise((resolve, reject) => {
      Object.assign(request, { place: place ?? this.dice.one(PLACES), resolve, reject: () => reject(new TypeError("Failed to fetch")) });
      this[`_${fate}`](request);
    });
  }

  #fate(path) {
    if (this.isCalm) return { fate: "through" };
    if (path) return { fate: this.dice.pick(Object.fromEntries(OF_PHOTOS.map((name) => [name, this.fates[name] ?? 0]))) };
    const next = this.next ?? { fate: this.dice.pick(this.fates) };
    this.next = null;
    return next;
  }

  _through = (request) => this.#post(request);
  _lost = (request) => request.reject();
  _unheard = (request) => (this.#post({ ...request, resolve: () => undefined, reject: () => undefined }), request.reject());
  _portal = (request) => request.resolve(html(200));
  _foreign = (request) => request.resolve(new Response('{"ok": true, "results": []}', { status: 200 }));
  _stray = (request) => request.resolve(html(this.dice.one(STRAY)));
  /** A filter on the way that lets only small requests through. */
  _narrow = (request) => (request.body.length > 1500 ? request.resolve(html(413)) : this.#post(request));
  _turnedAway = (request) => request.resolve(new Response("", { status: this.dice.one([429, 503]), headers: { "Retry-After": "2" } }));
  _revoked = (request) => request.resolve(new Response('{"error": "revoked"}', { status: 403 }));
  _truncated = (request) => this.#post({ ...request, cut: this.dice.roll() });
  _torn = (request) => this.#post({ ...request, torn: true });
  /** Taken now, answered when others have been. */
  _late = (request) => this.#post({ ...request, isLate: true });
  _slow = (request) => this.underway.push({ request, go: () => this.#post(request) });
  /** The phone hears no more of it, and the server gets it all the same, some time. */
  _given_up = (request) => {
    request.reject();
    this._slow({ ...request, resolve: () => undefined, reject: () => undefined });
  };
  _killed = (request) => this.#post(request, { [request.place]: "kill" });
  _stalled = (request) => this.#post(request, { [request.place]: "stall" });
  _busy = (request) => this.#post(request, { [this.dice.one(["lock", "loaded", "commit"])]: `busy*${1 + this.dice.upTo(5)}` });
  /** Whoever asked has been frozen: no answer reaches it, and no clock of its own tells it to give up. */
  _frozen = (request) => this.#post({ ...request, isFrozen: true });

  #post(request, fates = {}) {
    const { at, jar, body, path } = request;
    if (path) return this.#hear(request, this.#photo(request));
    this.#hear(request, this.ask("post", { at, jar, body, fates }));
  }

  #photo({ jar, path, method, headers, body }) {
    const bytes = body ? Buffer.from(body).toString("base64") : "";
    return this.ask("photo", { jar, path, method, headers: headers ?? {}, bytes });
  }

  #hear(request, outcome) {
    this.trace("answer", request.at, JSON.stringify(outcome));
    if (request.isFrozen) this.#frozen.push({ request, outcome });
    else if (outcome.stalled) this.underway.push({ request, go: (kill) => this.#goOn(request, kill) });
    else if (request.isLate) this.underway.push({ request, go: () => this.#hear({ ...request, isLate: false }, outcome) });
    else if (outcome.killed) request.reject();
    else request.resolve(responseOf(request, outcome));
  }

  #goOn(request, kill) {
    this.#hear(request, this.ask("go_on", { at: request.at, body: request.body, kill }));
  }

  /** Whoever was frozen hears what it was told long ago. */
  thaw() {
    for (const { request, outcome } of this.#frozen.splice(0)) this.#hear({ ...request, isFrozen: false }, outcome);
  }

  /** One of those that are underway gets a step further. */
  advance() {
    if (!this.underway.length) return;
    const [{ go }] = this.underway.splice(this.dice.upTo(this.underway.length), 1);
    go(!this.isCalm && this.dice.is(0.3));
  }

  /** A phone waits only so long. What it has sent may arrive for all that. */
  giveUp() {
    for (const { request } of this.underway) if (this.time() - request.since > GIVES_UP) request.reject();
  }

  async settle(ticks) {
    this.thaw();
    while (this.underway.length) {
      this.advance();
      await ticks(1);
    }
  }
}

function responseOf({ cut, torn, method }, { status, headers: told, text }) {
  const headers = { "Content-Type": "application/json", ...told };
  if (torn) return { status, headers: new Headers(headers), text: () => Promise.reject(new TypeError("network error")) };
  if (method === "HEAD") return new Response(null, { status, headers });
  return new Response(cut === undefined ? text : text.slice(0, Math.floor(text.length * cut)), { status, headers });
}
