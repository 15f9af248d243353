"""Portable modules compiled to one ES module, from Python's own syntax tree.

What can't be said alike in both languages is refused here, with file and line. What means the same
but is spelt otherwise goes through the runtime (`client/shared/runtime.ts`), which has Python's
truthiness, equality, order and so on.
"""

from collections.abc import Iterable, Mapping
from types import ModuleType

import msgspec

from . import javascript as js
from .sources import Sources
from .statements import Writer

NATIVES = {"fieldapp.portable.natives": "../shared/natives"}
RUNTIME = "../shared/runtime"


def compile_modules(
    modules: Iterable[ModuleType],
    *,
    natives: Mapping[str, str] = NATIVES,
    structs: Mapping[str, type[msgspec.Struct]] | Iterable[type[msgspec.Struct]] = (),
    runtime: str = RUNTIME,
) -> str:
    """One ES module with every function, constant and exception of these modules.

    `steps$complete` is `complete` of module `fieldapp.operations.work.steps`, exported under its full
    name too; `modules` maps modules' full names to what they export. `natives` maps Python modules
    to their hand-written twins. `structs` need only name those that no module imports.
    """
    found = structs.values() if isinstance(structs, Mapping) else structs
    sources = Sources(modules, dict(natives), found)
    lines, tables = [], []
    for source in sources.in_order():
        writer = Writer(sources, source)
        writer.module()
        lines += ["", f"// {source.name}", *writer.lines]
        members = ", ".join(f"{name}: {source.js(name)}" for name in writer.public)
        tables.append((source.name, writer.public, f"  {js.string(source.name)}: {{{members}}},"))
    names = [(sources.by_name[name].js(n), f"{name}.{n}") for name, ns, _ in tables for n in ns]
    head = ["// Compiled from Python. Do not edit.", f"import * as $ from {js.string(runtime)};"]
    text = "\n".join(lines)
    for module, path in natives.items():
        if f"{sources.native_names[module]}." in text:
            head.append(f"import * as {sources.native_names[module]} from {js.string(path)};")
    exports = [f"export {{ {own}, {own} as {js.string(full)} }};" for own, full in names]
    tail = ["export const modules = {", *(line for _, _, line in tables), "};"]
    return "\n".join([*head, text, "", *exports, *tail, ""])
