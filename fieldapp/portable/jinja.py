"""Templates compiled to one ES module, from Jinja2's own syntax tree.

The phone renders the same files as the server, byte for byte. What would print otherwise there is
refused here, with file and line. The runtime is the rules' own (`client/shared/runtime.ts`).
"""

from collections.abc import Callable, Iterable, Mapping

import jinja2

from . import javascript as js
from .pages import Template
from .python import NATIVES, RUNTIME
from .routes import route
from .values import Build

RULES = "./rules.js"


def compile_templates(
    env: jinja2.Environment,
    names: Iterable[str],
    *,
    routes: Mapping[str, str],
    statics: Mapping[str, str],
    filters: Mapping[str, Callable] | None = None,
    globals: Mapping[str, object] | None = None,
    natives: Mapping[str, str] = NATIVES,
    rules: str = RULES,
    runtime: str = RUNTIME,
) -> str:
    """One ES module: `render(name, context)`, `render_block(name, block, context)`, `url_for`.

    `routes` maps endpoints to rules such as /work/<id>, `statics` what static_url() is given to
    what it answers. `filters` and `globals` are portable functions (or natives) by the name that
    templates use; globals may also be plain constants.
    """
    build = Build(env, list(names), routes, statics, filters or {}, globals or {}, natives)
    templates = [Template(build, name) for name in build.names]
    build.exports = {t.name: t.exports() for t in templates}
    for template in templates:
        template.write()
    head = ["// Compiled from templates. Do not edit.", f"import * as $ from {js.string(runtime)};"]
    body = [line for template in templates for line in template.lines]
    text = "\n".join(body)
    if build.rules:
        names = ", ".join(f"{js.string(full)} as {own}" for full, own in build.rules.items())
        head.append(f"import {{ {names} }} from {js.string(rules)};")
    for number, path in enumerate(natives.values()):
        if f"$n{number}." in text:
            head.append(f"import * as $n{number} from {js.string(path)};")
    table = [f"  {js.string(e)}: {js.literal(route(r))}," for e, r in sorted(routes.items())]
    return "\n".join(
        [
            *head,
            "",
            "const routes = {",
            *table,
            "};",
            "export const url_for = (endpoint, values = {}) => $.url(routes, endpoint, values);",
            "",
            "const templates = {",
            text,
            "};",
            "const start = (name, context) => $.start(templates, name, context);",
            "export const names = Object.keys(templates);",
            "export const render = (name, context) => start(name, context).text;",
            "export const render_block = (name, block, context) =>",
            "  $.block(start(name, context), block);",
            "",
        ]
    )


def render_block(env: jinja2.Environment, name: str, block: str, context: Mapping) -> str:
    """One block of a page, as the phone's `render_block` renders it."""
    ready = env.get_template(name).new_context(dict(context))
    for _ in env.get_template(name).root_render_func(ready):
        pass  # what the page sets, imports and inherits
    return "".join(ready.blocks[block][0](ready))
