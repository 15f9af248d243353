/** First run: whoever just signed in is made known to the worker, and the first load is watched. */

import { all, find, reveal } from "./dom";
import { readsAll } from "./formats";
import { ask, isPossible, onNews } from "./link";

interface Progress {
  loaded: number;
  total: number | null;
  ready: boolean;
}

export async function startWelcome(): Promise<void> {
  if (!find("progress")) return;
  if (!isPossible) return reveal("progress-done");
  onNews((news) => news.type === "progress" && show(news as unknown as Progress));
  onNews((news) => news.type === "status" && explain(news.trouble));
  const answer = await ask("sign-in");
  // Without an answer the server's own pages do as well.
  if (!answer?.user) return reveal("progress-done");
  show(answer);
}

let isOver = false;

/** Where nothing will come, there is nothing to wait for; the next page says what to do. */
function explain(trouble: string | null | undefined): void {
  const words = trouble && NOTHING_COMES[trouble];
  if (!words) return;
  isOver = true;
  tell(words);
  for (const bar of all("progress")) bar.hidden = true;
  reveal("progress-done");
}

const NOTHING_COMES: { [trouble: string]: string } = {
  revoked: "A supervisor has revoked this phone: no work comes onto it",
  upgrade: "A newer version is needed before work comes onto this phone",
};

function show({ loaded, total, ready }: Progress): void {
  if (isOver) return;
  for (const bar of all<HTMLProgressElement>("progress")) fill(bar, loaded, ready ? loaded : total);
  if (ready) void finish();
  else tell(total ? `${count(loaded)} of ${count(total)}` : loaded > 0 ? `${count(loaded)} loaded` : "Getting ready");
  if (ready || loaded > 0) reveal("progress-done");
}

/** All work is here: ready only when the camera can read without a network too. */
async function finish(): Promise<void> {
  if (isOver) return;
  isOver = true;
  tell("Your work is here, the scanner is coming");
  if (!(await readsAll())) await ask("scanner");
  tell("Ready");
}

function tell(words: string): void {
  for (const text of all("progress-text")) text.textContent = words;
}

function fill(bar: HTMLProgressElement, loaded: number, total: number | null): void {
  if (!total) return bar.removeAttribute("value");
  bar.max = total;
  bar.value = loaded;
}

const count = (number: number) => number.toLocaleString("en");
