/**
 * About where a scan was, of those who allow it: rounded here to two decimals (about a kilometre), so that nothing
 * more exact leaves this function. The choice is kept on this phone, for each user apart; without it nothing is asked.
 */

import { all, onPage } from "./dom";

const OPTIONS = { enableHighAccuracy: false, maximumAge: 10 * 60_000, timeout: 8_000 };

let known: { where: string; at: number } | null = null;

export function startWhere(): void {
  onPage(() => {
    for (const box of all<HTMLInputElement>("where-allowed")) offer(box);
    if (fields().length) void fill();
  });
  document.addEventListener("submit", ({ target }) => void fillNow(target as HTMLFormElement), true);
}

function offer(box: HTMLInputElement): void {
  box.checked = isAllowed(box.value);
  box.onchange = () => {
    if (box.checked) localStorage.setItem(keyOf(box.value), "yes");
    else localStorage.removeItem(keyOf(box.value));
    known = null;
    if (box.checked) void position();
  };
}

const keyOf = (user: string) => `fieldapp.where.${user}`;

function isAllowed(user: string): boolean {
  return localStorage.getItem(keyOf(user)) === "yes";
}

function fields(): HTMLInputElement[] {
  return all<HTMLInputElement>("where").filter(({ form }) => isAllowed(userOf(form)));
}

function userOf(form: HTMLFormElement | null): string {
  return (form?.elements.namedItem("user") as HTMLInputElement | null)?.value ?? "";
}

async function fill(): Promise<void> {
  if (!known || Date.now() - known.at > OPTIONS.maximumAge) known = await position();
  for (const field of fields()) field.value = known?.where ?? "";
}

/** What came into the page meanwhile gets what is known; nobody waits for a position. */
function fillNow(form: HTMLFormElement): void {
  const field = form.querySelector<HTMLInputElement>("[data-where]");
  if (field) field.value = isAllowed(userOf(form)) ? (known?.where ?? "") : "";
}

async function position(): Promise<{ where: string; at: number } | null> {
  if (!navigator.geolocation) return null;
  return await new Promise((resolve) => {
    const found = ({ coords: { latitude, longitude } }: GeolocationPosition) =>
      resolve({ where: `${latitude.toFixed(2)},${longitude.toFixed(2)}`, at: Date.now() });
    navigator.geolocation.getCurrentPosition(found, () => resolve(null), OPTIONS);
  });
}
