// Web Locks, as the tabs and workers of one phone share them. A frozen holder keeps its lock; one that is gone loses it.

const PATIENCE = 30_000;

export class Locks {
  /** By name: {tab, free}, and who waits: [{tab, begin}]. */
  #held = new Map();
  #waiting = [];
  /** Who gives up when: [{at, controller}]. */
  #alarms = [];

  constructor(time) {
    this.time = time;
  }

  /** The phone's `navigator.locks`, as this tab has it. */
  of = (tab) => ({ request: (name, { signal }, work) => this.#request(tab, name, signal, work) });

  #request(tab, name, signal, work) {
    return new Promise((resolve, reject) => {
      const wait = { tab, name, begin: () => this.#run(wait, work).then(resolve, reject) };
      this.#waiting.push(wait);
      signal.addEventListener("abort", () => {
        if (!this.#waiting.includes(wait)) return;
        this.#waiting = this.#waiting.filter((one) => one !== wait);
        reject(signal.reason);
      });
      this.#next(name);
    });
  }

  async #run(wait, work) {
    try {
      return await work();
    } finally {
      this.#free(wait);
    }
  }

  #free(wait) {
    if (this.#held.get(wait.name) !== wait) return;
    this.#held.delete(wait.name);
    this.#next(wait.name);
  }

  #next(name) {
    if (this.#held.has(name)) return;
    const at = this.#waiting.findIndex((one) => one.name === name);
    if (at < 0) return;
    const [wait] = this.#waiting.splice(at, 1);
    this.#held.set(name, wait);
    wait.begin();
  }

  isWaiting = (tab) => this.#waiting.some((one) => one.tab === tab);

  /** The tab is gone, and with it what it held and waited for. */
  end(tab) {
    this.#waiting = this.#waiting.filter((one) => one.tab !== tab);
    for (const wait of [...this.#held.values()]) if (wait.tab === tab) this.#free(wait);
  }

  /** `AbortSignal.timeout`, by the story's time. What is no lock's the network gives up by itself. */
  timeout = (ms) => {
    const controller = new AbortController();
    if (ms === PATIENCE) this.#alarms.push({ at: this.time() + ms, controller });
    return controller.signal;
  };

  ring() {
    const due = this.#alarms.filter(({ at }) => at <= this.time());
    this.#alarms = this.#alarms.filter((one) => !due.includes(one));
    for (const { controller } of due) controller.abort(new DOMException("It took too long.", "TimeoutError"));
  }
}
