/** Printing, and saving the queue as a file. */

import { all, onClick } from "./dom";
import { ask } from "./link";

export function startFiles(): void {
  onClick("print", () => window.print());
  onClick("export", () => void save());
}

async function save(): Promise<void> {
  const { queue, ...more } = (await ask("export")) ?? {};
  if (!queue) return tell("The queue could not be read. Nothing was saved; what waits is kept. Try again.");
  const content = JSON.stringify({ ...more, queue }, null, 1);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([content], { type: "application/json" }));
  link.download = `queue-${new Date().toISOString().slice(0, 16).replace(":", "")}.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  tell(`Saved as ${link.download}. Give it to a supervisor. What waits stays on this phone too.`);
}

function tell(words: string): void {
  for (const place of all("export-told")) place.textContent = words;
}
