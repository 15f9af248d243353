/** Printing, and saving the queue as a file. */

import { onClick } from "./dom";
import { ask } from "./link";

export function startFiles(): void {
  onClick("print", () => window.print());
  onClick("export", () => void save());
}

async function save(): Promise<void> {
  const content = JSON.stringify(await ask("export"), null, 1);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([content], { type: "application/json" }));
  link.download = `queue-${new Date().toISOString().slice(0, 16).replace(":", "")}.json`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
