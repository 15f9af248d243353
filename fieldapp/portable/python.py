"""Portable modules compiled to one ES module, from Python's own syntax tree.

What can't be said alike in both languages is refused here, with file and line. What means the same
but is spelt otherwise goes through the runtime (`client/shared/runtime.ts`), which has Python's
truthiness, equality, order and so on.
"""

import ast
import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import contextmanager
from itertools import count
from typing import NoReturn

import msgspec

from . import javascript as js
from .sources import (
    Class,
    Function,
    Param,
    Source,
    Sources,
    Struct,
    Unknown,
    Value,
    is_type,
    params_of,
)

NATIVES = {"fieldapp.portable.natives": "../shared/natives"}
RUNTIME = "../shared/runtime"

# Methods of Python's own types, with the numbers of arguments that they take here.
METHODS = {
    "add": (1, 1),
    "append": (1, 1),
    "copy": (0, 0),
    "count": (1, 1),
    "discard": (1, 1),
    "endswith": (1, 1),
    "extend": (1, 1),
    "get": (1, 2),
    "index": (1, 1),
    "insert": (2, 2),
    "isascii": (0, 0),
    "isdigit": (0, 0),
    "items": (0, 0),
    "join": (1, 1),
    "keys": (0, 0),
    "lower": (0, 0),
    "lstrip": (0, 1),
    "partition": (1, 1),
    "pop": (0, 2),
    "remove": (1, 1),
    "removeprefix": (1, 1),
    "removesuffix": (1, 1),
    "replace": (2, 2),
    "rstrip": (0, 1),
    "setdefault": (2, 2),
    "split": (0, 2),
    "startswith": (1, 1),
    "strip": (0, 1),
    "update": (1, 1),
    "upper": (0, 0),
    "values": (0, 0),
}
RUNTIME_NAME = {"add": "adds"}  # `add` is the operator
TAKES_ITERABLE = {"extend", "join"}
INSTEAD = {
    "sort": "use sorted()",
    "reverse": "use reversed()",
    "format": "use an f-string",
    "splitlines": 'use split("\\n")',
    "title": "",
    "capitalize": "",
    "isalpha": "",
    "isalnum": "",
    "isspace": "compare strip() with an empty string",
    "popitem": "use pop() with a key",
    "clear": "assign a new one",
    "union": "write a comprehension",
    "intersection": "write a comprehension",
    "difference": "write a comprehension",
    "encode": "",
    "zfill": "use an f-string such as {n:03d}",
    "rsplit": "use split() or partition()",
    "splitext": "",
}
COMPARE = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}
ARITHMETIC = {
    ast.Add: "add",
    ast.Sub: "sub",
    ast.Mult: "mul",
    ast.FloorDiv: "floordiv",
    ast.Mod: "mod",
}
ERRORS = {"Exception", "ValueError", "KeyError", "IndexError", "TypeError", "LookupError"}
KINDS = {"bool", "dict", "int", "list", "str"}
LISTS = {"enumerate", "list", "range", "reversed", "sorted", "tuple", "zip"}  # these return arrays
ONE_ARGUMENT = {"abs": "abs", "bool": "truthy", "int": "int", "len": "len", "str": "str"}
TRUE_OR_FALSE = {"all", "any", "bool", "isinstance"}
TRUE_OR_FALSE_METHODS = {"endswith", "isascii", "isdigit", "startswith"}


def compile_modules(
    modules: Iterable,
    *,
    natives: Mapping[str, str] = NATIVES,
    structs: Mapping[str, type[msgspec.Struct]] | Iterable[type[msgspec.Struct]] = (),
    runtime: str = RUNTIME,
) -> str:
    """One ES module with every function, constant and exception of these modules.

    `steps$complete` is `complete` of module `fieldapp.operations.steps`, exported under its full
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


class Scope:
    """Names of one function, one comprehension or one lambda."""

    def __init__(self, parent: "Scope | None", names: Mapping[str, str]):
        self.parent, self.names = parent, dict(names)
        self.functions: dict[str, tuple[Param, ...]] = {}

    def find(self, name: str) -> "Scope | None":
        if name in self.names:
            return self
        return self.parent.find(name) if self.parent else None


class Writer:
    """Prints one module."""

    def __init__(self, sources: Sources, source: Source):
        self.sources, self.source = sources, source
        self.scope: Scope | None = None
        self.lines: list[str] = []
        self.public: list[str] = []
        self.depth = 0
        self.numbers = count(1)

    def refuse(self, node: ast.AST, what: str, instead: str = "") -> NoReturn:
        self.source.refuse(node, what, instead)

    def line(self, text: str) -> None:
        self.lines.append("  " * self.depth + text)

    @contextmanager
    def block(self, head: str, tail: str = "}"):
        self.line(head)
        self.depth += 1
        yield
        self.depth -= 1
        self.line(tail)

    @contextmanager
    def inside(self, names: Mapping[str, str]):
        self.scope = Scope(self.scope, names)
        yield self.scope
        self.scope = self.scope.parent

    def fresh(self, name: str = "") -> str:
        return f"{name}${next(self.numbers)}"

    # The module

    def module(self) -> None:
        for node in self.source.body:
            match node:
                case ast.FunctionDef():
                    self.function(node, f"function {self.source.js(node.name)}")
                    self.export(node.name)
                case ast.ClassDef():
                    self.class_(node)
                case ast.Assign(targets=[ast.Name(id=name)], value=value):
                    self.constant(node, name, value)
                case ast.AnnAssign(target=ast.Name(id=name), value=value):
                    if value:
                        self.constant(node, name, value)
                case ast.Expr(value=ast.Constant()) | ast.Import() | ast.ImportFrom() | ast.Pass():
                    pass
                case _:
                    self.refuse(
                        node,
                        f"{_kind(node)} at module level",
                        "only imports, constants, functions and exceptions stand there",
                    )

    def export(self, name: str) -> None:
        if name in self.public:
            self.refuse(self.source.tree, f"{name} is defined twice")
        if not name.startswith("_"):
            self.public.append(name)

    def constant(self, node: ast.stmt, name: str, value: ast.expr) -> None:
        live = getattr(self.source.live, name, None)
        if name == "__all__" or is_type(live):
            return
        self.line(f"const {self.source.js(name)} = {self.expr(value)};")
        self.export(name)

    def class_(self, node: ast.ClassDef) -> None:
        if not isinstance(self.source.names[node.name], Class):
            return  # a struct is built where it is called, and others may only annotate
        if len(node.bases) != 1 or node.decorator_list:
            self.refuse(node, f"exception {node.name}", "give it one base and no decorator")
        base = node.bases[0]
        if isinstance(base, ast.Name) and base.id == "Exception":
            parent = "$.Exception"
        elif isinstance(ref := self.resolve(base), Class):
            parent = ref.js
        else:
            self.refuse(base, f"{node.name} derives from {ast.unparse(base)}", "use Exception")
        fields = [f"name: {js.string(node.name)}"]
        init = None
        for child in node.body:
            match child:
                case ast.Pass() | ast.Expr(value=ast.Constant()) | ast.AnnAssign(value=None):
                    pass
                case ast.Assign(targets=[ast.Name(id=name)], value=value):
                    fields.append(f"{name}: {self.expr(value)}")
                case ast.AnnAssign(target=ast.Name(id=name), value=value):
                    fields.append(f"{name}: {self.expr(value)}")
                case ast.FunctionDef(name="__init__"):
                    init = child
                case _:
                    self.refuse(child, f"{_kind(child)} in an exception", "take fields in __init__")
        with self.block(f"class {self.source.js(node.name)} extends {parent} {{"):
            # On the prototype, as in Python: what __init__ of a parent sets is not overridden.
            self.line(f"static {{ Object.assign(this.prototype, {{{', '.join(fields)}}}); }}")
            if init:
                self.init(init)
        self.export(node.name)

    def init(self, node: ast.FunctionDef) -> None:
        body = [n for n in node.body if not _is_docstring(n)]
        above = body.pop(0).value if body and _is_super_init(body[0]) else None
        me, *args = [a.arg for a in node.args.args]
        names = {a: js.name(a) for a in [me, *args, *assigned(body)]}
        params = self.parameters(node, skip=1)
        with self.inside(names), self.block(f"constructor({params}) {{"):
            self.line(f"super({', '.join(self.values(above)) if above else ''});")
            self.line(f"const {names[me]} = this;")
            self.locals(body, [me, *args])
            self.body(body)

    # Functions

    def function(self, node: ast.FunctionDef, head: str, tail: str = "}", arrow: str = "") -> None:
        if node.decorator_list:
            self.refuse(node, f"{node.name} is decorated", "list functions in a dict instead")
        params = [p.name for p in params_of(node.args)]
        outer = nonlocals(node.body)
        parameters = self.parameters(node)
        mine = [n for n in assigned(node.body) if n not in outer]
        head = f"{head}({parameters}) {arrow}{{"
        with self.inside({n: js.name(n) for n in [*params, *mine]}), self.block(head, tail):
            self.locals(node.body, [*params, *outer])
            self.body(node.body)

    def parameters(self, node: ast.FunctionDef | ast.Lambda, skip: int = 0) -> str:
        args = node.args
        if args.vararg or args.kwarg:
            self.refuse(node, "*args or **kwargs", "name each argument")
        positional = args.posonlyargs + args.args
        defaults = [None] * (len(positional) - len(args.defaults)) + args.defaults
        found = []
        for arg, default in [
            *zip(positional, defaults, strict=True),
            *zip(args.kwonlyargs, args.kw_defaults, strict=True),
        ][skip:]:
            text = js.name(arg.arg)
            if default is not None:
                if not isinstance(default, ast.Constant | ast.UnaryOp | ast.Name):
                    if not (isinstance(default, ast.Tuple) and not default.elts):
                        self.refuse(default, f"default of {arg.arg} is not a plain constant")
                text += f" = {self.expr(default)}"
            found.append(text)
        return ", ".join(found)

    def locals(self, body: list[ast.stmt], known: list[str]) -> None:
        names = [n for n in assigned(body) if n not in known]
        if names:
            self.line(f"let {', '.join(js.name(n) for n in names)};")

    def body(self, statements: list[ast.stmt]) -> None:
        for node in statements:
            self.statement(node)

    # Statements

    def statement(self, node: ast.stmt) -> None:
        match node:
            case ast.Expr(value=ast.Constant()) | ast.Pass() | ast.Nonlocal():
                pass
            case ast.Expr(value=ast.Call() as call):
                self.line(f"{self.expr(call)};")
            case ast.Return(value=value):
                self.line(f"return {self.expr(value)};" if value else "return null;")
            case ast.If():
                self.if_(node)
            case ast.For():
                self.for_(node)
            case ast.While():
                if node.orelse:
                    self.refuse(node, "else of a loop", "set a flag")
                with self.block(f"while ({self.test(node.test)}) {{"):
                    self.body(node.body)
            case ast.Break():
                self.line("break;")
            case ast.Continue():
                self.line("continue;")
            case ast.Assign():
                self.assign(node)
            case ast.AnnAssign(target=target, value=value):
                if value:
                    self.store(target, self.expr(value))
            case ast.AugAssign(target=target, op=op, value=value):
                self.augment(node, target, op, value)
            case ast.Delete(targets=targets):
                for target in targets:
                    if not isinstance(target, ast.Subscript) or isinstance(target.slice, ast.Slice):
                        self.refuse(node, f"del {ast.unparse(target)}", "del takes a key")
                    self.line(f"$.del({self.expr(target.value)}, {self.expr(target.slice)});")
            case ast.Raise():
                self.raise_(node)
            case ast.FunctionDef():
                self.scope.functions[node.name] = params_of(node.args)
                self.function(node, f"{js.name(node.name)} = ", "};", "=> ")
            case _:
                self.refuse(node, f"statement `{_kind(node)}`", STATEMENTS.get(type(node), ""))

    def if_(self, node: ast.If) -> None:
        self.line(f"if ({self.test(node.test)}) {{")
        while True:
            self.depth += 1
            self.body(node.body)
            self.depth -= 1
            match node.orelse:
                case []:
                    break
                case [ast.If() as node]:
                    self.line(f"}} else if ({self.test(node.test)}) {{")
                case rest:
                    self.line("} else {")
                    self.depth += 1
                    self.body(rest)
                    self.depth -= 1
                    break
        self.line("}")

    def for_(self, node: ast.For) -> None:
        if node.orelse:
            self.refuse(node, "else of a loop", "set a flag")
        with self.block(f"for ({self.target(node.target)} of {self.iterable(node.iter)}) {{"):
            self.body(node.body)

    def target(self, node: ast.expr) -> str:
        match node:
            case ast.Name(id=name):
                scope = self.scope.find(name) if self.scope else None
                if not scope:
                    self.refuse(node, f"assignment to {name}, which is not local")
                return scope.names[name]
            case ast.Attribute():
                return self.attribute(node)
            case ast.Tuple(elts=elts) | ast.List(elts=elts):
                return f"[{', '.join(self.target(e) for e in elts)}]"
            case ast.Starred(value=ast.Name() as value):
                return f"...{self.target(value)}"
        self.refuse(node, f"{_kind(node)} among several targets", "assign to names")

    def assign(self, node: ast.Assign) -> None:
        value = self.expr(node.value)
        if len(node.targets) == 1:
            self.store(node.targets[0], value)
            return
        for target in node.targets:
            if not isinstance(target, ast.Name):
                self.refuse(node, "one value for several targets", "assign to names")
        self.line(" = ".join([*(self.target(t) for t in node.targets), value]) + ";")

    def store(self, target: ast.expr, value: str) -> None:
        match target:
            case ast.Subscript(slice=ast.Slice()):
                self.refuse(target, "assignment to a slice", "build a new list")
            case ast.Subscript(value=owner, slice=key):
                self.line(f"$.put({self.expr(owner)}, {self.expr(key)}, {value});")
            case ast.Tuple(elts=elts) | ast.List(elts=elts):
                if any(isinstance(e, ast.Starred) for e in elts[:-1]):
                    self.refuse(target, "a starred target that is not the last", "use slices")
                self.line(f"{self.target(target)} = {value};")
            case _:
                self.line(f"{self.target(target)} = {value};")

    def augment(self, node, target, op, value) -> None:
        if type(op) not in ARITHMETIC:
            self.refuse(node, f"`{_kind(op)}` assignment", "only + - * // % are there")
        if not _repeatable(target):
            self.refuse(node, f"{ast.unparse(target)} would be worked out twice", "name it first")
        # `a += b` changes the list itself, as everyone who holds it sees.
        function = "iadd" if isinstance(op, ast.Add) else ARITHMETIC[type(op)]
        self.store(target, f"$.{function}({self.expr(_loaded(target))}, {self.expr(value)})")

    def raise_(self, node: ast.Raise) -> None:
        if node.exc is None or (node.cause and not _is_none(node.cause)):
            self.refuse(node, "this form of raise", "raise a new exception")
        call = node.exc if isinstance(node.exc, ast.Call) else ast.Call(node.exc, [], [])
        ast.copy_location(call, node)
        match call.func:
            case ast.Name(id=name) if name in ERRORS and not self.resolve(call.func):
                args = ", ".join(self.values(call))
                self.line(f"throw $.error({js.string(name)}{', ' if args else ''}{args});")
            case _ if isinstance(self.resolve(call.func), Class):
                self.line(f"throw {self.call(call)};")
            case _:
                self.refuse(node, f"raise {ast.unparse(node.exc)}", "raise a portable exception")

    # Expressions

    def expr(self, node: ast.expr) -> str:
        method: Callable | None = getattr(self, f"x_{type(node).__name__}", None)
        if method is None:
            self.refuse(node, f"expression `{_kind(node)}`", EXPRESSIONS.get(type(node), ""))
        return method(node)

    def test(self, node: ast.expr) -> str:
        """A JavaScript boolean: Python's truth of the value."""
        match node:
            case ast.BoolOp(op=op, values=values):
                return f"({_join(op).join(self.test(v) for v in values)})"
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                return f"!{self.test(operand)}"
        if self.true_or_false(node):
            return self.expr(node)
        return f"$.truthy({self.expr(node)})"

    def true_or_false(self, node: ast.expr) -> bool:
        match node:
            case ast.Compare() | ast.UnaryOp(op=ast.Not()):
                return True
            case ast.Constant(value=bool()):
                return True
            case ast.BoolOp(values=values):
                return all(self.true_or_false(v) for v in values)
            case ast.Call(func=ast.Name(id=name)):
                return name in TRUE_OR_FALSE and self.builtin(node.func) is not None
            case ast.Call(func=ast.Attribute(attr=attr)):
                return attr in TRUE_OR_FALSE_METHODS and self.resolve(node.func) is None
        return False

    def iterable(self, node: ast.expr, any_order: bool = False) -> str:
        """Something to loop over. A set has no order that both sides share."""
        match node:
            case ast.GeneratorExp():
                return self.generator(node)
            case ast.List() | ast.Tuple() | ast.ListComp():
                return self.expr(node)
            case ast.Call(func=ast.Attribute(attr="items" | "keys" | "values" | "split")):
                return self.expr(node)
            case ast.Call(func=ast.Name(id=name)) if name in LISTS and self.builtin(node.func):
                return self.expr(node)
        if any_order:
            return self.expr(node)
        return f"$.iter({self.expr(node)})"

    def x_Constant(self, node: ast.Constant) -> str:
        if isinstance(node.value, float):
            self.refuse(node, "a number with a fraction", "count in whole units")
        return self.literal(node, node.value)

    def literal(self, node: ast.AST, value: object) -> str:
        try:
            return js.literal(value)
        except TypeError as e:
            self.refuse(node, str(e))

    def x_Name(self, node: ast.Name) -> str:
        scope = self.scope.find(node.id) if self.scope else None
        if scope:
            return scope.names[node.id]
        ref = self.sources.lookup(self.source, node.id)
        if ref is None:
            if self.builtin(node):
                if node.id in ONE_ARGUMENT:
                    return f"$.{ONE_ARGUMENT[node.id]}"
                self.refuse(node, f"{node.id} as a value", "write a lambda that calls it")
            self.refuse(node, f"the name {node.id}")
        return self.value_of(node, ref)

    def value_of(self, node: ast.expr, ref) -> str:
        match ref:
            case Function(js=text) | Class(js=text) | Value(js=text):
                return text
            case Unknown(what=what):
                self.refuse(node, f"{what} is not portable", "it may only be used in annotations")
        self.refuse(node, f"{ast.unparse(node)} as a value", "call it, or name a member of it")

    def resolve(self, node: ast.expr):
        """What a name at module level, or a member of a module, stands for. None for the rest."""
        match node:
            case ast.Name(id=name):
                if self.scope and self.scope.find(name):
                    return None
                return self.sources.lookup(self.source, name)
            case ast.Attribute(value=value, attr=attr):
                return self.sources.member(self.resolve(value), attr)
        return None

    def x_Attribute(self, node: ast.Attribute) -> str:
        ref = self.resolve(node)
        return self.attribute(node) if ref is None else self.value_of(node, ref)

    def attribute(self, node: ast.Attribute) -> str:
        name = node.attr
        if name.startswith("__") or name in js.INHERITED:
            self.refuse(node, f"attribute {name}")
        if name in METHODS:
            self.refuse(node, f"method {name} as a value", "call it")
        if owner := self.sources.behaviour.get(name):
            self.refuse(node, f"{name} is computed by {owner}", "write a function")
        return f"{self.expr(node.value)}.{self.sources.renamed.get(name, name)}"

    def x_Subscript(self, node: ast.Subscript) -> str:
        owner = self.expr(node.value)
        match node.slice:
            case ast.Slice(lower=lower, upper=upper, step=step):
                if step and not (isinstance(step, ast.Constant) and step.value == 1):
                    self.refuse(node, "a slice with a step", "use reversed() or a comprehension")
                low = self.expr(lower) if lower else "0"
                return f"$.slice({owner}, {low}{f', {self.expr(upper)}' if upper else ''})"
            case key:
                return f"$.item({owner}, {self.expr(key)})"

    def x_BoolOp(self, node: ast.BoolOp) -> str:
        *rest, last = node.values
        text = self.expr(last)
        is_and = isinstance(node.op, ast.And)
        for value in reversed(rest):
            left = self.expr(value)
            if self.true_or_false(value):
                text = f"({left} {'&&' if is_and else '||'} {text})"
                continue
            name = left if isinstance(value, ast.Name) else self.fresh()
            pick = f"{text} : {name}" if is_and else f"{name} : {text}"
            text = f"($.truthy({name}) ? {pick})"
            if name != left:
                text = f"(({name}) => {text})({left})"
        return text

    def x_UnaryOp(self, node: ast.UnaryOp) -> str:
        match node:
            case ast.UnaryOp(op=ast.Not()):
                return self.test(node)
            case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() as value)):
                return self.literal(node, -value)
            case ast.UnaryOp(op=ast.USub(), operand=operand):
                return f"$.sub(0, {self.expr(operand)})"
        self.refuse(node, f"operator `{_kind(node.op)}`")

    def x_BinOp(self, node: ast.BinOp) -> str:
        if type(node.op) not in ARITHMETIC:
            instead = "use //" if isinstance(node.op, ast.Div) else "only + - * // % are there"
            self.refuse(node, f"operator `{_kind(node.op)}`", instead)
        if isinstance(node.left, ast.Constant | ast.JoinedStr) and isinstance(node.op, ast.Mod):
            if not isinstance(getattr(node.left, "value", None), int):
                self.refuse(node, "formatting with %", "use an f-string")
        return f"$.{ARITHMETIC[type(node.op)]}({self.expr(node.left)}, {self.expr(node.right)})"

    def x_Compare(self, node: ast.Compare) -> str:
        operands = [node.left, *node.comparators]
        for middle in operands[1:-1]:
            if not _repeatable(middle):
                self.refuse(node, f"{ast.unparse(middle)} between two comparisons", "name it first")
        links = zip(node.ops, operands, operands[1:], strict=False)
        return f"({' && '.join(self.link(*link) for link in links)})"

    def link(self, op: ast.cmpop, left: ast.expr, right: ast.expr) -> str:
        a, b = self.expr(left), self.expr(right)
        negated = "!" if isinstance(op, ast.NotEq | ast.NotIn | ast.IsNot) else ""
        match op:
            case ast.Lt() | ast.LtE() | ast.Gt() | ast.GtE():
                return f"$.cmp({a}, {b}) {COMPARE[type(op)]} 0"
            case ast.Eq() | ast.NotEq():
                if _is_string(left) or _is_string(right):
                    return f"{a} {negated or '='}== {b}"
                return f"{negated}$.eq({a}, {b})"
            case ast.In() | ast.NotIn():
                return f"{negated}$.has({b}, {a})"
            case ast.Is() | ast.IsNot():
                sign = negated or "="
                if _is_none(right):
                    return f"{a} {sign}= null"
                if isinstance(right, ast.Constant) and isinstance(right.value, bool):
                    return f"{a} {sign}== {b}"
                if any(isinstance(n, ast.Constant | ast.JoinedStr) for n in (left, right)):
                    self.refuse(right, f"is {ast.unparse(right)}", "use ==")
                return f"{negated}$.is({a}, {b})"
        self.refuse(left, f"operator `{_kind(op)}`")

    def x_IfExp(self, node: ast.IfExp) -> str:
        return f"({self.test(node.test)} ? {self.expr(node.body)} : {self.expr(node.orelse)})"

    def x_NamedExpr(self, node: ast.NamedExpr) -> str:
        return f"({self.target(node.target)} = {self.expr(node.value)})"

    def x_Lambda(self, node: ast.Lambda) -> str:
        parameters = self.parameters(node)
        with self.inside({p.name: js.name(p.name) for p in params_of(node.args)}):
            return f"(({parameters}) => {self.expr(node.body)})"

    def x_JoinedStr(self, node: ast.JoinedStr) -> str:
        parts = [self.part(v) for v in node.values]
        return f"({' + '.join(parts)})" if parts else '""'

    def part(self, node: ast.expr) -> str:
        match node:
            case ast.Constant(value=text):
                return js.string(text)
            case ast.FormattedValue(value=value, conversion=conversion, format_spec=None):
                if conversion not in (-1, ord("s")):
                    self.refuse(node, f"conversion !{chr(conversion)}")
                return f"$.str({self.expr(value)})"
            case ast.FormattedValue(value=value, conversion=-1, format_spec=spec):
                match = re.fullmatch(r"f'(0?)(\d*)d'", ast.unparse(spec))
                if not match:
                    self.refuse(node, f"format {ast.unparse(spec)}", "only :d and :02d are there")
                zero = "true" if match[1] else "false"
                return f"$.pad({self.expr(value)}, {int(match[2] or 0)}, {zero})"
        self.refuse(node, f"{_kind(node)} in an f-string")

    # Lists, dicts, sets and comprehensions

    def x_List(self, node: ast.List | ast.Tuple) -> str:
        return f"[{', '.join(self.element(e) for e in node.elts)}]"

    x_Tuple = x_List

    def element(self, node: ast.expr) -> str:
        if isinstance(node, ast.Starred):
            return f"...{self.iterable(node.value)}"
        return self.expr(node)

    def x_Set(self, node: ast.Set) -> str:
        return f"$.set({self.x_List(node)})"

    def x_Dict(self, node: ast.Dict) -> str:
        parts = []
        for key, value in zip(node.keys, node.values, strict=True):
            if key is None:
                parts.append(f"...{self.expr(value)}")
            elif isinstance(key, ast.Constant):
                try:
                    parts.append(f"{js.key(key.value)}: {self.expr(value)}")
                except TypeError as e:
                    self.refuse(key, str(e), "use str()")
            else:
                parts.append(f"[$.key({self.expr(key)})]: {self.expr(value)}")
        return f"({{{', '.join(parts)}}})"

    def x_ListComp(self, node: ast.ListComp) -> str:
        name = self.fresh()
        loop = self.loops(node.generators, lambda: f"{name}.push({self.expr(node.elt)});")
        return f"(() => {{ const {name} = []; {loop} return {name}; }})()"

    def x_DictComp(self, node: ast.DictComp) -> str:
        name = self.fresh()

        def put():
            return f"$.put({name}, {self.expr(node.key)}, {self.expr(node.value)});"

        loop = self.loops(node.generators, put)
        return f"(() => {{ const {name} = {{}}; {loop} return {name}; }})()"

    def x_SetComp(self, node: ast.SetComp) -> str:
        return f"$.set({self.generator(node)})"

    def generator(self, node: ast.GeneratorExp | ast.SetComp) -> str:
        loop = self.loops(node.generators, lambda: f"yield {self.expr(node.elt)};")
        return f"(function* () {{ {loop} }})()"

    def x_GeneratorExp(self, node: ast.GeneratorExp) -> str:
        self.refuse(node, "a generator on its own", "make it a list")

    def loops(self, generators: list[ast.comprehension], inner: Callable[[], str]) -> str:
        if not generators:
            return inner()
        first, *rest = generators
        if first.is_async:
            self.refuse(first.target, "async")
        iterable = self.iterable(first.iter)  # before its own names are known, as in Python
        names = [n.id for n in ast.walk(first.target) if isinstance(n, ast.Name)]
        with self.inside({n: self.fresh(n) for n in names}):
            target = self.target(first.target)
            condition = " && ".join(self.test(c) for c in first.ifs)
            body = self.loops(rest, inner)
        if condition:
            body = f"if ({condition}) {{ {body} }}"
        return f"for (const {target} of {iterable}) {{ {body} }}"

    # Calls

    def x_Call(self, node: ast.Call) -> str:
        return self.call(node)

    def call(self, node: ast.Call) -> str:
        func = node.func
        for arg in node.args:
            if isinstance(arg, ast.Starred):
                self.refuse(arg, "a starred argument", "name each argument")
        match self.resolve(func):
            case Function(js=text, params=params):
                return f"{text}({', '.join(self.matched(node, params))})"
            case Class(js=text, params=params):
                args = self.values(node) if params is None else self.matched(node, params)
                return f"(new {text}({', '.join(args)}))"
            case Struct(type=struct):
                return self.struct(node, struct)
            case Unknown(what="typing.cast"):
                return self.expr(node.args[1])
            case Unknown(what=what):
                self.refuse(node, f"{what} is not portable", "see fieldapp/portable")
            case Value(js=text):
                return f"{text}({', '.join(self.values(node))})"
            case ref if ref is not None:
                self.refuse(node, f"call of {ast.unparse(func)}")
        match func:
            case ast.Name(id=name):
                if self.scope and (scope := self.scope.find(name)):
                    params = scope.functions.get(name)
                    args = self.matched(node, params) if params else self.values(node)
                    return f"{scope.names[name]}({', '.join(args)})"
                if handler := self.builtin(func):
                    return handler(node)
                self.refuse(node, f"call of {name}", INSTEAD_OF_CALL.get(name, ""))
            case ast.Attribute(value=value, attr=attr):
                return self.method(node, value, attr)
        return f"{self.expr(func)}({', '.join(self.values(node))})"

    def method(self, node: ast.Call, owner: ast.expr, name: str) -> str:
        if name in INSTEAD:
            self.refuse(node, f"method {name}", INSTEAD[name])
        if name not in METHODS:
            return f"{self.attribute(node.func)}({', '.join(self.values(node))})"
        low, high = METHODS[name]
        if not low <= len(node.args) <= high:
            self.refuse(node, f"{name} with {len(node.args)} arguments")
        if name in TAKES_ITERABLE and isinstance(node.args[0], ast.GeneratorExp):
            args = [self.generator(node.args[0])]
        else:
            args = self.values(node)
        if name in ("pop", "get") and len(args) == 2:
            args[1] = self.given(node.args[1])
        return f"$.{RUNTIME_NAME.get(name, name)}({', '.join([self.expr(owner), *args])})"

    def values(self, node: ast.Call) -> list[str]:
        if node.keywords:
            self.refuse(node, f"named argument {node.keywords[0].arg}", "give it by position")
        return [self.expr(a) for a in node.args]

    def given(self, node: ast.expr) -> str:
        """The value where `undefined` would be taken for an argument that isn't there."""
        text = self.expr(node)
        sure = ast.Constant, ast.Compare, ast.JoinedStr, ast.List, ast.Dict, ast.BinOp, ast.Lambda
        return text if isinstance(node, sure) else f"({text} ?? null)"

    def matched(self, node: ast.Call, params: tuple[Param, ...]) -> list[str]:
        """Arguments by position, whatever way they were given."""
        what = ast.unparse(node.func)
        if len(node.args) > len(params):
            self.refuse(node, f"{what} takes {len(params)} arguments")
        found = dict(zip([p.name for p in params], node.args, strict=False))
        for keyword in node.keywords:
            if keyword.arg is None:
                self.refuse(node, "**arguments", "name each argument")
            if keyword.arg in found or keyword.arg not in [p.name for p in params]:
                self.refuse(node, f"{what} has no argument {keyword.arg} left")
            found[keyword.arg] = keyword.value
        texts: list[str] = []
        for param in params:
            if param.name in found:
                value = found[param.name]
                texts.append(self.given(value) if param.fills_in else self.expr(value))
            elif param.required:
                self.refuse(node, f"{what} needs {param.name}")
            else:
                texts.append("undefined")
        while texts and texts[-1] == "undefined":
            texts.pop()
        return texts

    def struct(self, node: ast.Call, struct: type[msgspec.Struct]) -> str:
        """The object that the struct is as JSON: all its fields, in the order declared."""
        fields = msgspec.structs.fields(struct)
        params = tuple(Param(f.name) for f in fields)
        given = dict(zip([f.name for f in fields], node.args, strict=False))
        for keyword in node.keywords:
            if keyword.arg not in [p.name for p in params]:
                self.refuse(node, f"{struct.__name__} has no field {keyword.arg}")
            given[keyword.arg] = keyword.value
        config = struct.__struct_config__
        pairs = []
        if config.tag is not None:
            pairs.append((js.key(config.tag_field), self.literal(node, config.tag)))
        for field in fields:
            if field.name in given:
                value = self.expr(given[field.name])
            elif field.default is not msgspec.NODEFAULT:
                value = self.literal(node, field.default)
            elif field.default_factory in (list, dict):
                value = "[]" if field.default_factory is list else "{}"
            elif isinstance(field.default_factory, type) and issubclass(
                field.default_factory, msgspec.Struct
            ):
                value = self.struct(
                    ast.copy_location(ast.Call(node.func, [], []), node), field.default_factory
                )
            elif field.default_factory is not msgspec.NODEFAULT:
                self.refuse(node, f"default of {struct.__name__}.{field.name}", "give it")
            else:
                self.refuse(node, f"{struct.__name__} needs {field.name}")
            pairs.append((js.key(field.encode_name), value))
        return js.object_literal(pairs)

    # Python's own functions

    def builtin(self, node: ast.Name):
        """The handler of a builtin, unless its name means something else here."""
        if self.resolve(node) is not None or (self.scope and self.scope.find(node.id)):
            return None
        return getattr(self, f"b_{node.id}", None)

    def plain(self, node: ast.Call, low: int, high: int, *names: str) -> list[str]:
        """The first argument as something to loop over, and the rest as they are."""
        options = {k.arg: k.value for k in node.keywords}
        unknown = [k for k in options if k not in names]
        name = ast.unparse(node.func)
        if unknown or not low <= len(node.args) <= high:
            self.refuse(node, f"these arguments of {name}")
        first = [self.iterable(a, any_order=True) for a in node.args[:1]]
        rest = [self.expr(a) for a in node.args[1:]]
        named = [self.given(options[n]) if n in options else "undefined" for n in names]
        args = first + rest + named
        while args and args[-1] == "undefined":
            args.pop()
        return args

    def simple(name: str, low: int = 1, high: int = 1, *names: str):  # noqa: N805
        def handler(self, node: ast.Call) -> str:
            return f"$.{name}({', '.join(self.plain(node, low, high, *names))})"

        return handler

    b_len = simple("len")
    b_any = simple("any")
    b_all = simple("all")
    b_sum = simple("sum", 1, 2)
    b_str = simple("str")
    b_int = simple("int")
    b_bool = simple("truthy")
    b_abs = simple("abs")
    b_ord = simple("ord")
    b_chr = simple("chr")
    b_divmod = simple("divmod", 2, 2)
    b_range = simple("range", 1, 3)
    b_reversed = simple("reversed")
    b_sorted = simple("sorted", 1, 1, "key", "reverse")
    b_tuple = simple("list", 0, 1)
    b_list = simple("list", 0, 1)
    b_set = simple("set", 0, 1)
    b_frozenset = simple("set", 0, 1)
    del simple

    def b_enumerate(self, node: ast.Call) -> str:
        names = ["start"] if len(node.args) == 1 else []
        return f"$.enumerate({', '.join(self.plain(node, 1, 2, *names))})"

    def b_zip(self, node: ast.Call) -> str:
        strict = [k for k in node.keywords if k.arg != "strict"]
        if strict:
            self.refuse(node, "these arguments of zip")
        return f"$.zip({', '.join(self.iterable(a, any_order=True) for a in node.args)})"

    def b_min(self, node: ast.Call) -> str:
        if len(node.args) > 1:
            several = ast.copy_location(ast.List(node.args, ast.Load()), node)
            node = ast.copy_location(ast.Call(node.func, [several], node.keywords), node)
        return f"$.{node.func.id}({', '.join(self.plain(node, 1, 1, 'key', 'default'))})"

    b_max = b_min

    def b_next(self, node: ast.Call) -> str:
        if not node.args or not isinstance(node.args[0], ast.GeneratorExp):
            self.refuse(node, "next() of something else", "give it (x for x in …) and a default")
        args = [self.generator(node.args[0]), *(self.given(a) for a in node.args[1:2])]
        return f"$.next({', '.join(args)})"

    def b_dict(self, node: ast.Call) -> str:
        if node.args:
            text = f"$.dict({self.iterable(node.args[0], any_order=True)})"
            if not node.keywords:
                return text
            parts = [f"...{text}"]
        else:
            parts = []
        for keyword in node.keywords:
            value = self.expr(keyword.value)
            parts.append(f"{js.key(keyword.arg)}: {value}" if keyword.arg else f"...{value}")
        return f"({{{', '.join(parts)}}})"

    def b_isinstance(self, node: ast.Call) -> str:
        value, kind = node.args
        args = [self.expr(value)]
        for each in _alternatives(kind):
            if isinstance(ref := self.resolve(each), Class):
                args.append(ref.js)
            elif ref is None and isinstance(each, ast.Name) and each.id in KINDS:
                args.append(js.string(each.id))
            else:
                instead = f"only {', '.join(sorted(KINDS))} and portable exceptions are there"
                self.refuse(each, f"isinstance of {ast.unparse(each)}", instead)
        return f"$.isinstance({', '.join(args)})"


STATEMENTS = {
    ast.Try: "look before you leap",
    ast.With: "",
    ast.Match: "use if and elif",
    ast.Global: "return the value",
    ast.Assert: "raise a portable exception",
    ast.Import: "import at the top",
    ast.ImportFrom: "import at the top",
    ast.ClassDef: "",
}
EXPRESSIONS = {
    ast.Yield: "return a list",
    ast.YieldFrom: "return a list",
    ast.Starred: "name each value",
}
INSTEAD_OF_CALL = {
    "print": "",
    "round": "use // and whole units",
    "float": "count in whole units",
    "map": "write a comprehension",
    "filter": "write a comprehension",
    "getattr": "name the attribute, or use a dict",
    "hasattr": "compare with None",
    "iter": "",
    "super": "only in __init__, first",
}


def assigned(body: Iterable[ast.AST]) -> list[str]:
    """Names that a function's body makes local, in order."""
    found: dict[str, None] = {}

    def visit(node: ast.AST) -> None:
        match node:
            case ast.FunctionDef():
                found[node.name] = None
                return
            case ast.Lambda() | ast.ClassDef():
                return
            case ast.Name(ctx=ast.Store()):
                found[node.id] = None
            case ast.comprehension():
                for child in [node.iter, *node.ifs]:
                    visit(child)
                return
        for child in ast.iter_child_nodes(node):
            visit(child)

    for node in body:
        visit(node)
    return list(found)


def nonlocals(body: Iterable[ast.stmt]) -> list[str]:
    found: list[str] = []
    for node in body:
        if isinstance(node, ast.Nonlocal):
            found += node.names
        elif not isinstance(node, ast.FunctionDef):
            found += nonlocals(c for c in ast.iter_child_nodes(node) if isinstance(c, ast.stmt))
    return found


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _is_super_init(node: ast.stmt) -> bool:
    return ast.unparse(node).startswith("super().__init__(")


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def _is_string(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def _join(op: ast.boolop) -> str:
    return " && " if isinstance(op, ast.And) else " || "


def _kind(node: ast.AST) -> str:
    return type(node).__name__.lower()


def _loaded(node: ast.expr) -> ast.expr:
    return ast.copy_location(ast.parse(ast.unparse(node), mode="eval").body, node)


def _repeatable(node: ast.expr) -> bool:
    """Whether working it out twice changes nothing and costs little."""
    match node:
        case ast.Name() | ast.Constant():
            return True
        case ast.Attribute(value=value):
            return _repeatable(value)
        case ast.Subscript(value=value, slice=key):
            return _repeatable(value) and _repeatable(key)
        case ast.BinOp(left=left, right=right):
            return _repeatable(left) and _repeatable(right)
        case ast.UnaryOp(operand=operand):
            return _repeatable(operand)
        case ast.Call(func=ast.Name(id="len" | "int" | "str"), args=[arg]):
            return _repeatable(arg)
    return False


def _alternatives(node: ast.expr) -> list[ast.expr]:
    match node:
        case ast.Tuple(elts=elts):
            return [a for e in elts for a in _alternatives(e)]
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            return [*_alternatives(left), *_alternatives(right)]
    return [node]
