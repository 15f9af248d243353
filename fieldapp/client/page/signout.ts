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
  const waiting: number = (await ask("waiting"))?.waiting ?? 0;
  const warning = find("sign-out-warning", form);
  if (waiting && warning?.hidden) {
    warning.textContent = words(waiting);
    warning.hidden = false;
    return;
  }
  await ask("sign-out");
  location.assign("/login");
}

function words(waiting: number): string {
  const what = waiting === 1 ? "1 entry is not sent yet. It stays" : `${waiting} entries are not sent yet. They stay`;
  return `${what} on this phone, and you must sign in here again to send. Press again to sign out.`;
}
