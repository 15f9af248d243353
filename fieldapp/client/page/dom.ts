/** Finding the elements that templates mark for us. */

export function find<E extends HTMLElement = HTMLElement>(name: string, within: ParentNode = document): E | null {
  return within.querySelector<E>(`[data-${name}]`);
}

export function all<E extends HTMLElement = HTMLElement>(name: string): E[] {
  return [...document.querySelectorAll<E>(`[data-${name}]`)];
}

export function reveal(name: string, isShown = true): void {
  for (const element of all(name)) element.hidden = !isShown;
}

/** Calls back for a click on such an element, whenever it came into the page. */
export function onClick(name: string, act: (element: HTMLElement, event: Event) => void): void {
  document.addEventListener("click", (event) => {
    const element = (event.target as Element).closest<HTMLElement>(`[data-${name}]`);
    if (element) act(element, event);
  });
}

/** Calls back now, and whenever a new page was put in. */
export function onPage(act: () => void): void {
  act();
  document.addEventListener("htmx:after:swap", () => act());
}
