"""The rules for the phone: portable modules compiled, and the tables to find them by."""

import json
from importlib import import_module
from pkgutil import walk_packages
from types import ModuleType
from typing import Any

import msgspec

from fieldapp import labels, operations, screens, sla
from fieldapp.operations import KINDS, Kind, forms, outcomes, reads
from fieldapp.operations.arguments import spoken
from fieldapp.operations.jobs import own_kinds
from fieldapp.portable.python import compile_modules
from fieldapp.screens import codes, count, deeds, finding, scan_answer
from fieldapp.workflows import WORKFLOWS

KINDS_OF_TYPE = {
    msgspec.inspect.StrType: "text",
    msgspec.inspect.IntType: "integer",
    msgspec.inspect.BoolType: "yes",
    msgspec.inspect.DictType: "map",
    msgspec.inspect.ListType: "list",
}


def compile_rules() -> str:
    """One ES module: every portable function, by the full name of its Python twin."""
    return compile_modules(portable_modules())


# What the worker calls by itself; the rest is reached from these and from the templates.
CALLED = {
    "reads": reads.reads,
    "reads_more": reads.reads_more,
    "keys_of_operation": reads.keys_of_operation,
    "keys_of_document": reads.keys_of_document,
    "fields_to_operation": forms.fields_to_operation,
    "workflow_id": own_kinds.workflow_id,
    "definition_in": own_kinds.definition_in,
    "kinds_in": own_kinds.kinds_in,
    "Held": outcomes.Held,
    "Refused": outcomes.Refused,
    "landing": scan_answer.landing,
    "read_code": codes.read_code,
    "deeds": count.deeds,
    "deed_words": deeds.deed_words,
    "matching": finding.matching,
}


def tables() -> str:
    """The tables by which the worker finds verbs, screens and workflows.

    It imports functions one by one, so that the bundler leaves out what nothing calls.
    """
    names = Names()
    kinds = {name: _kind(kind, names) for name, kind in KINDS.items() if kind.portable}
    pages = {name: names.of(screen.page) for name, screen in _screens().items()}
    called = {name: names.of(function) for name, function in CALLED.items()}
    lines = [
        f"export const KINDS = {_object(kinds)};",
        f"export const SCREENS = {_object(pages)};",
        f"export const WORKFLOWS = {msgspec.json.encode(WORKFLOWS).decode()};",
        f"export const ROUTES = {json.dumps(screens.ROUTES)};",
        *(f"export const {name} = {local};" for name, local in called.items()),
    ]
    return "\n".join([names.imports(), *lines, ""])


class Names:
    """Local names for the compiled functions that the tables mention."""

    def __init__(self) -> None:
        self.found: dict[str, str] = {}

    def of(self, function: Any) -> str:
        full = f"{function.__module__}.{function.__name__}"
        return self.found.setdefault(full, f"_{len(self.found)}")

    def imports(self) -> str:
        pairs = (f"{json.dumps(full)} as {local}" for full, local in self.found.items())
        return f'import {{ {", ".join(pairs)} }} from "./rules.js";'


def _object(members: dict[str, str]) -> str:
    return "{" + ", ".join(f"{json.dumps(name)}: {value}" for name, value in members.items()) + "}"


def _screens() -> dict[str, ModuleType]:
    names = [*(str(route["screen"]) for route in screens.ROUTES), "notfound"]
    return {name: import_module(f"fieldapp.screens.{name}") for name in names}


def portable_modules() -> list[ModuleType]:
    """The labels, clocks, operations and screens that say ``PORTABLE = True``."""
    found = []
    for package in (labels, sla, operations, screens):
        names = (one.name for one in walk_packages(package.__path__, f"{package.__name__}."))
        modules = [package, *map(import_module, names)]
        found += [module for module in modules if getattr(module, "PORTABLE", False)]
    return found


def _kind(kind: Kind, names: Names) -> str:
    told = {"fact": kind.fact, "roles": kind.roles, "makes": kind.makes, "v": kind.v}
    told["args"] = arguments(kind.args)
    return f"{{verb: {names.of(kind.verb)}, ...{json.dumps(told)}}}"


def arguments(struct: type) -> dict[str, dict[str, Any]]:
    """What each argument must be, as ``client/worker/rules.ts`` has it."""
    info = msgspec.inspect.type_info(struct)
    assert isinstance(info, msgspec.inspect.StructType)
    return {field.encode_name: _argument(field) for field in info.fields}


def _argument(field: msgspec.inspect.Field) -> dict[str, Any]:
    said = _type(field.type) | {"words": spoken(field.encode_name)}
    if field.required:
        said["required"] = True
    made = field.default_factory
    default = field.default if made is msgspec.NODEFAULT else made()
    if default is not msgspec.NODEFAULT and default is not None:
        said["default"] = default
    return said


def _type(given: msgspec.inspect.Type) -> dict[str, Any]:
    plain = [one for one in _choices(given) if not isinstance(one, msgspec.inspect.NoneType)]
    of = plain[0] if len(plain) == 1 else msgspec.inspect.AnyType()
    said: dict[str, Any] = {"type": KINDS_OF_TYPE.get(type(of), "any")}
    text = of.value_type if isinstance(of, msgspec.inspect.DictType) else of
    if isinstance(text, msgspec.inspect.StrType) and text.max_length is not None:
        said["most"] = text.max_length
    if isinstance(of, msgspec.inspect.StrType) and of.pattern is not None:
        said["pattern"] = of.pattern
    return said


def _choices(given: msgspec.inspect.Type) -> tuple[msgspec.inspect.Type, ...]:
    return given.types if isinstance(given, msgspec.inspect.UnionType) else (given,)
