// Chance that can be had again: the same seed gives the same story.

export class Dice {
  #state;

  constructor(seed) {
    this.#state = seed;
  }

  /** From 0 to 1 (mulberry32). */
  roll() {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  }

  upTo = (n) => Math.floor(this.roll() * n);
  one = (list) => list[this.upTo(list.length)];
  is = (share) => this.roll() < share;

  /** A name out of `{name: weight}`. */
  pick(weights) {
    let left = this.roll() * Object.values(weights).reduce((a, b) => a + b, 0);
    for (const [name, weight] of Object.entries(weights)) if ((left -= weight) < 0) return name;
    return Object.keys(weights).at(-1);
  }
}
