"""Portable modules as the compiler sees them: what each name at module level stands for."""

import ast
import importlib
import importlib.util
import inspect
import tokenize
import types
import typing
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import msgspec

from .errors import NotPortable
from .javascript import literal

IGNORED = {"__future__", "typing", "typing_extensions", "collections.abc", "types"}


@dataclass(frozen=True)
class Param:
    name: str
    required: bool = True
    default_is_none: bool = False

    @property
    def fills_in(self) -> bool:
        """Whether `undefined` would wrongly be replaced by the default (where None was meant)."""
        return not self.required and not self.default_is_none


@dataclass(frozen=True)
class Function:
    js: str
    params: tuple[Param, ...]


@dataclass(frozen=True)
class Class:
    js: str
    params: tuple[Param, ...] | None  # None: any positional arguments, like Exception itself


@dataclass(frozen=True)
class Struct:
    type: type[msgspec.Struct]


@dataclass(frozen=True)
class Value:
    js: str


@dataclass(frozen=True)
class Package:
    """A module that isn't compiled, used as `documents.Job`."""

    live: types.ModuleType


@dataclass(frozen=True)
class Unknown:
    """May be imported, for annotations; may not be used."""

    what: str


def params_of(args: ast.arguments) -> tuple[Param, ...]:
    positional = args.posonlyargs + args.args
    defaults = [None] * (len(positional) - len(args.defaults)) + args.defaults
    pairs = list(zip(positional, defaults, strict=True))
    pairs += list(zip(args.kwonlyargs, args.kw_defaults, strict=True))
    return tuple(
        Param(a.arg, d is None, isinstance(d, ast.Constant) and d.value is None) for a, d in pairs
    )


def signature_params(function: Callable) -> tuple[Param, ...] | None:
    found = []
    for p in inspect.signature(function).parameters.values():
        if p.kind in (p.VAR_POSITIONAL, p.VAR_KEYWORD):
            return None
        found.append(Param(p.name, p.default is p.empty, p.default is None))
    return tuple(found)


class Source:
    """One portable module: its text, its tree, and its names."""

    def __init__(self, live: types.ModuleType, prefix: str):
        self.live, self.prefix, self.name = live, prefix, live.__name__
        self.file = live.__file__ or self.name
        with tokenize.open(self.file) as f:
            self.tree = ast.parse(f.read(), self.file)
        self.file = short(self.file)
        self.names: dict[str, Ref | tuple[str, str]] = {}
        self.needs: list[Source] = []

    def refuse(self, node: ast.AST, what: str, instead: str = "") -> NoReturn:
        raise NotPortable(self.file, getattr(node, "lineno", 1), what, instead)

    def js(self, name: str) -> str:
        return f"{self.prefix}${name}"

    @property
    def body(self) -> list[ast.stmt]:
        return [n for n in self.tree.body if not _type_checking(n)]


def _type_checking(node: ast.stmt) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test) in (
        "TYPE_CHECKING",
        "typing.TYPE_CHECKING",
    )


def short(file: str) -> str:
    try:
        return str(Path(file).relative_to(Path.cwd()))
    except ValueError:
        return file


Ref = Function | Class | Struct | Value | Package | Unknown | Source


class Sources:
    """All modules of one build."""

    def __init__(
        self,
        modules: Iterable[types.ModuleType],
        natives: dict[str, str],
        structs: Iterable[type] = (),
    ):
        modules = list(dict.fromkeys(modules))
        prefixes = prefixes_of([m.__name__ for m in modules])
        self.by_name = {m.__name__: Source(m, prefixes[m.__name__]) for m in modules}
        self.natives = natives
        self.native_names = {m: f"$n{i}" for i, m in enumerate(natives)}
        self.structs: dict[type, None] = {}
        for struct in structs:
            self._reach(struct)
        for source in self.by_name.values():
            self._collect(source)
        self._inspect_structs()

    def in_order(self) -> list[Source]:
        """Each after those that it imports, so that constants stand before their use."""
        done: dict[str, Source] = {}

        def visit(source: Source) -> None:
            if source.name not in done:
                done[source.name] = source
                for needed in source.needs:
                    visit(needed)
                del done[source.name]
                done[source.name] = source

        for source in self.by_name.values():
            visit(source)
        return list(done.values())

    def lookup(self, source: Source, name: str) -> Ref | None:
        found = source.names.get(name)
        if isinstance(found, tuple):  # imported from another portable module
            other, original = found
            return self.lookup(self.by_name[other], original)
        return found

    def member(self, ref: Ref | None, name: str) -> Ref | None:
        """`ref.name`, where ref is a module; None where it isn't."""
        if isinstance(ref, Source):
            child = self.by_name.get(f"{ref.name}.{name}")
            return self.lookup(ref, name) or child or Unknown(f"{ref.name}.{name}")
        if isinstance(ref, Package):
            return self.foreign(ref.live.__name__, name)
        return None

    def _collect(self, source: Source) -> None:
        for node in source.body:
            match node:
                case ast.FunctionDef():
                    source.names[node.name] = Function(source.js(node.name), params_of(node.args))
                case ast.ClassDef():
                    source.names[node.name] = self._class(source, node)
                case ast.Assign():
                    for target in node.targets:
                        if isinstance(target, ast.Name):
                            self._constant(source, target.id)
                case ast.AnnAssign(target=ast.Name(id=name)) if node.value:
                    self._constant(source, name)
                case ast.Import():
                    self._import(source, node)
                case ast.ImportFrom():
                    self._import_from(source, node)

    def _constant(self, source: Source, name: str) -> None:
        live = getattr(source.live, name, None)
        source.names[name] = (
            Unknown(f"the type {name}") if is_type(live) else Value(source.js(name))
        )

    def _class(self, source: Source, node: ast.ClassDef) -> Ref:
        live = getattr(source.live, node.name)
        if isinstance(live, type) and issubclass(live, msgspec.Struct):
            self._reach(live)
            return Struct(live)
        if isinstance(live, type) and issubclass(live, Exception):
            own = any("__init__" in vars(c) for c in live.__mro__ if c.__module__ != "builtins")
            return Class(source.js(node.name), signature_params(live) if own else None)
        return Unknown(f"the class {node.name}")

    def _import(self, source: Source, node: ast.Import) -> None:
        for alias in node.names:
            name = alias.name if alias.asname else alias.name.partition(".")[0]
            source.names[alias.asname or name] = self._module(source, name)
            if alias.name in self.by_name:
                source.needs.append(self.by_name[alias.name])

    def _import_from(self, source: Source, node: ast.ImportFrom) -> None:
        module = "." * node.level + (node.module or "")
        if node.level:
            module = importlib.util.resolve_name(module, source.live.__package__)
        for alias in node.names:
            if alias.name == "*":
                source.refuse(node, "import of everything", "name what you import")
            whole = f"{module}.{alias.name}"
            found: Ref | tuple[str, str]
            if whole in self.by_name or whole in self.natives:
                found = self._module(source, whole)
            elif module in self.by_name:
                source.needs.append(self.by_name[module])
                found = (module, alias.name)
            else:
                found = self.foreign(module, alias.name)
            source.names[alias.asname or alias.name] = found

    def _module(self, source: Source, name: str) -> Ref:
        if name in self.by_name:
            source.needs.append(self.by_name[name])
            return self.by_name[name]
        if name in IGNORED:
            return Unknown(name)
        package = Package(importlib.import_module(name))
        self._reach_all(package.live)
        return package

    def foreign(self, module: str, name: str) -> Ref:
        """A name of a module that isn't compiled: a native, a struct, or a plain constant."""
        whole = f"{module}.{name}"
        if whole in self.by_name:
            return self.by_name[whole]
        if module in IGNORED:
            return Unknown(whole)
        live = getattr(importlib.import_module(module), name, None)
        if isinstance(live, types.ModuleType):
            self._reach_all(live)
            return Package(live)
        if module in self.natives and callable(live):
            return Function(f"{self.native_names[module]}.{name}", signature_params(live) or ())
        if isinstance(live, type) and issubclass(live, msgspec.Struct):
            self._reach(live)
            return Struct(live)
        if isinstance(live, (str, int, tuple, frozenset)):  # nothing that someone could change
            try:
                return Value(literal(live))
            except TypeError:
                pass
        return Unknown(whole)

    def _reach_all(self, module: types.ModuleType) -> None:
        for value in vars(module).values():
            if isinstance(value, type) and value is not msgspec.Struct:
                self._reach(value)

    def _reach(self, annotation: object) -> None:
        """The struct, and those that its fields hold."""
        if isinstance(annotation, type) and issubclass(annotation, msgspec.Struct):
            if annotation not in self.structs:
                self.structs[annotation] = None
                for field in msgspec.structs.fields(annotation):
                    self._reach(field.type)
        for part in typing.get_args(annotation):
            self._reach(part)

    def _inspect_structs(self) -> None:
        self.renamed: dict[str, str] = {}
        fields: set[str] = set()
        behaviour: dict[str, str] = {}
        for struct in self.structs:
            for f in msgspec.structs.fields(struct):
                fields.add(f.name)
                if self.renamed.setdefault(f.name, f.encode_name) != f.encode_name:
                    message = f"{f.name} is encoded under two names, one of them in"
                    raise NotPortable(short(inspect.getfile(struct)), 1, message, struct.__name__)
            for base in struct.__mro__:
                if base.__module__.partition(".")[0] not in ("msgspec", "builtins"):
                    for name, value in vars(base).items():
                        if isinstance(value, (types.FunctionType, property, classmethod)):
                            behaviour.setdefault(name, base.__name__)
        # Documents arrive as bare JSON: what is computed on the class isn't there.
        self.behaviour = {
            name: owner
            for name, owner in behaviour.items()
            if name not in fields and not name.startswith("__")
        }


def prefixes_of(names: list[str]) -> dict[str, str]:
    """`fieldapp.operations.work.steps` is `steps`, and `operations$steps` where another is so called."""
    found: dict[str, str] = {}
    for name in names:
        parts = name.split(".")
        size = 1
        while sum(n.split(".")[-size:] == parts[-size:] for n in names) > 1 and size < len(parts):
            size += 1
        found[name] = "$".join(parts[-size:])
    return found


def is_type(value: object) -> bool:
    return (
        isinstance(value, (type, types.GenericAlias, types.UnionType))
        or type(value).__module__ == "typing"
    )
