// The phones' half of the simulator: tells the stories of the seeds it is given, and how each has ended.
import { Story } from "./story.mjs";
import { tell } from "./wire.mjs";

// Phones give up when the story says so (network.mjs), not when the machine that tells it is slow.
AbortSignal.timeout = () => new AbortController().signal;
globalThis.self = globalThis;
// What the phone's code complains of, and goes on: it belongs to the story.
const complain = console.error;
let story;
console.error = (error) => (error instanceof Error ? story.trace("complained", error.message) : complain(error));
// Whatever nobody waits for may not fail unheard.
process.on("unhandledRejection", (error) => story.faults.push(`nobody heard of this: ${error?.stack}`));

for (const seed of JSON.parse(process.env.SEEDS)) {
  story = new Story(seed);
  const ended = await story.tell().catch((error) => ({ seed, hash: "", faults: [error.stack], counts: {} }));
  story.end();
  tell({ ended });
}
process.exit(0);
