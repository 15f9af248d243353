/** The rules, screens and templates that `flask build-client` compiled from Python and Jinja. */

import * as tables from "../generated/tables.js";
import type { Rules } from "./rules";

export { render } from "../generated/templates.js";
export { ROUTES as routes, SCREENS as screens, fields_to_operation, landing, read_code, deeds, deed_words, matching } from "../generated/tables.js";
export type { Code, Planned, Route } from "../generated/tables.js";

const { reads, reads_more, keys_of_operation, keys_of_document, Held, Refused } = tables;
const { workflow_id, definition_in, kinds_in } = tables;

export const rules: Rules = {
  ...{ kinds: tables.KINDS, workflows: tables.WORKFLOWS },
  ...{ reads, reads_more, keys_of_operation, keys_of_document, Held, Refused },
  ...{ workflow_id, definition_in, kinds_in },
};
