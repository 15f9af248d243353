/** Installing, a new version, and whether the browser promises to keep what is stored. */

import { all, onClick, onPage, reveal } from "./dom";

let offer: (Event & { prompt(): Promise<unknown> }) | null = null;

export const isInstalled = () =>
  matchMedia("(display-mode: standalone)").matches || (navigator as any).standalone === true;

export function startInstall(): void {
  window.addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    offer = event as typeof offer;
    show();
  });
  window.addEventListener("appinstalled", () => ((offer = null), show()));
  onClick("install", () => void offer?.prompt().then(() => ((offer = null), show())));
  onPage(() => (show(), void tellStorage()));
}

function show(): void {
  reveal("install", offer !== null);
  reveal("install-ios", isSafariOnIOS() && !isInstalled());
  reveal("tab", !isInstalled());
}

function isSafariOnIOS(): boolean {
  const isTablet = navigator.platform === "MacIntel" && navigator.maxTouchPoints > 1;
  return /iPhone|iPad|iPod/.test(navigator.userAgent) || isTablet;
}

/** Asks where the page speaks of it, for one browser shows a question; installed apps are nearly always granted it. */
async function tellStorage(): Promise<void> {
  const places = all("storage");
  const { storage } = navigator;
  if (!places.length || !storage?.persist) return;
  const isKept = (await storage.persisted()) || (await storage.persist());
  for (const place of places) place.textContent = isKept ? KEPT : NOT_KEPT;
}

const KEPT = "This phone keeps what is stored here.";
const NOT_KEPT = "The browser may clear what is stored here when space runs out. Installing the app helps.";

/** A new version never interrupts: it waits until someone says so, and the queue is on the disk anyway. */
export function watchUpdates(registration: ServiceWorkerRegistration): void {
  const tell = () => registration.waiting && navigator.serviceWorker.controller && reveal("update");
  registration.addEventListener("updatefound", () => {
    registration.installing?.addEventListener("statechange", tell);
  });
  onPage(tell);
  onClick("update-now", () => takeUpdate(registration));
  setInterval(() => void registration.update().catch(() => undefined), 3_600_000);
}

function takeUpdate({ waiting }: ServiceWorkerRegistration): void {
  navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
  waiting?.postMessage({ type: "skip-waiting" });
}
