/** The line to the worker: questions with an answer, and its news. */

export type News = { type: string; [more: string]: any };

const PATIENCE = 10_000;

/** False in old browsers, without https, and where the worker could not be had. */
export let isPossible = "serviceWorker" in navigator;

export async function register(): Promise<ServiceWorkerRegistration | null> {
  if (!isPossible) return null;
  try {
    return await navigator.serviceWorker.register("/worker.js", { updateViaCache: "none" });
  } catch {
    isPossible = navigator.serviceWorker.controller !== null;
    return (await navigator.serviceWorker.getRegistration()) ?? null;
  }
}

/** Asks the worker that is in charge, and waits for one where there is none yet; null for no answer. */
export async function ask(type: string, more: object = {}): Promise<any> {
  if (!isPossible) return null;
  const { active } = await navigator.serviceWorker.ready;
  const { port1, port2 } = new MessageChannel();
  return await new Promise((resolve) => {
    const timer = setTimeout(() => resolve(null), PATIENCE);
    port1.onmessage = ({ data }) => (clearTimeout(timer), resolve(data));
    active?.postMessage({ type, ...more }, [port2]);
  });
}

export function onNews(hear: (news: News) => void): void {
  if (isPossible) navigator.serviceWorker.addEventListener("message", ({ data }) => hear(data as News));
}
