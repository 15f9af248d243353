// The phones' half of the simulator: tells the stories of the seeds it is given, and how each has ended.
import { createHash } from "node:crypto";
import { Story } from "./story.mjs";
import { tell } from "./wire.mjs";

// Phones give up when the story says so (network.mjs), not when the machine that tells it is slow.
AbortSignal.timeout = (ms) => story.locks.timeout(ms);
globalThis.self = globalThis;
// Web Crypto answers from a thread of its own, at a moment of its own: then no story could be told twice.
crypto.subtle.digest = async (_, bytes) => new Uint8Array(createHash("sha256").update(new Uint8Array(bytes)).digest()).buffer;
// What the phone's code complains of, and goes on: it belongs to the story.
const complain = console.error;
let story;
console.error = (error) => (error instanceof Error ? story.trace("complained", error.message) : complain(error));
// Whatever nobody waits for may not fail unheard.
process.on("uncaughtException", (error) => story.faults.push(`nobody caught this: ${error?.stack}`));
process.on("unhandledRejection", (error) => story.faults.push(`nobody heard of this: ${error?.stack}`));

const seeds = JSON.parse(process.env.SEEDS);

/** A story takes less than a second. One that goes round and round is given up. */
const ENOUGH = 60_000;
let began = Date.now();

async function next() {
  while (seeds.length) {
    story = new Story(seeds.shift());
    began = Date.now();
    const { seed } = story;
    end(await story.tell().catch((error) => ({ seed, hash: "", faults: [error.stack], counts: {} })));
  }
  process.exit(0);
}

function end(ended) {
  story.end();
  tell({ ended });
}

function giveUp(why) {
  const { seed, at } = story;
  end({ seed, hash: "", faults: [`it ${why}, at “${at}”`], counts: {} });
  void next();
}

/** Nothing goes on any more, and the story has not ended: something waits for what never comes. */
process.on("beforeExit", () => giveUp("stands still"));
setInterval(() => Date.now() - began > ENOUGH && giveUp("goes on for ever"), 5000).unref();

void next();
