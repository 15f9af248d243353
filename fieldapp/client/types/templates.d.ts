export const names: string[];
export function url_for(endpoint: string, values?: { [name: string]: unknown }): string;
export function render(name: string, context: { [name: string]: unknown }): string;
export function render_block(name: string, block: string, context: { [name: string]: unknown }): string;
