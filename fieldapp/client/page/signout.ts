/** Signing out, with or without a network. What is not sent stays on the phone, and its owner knows. */

import { find } from "./dom";
import { ask, isPossible } from "./link";

export function startSignOut(): void {
  document.addEventListener(
    "submit",
    (event) => {
      const form = (event.target as Element).closest<HTMLFormElement>("[data-sign-out]");
      if (!form || !isPossible || !navigator.serviceWorker.controller) return;
      event.preventDefault();
      event.stopPropagation();
      void signOut(form);
    },
    // Before htmx, which would send the form.
    true,
  );
}

async function signOut(form: HTMLFormElement): Promise<void> {
  const { waiting = 0, photos = 0 } = (await ask("waiting")) ?? {};
  const warning = find("sign-out-warning", form);
  if (waiting + photos && warning?.hidden) {
    warning.textContent = words(waiting, photos);
    warning.hidden = false;
    return;
  }
  await ask("sign-out");
  location.assign("/login");
}

function words(waiting: number, photos: number): string {
  const counted = [count(waiting, "entry", "entries"), count(photos, "photo", "photos")].filter(Boolean);
  const what = waiting + photos === 1 ? "is not sent yet. It stays" : "are not sent yet. They stay";
  return `${counted.join(" and ")} ${what} on this phone, and you must sign in here again to send. Press again to sign out.`;
}

function count(number: number, one: string, many: string): string {
  return number ? `${number} ${number === 1 ? one : many}` : "";
}
