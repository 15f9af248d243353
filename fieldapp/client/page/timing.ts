/** The reasons to sync that only a page can see. */

import { onClick } from "./dom";
import { ask } from "./link";
import { catchUp, refresh } from "./refresh";

const EVERY = 30_000;

export function startTiming(): void {
  window.addEventListener("online", () => void ask("sync", { reason: "online" }));
  window.addEventListener("offline", () => void refresh());
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return;
    void catchUp();
    void ask("sync", { reason: "visible" });
  });
  setInterval(() => {
    if (!document.hidden) void ask("sync", { reason: "timer" });
  }, EVERY);
  onClick("sync-now", (button) => void syncNow(button));
}

async function syncNow(button: HTMLElement): Promise<void> {
  button.setAttribute("aria-busy", "true");
  await ask("sync", { reason: "user" });
  button.removeAttribute("aria-busy");
  await refresh();
}
