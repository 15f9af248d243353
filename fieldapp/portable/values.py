"""Expressions of templates, printed as JavaScript: values, tests, filters and calls."""

import inspect
from collections.abc import Callable, Mapping, Sequence
from itertools import count
from typing import NoReturn

import jinja2
from jinja2 import nodes
from jinja2.filters import FILTERS
from jinja2.tests import TESTS

from . import javascript as js
from .errors import NotPortable
from .routes import route
from .sources import short

# Jinja's filters that are there, with the names of their arguments.
FILTER_ARGUMENTS = {
    "default": ("default_value", "boolean"),
    "escape": (),
    "first": (),
    "join": ("d", "attribute"),
    "last": (),
    "length": (),
    "list": (),
    "lower": (),
    "map": ("attribute",),
    "replace": ("old", "new"),
    "safe": (),
    "string": (),
    "trim": ("chars",),
    "upper": (),
    "urlencode": (),
}
ALIASES = {"count": "length", "d": "default", "e": "escape"}
SELECTING = {"select": True, "reject": False, "selectattr": True, "rejectattr": False}
LAZY = {"map", *SELECTING}  # true even when empty, and without a length, until made a list
TAKES_LAZY = {"first", "join", "list", *LAZY}

COMPARE = {"lt": "<", "lteq": "<=", "gt": ">", "gteq": ">="}
TESTS_BY_SIGN = {
    "==": "eq", "eq": "eq", "equalto": "eq", "!=": "ne", "ne": "ne",
    "lt": "lt", "<": "lt", "lessthan": "lt", "le": "lteq", "<=": "lteq",
    "gt": "gt", ">": "gt", "greaterthan": "gt", "ge": "gteq", ">=": "gteq", "in": "in",
}  # fmt: skip
PLAIN_TESTS = {
    "defined": "({} !== undefined)",
    "undefined": "({} === undefined)",
    "none": "({} === null)",
    "true": "({} === true)",
    "false": "({} === false)",
    "boolean": '$.isinstance({}, "bool")',
    "string": '$.isinstance({}, "str", "Markup")',
    "number": '$.isinstance({}, "int")',
    "integer": "Number.isInteger({})",
    "mapping": '$.isinstance({}, "dict")',
    "odd": "($.mod({}, 2) === 1)",
    "even": "($.mod({}, 2) === 0)",
}
METHODS = {
    "count", "endswith", "get", "index", "isdigit", "items", "keys", "lower", "replace",
    "split", "startswith", "strip", "upper", "values",
}  # fmt: skip
ARITHMETIC = {
    nodes.Add: "add",
    nodes.Sub: "sub",
    nodes.Mul: "mul",
    nodes.FloorDiv: "floordiv",
    nodes.Mod: "mod",
}
LOOP = {"first", "index", "index0", "last", "length", "revindex", "revindex0"}
SPECIAL = {"caller", "loop", "self", "super", "varargs", "kwargs"}


class Build:
    """What all templates of one build share."""

    def __init__(self, env, names, routes, statics, filters, globals, natives):
        if env.finalize or issubclass(env.undefined, jinja2.DebugUndefined):
            raise ValueError("finalize and DebugUndefined print otherwise on the phone")
        self.env, self.names, self.routes, self.statics = env, names, routes, statics
        self.filters, self.globals, self.natives = filters, globals, natives
        self.exports: dict[str, set[str]] = {}
        self.rules: dict[str, str] = {}  # what templates call, by full name
        for name, function in filters.items():
            if env.filters.get(name, function) is not function:
                raise ValueError(f"filter {name} is another function on the server")

    def function(self, function: Callable) -> str:
        module = function.__module__
        if module in self.natives:
            return f"$n{list(self.natives).index(module)}.{function.__name__}"
        full = f"{module}.{function.__name__}"
        return self.rules.setdefault(full, f"$r{len(self.rules)}")


class Scope:
    def __init__(self, parent: "Scope | None", names: Mapping[str, str]):
        self.parent, self.names = parent, dict(names)

    def find(self, name: str) -> str | None:
        if name in self.names:
            return self.names[name]
        return self.parent.find(name) if self.parent else None

    def all(self) -> dict[str, str]:
        return {**(self.parent.all() if self.parent else {}), **self.names}


class Values:
    """Prints the expressions of one template."""

    def __init__(self, build: Build, name: str):
        self.build, self.name, env = build, name, build.env
        source, filename, _ = env.loader.get_source(env, name)
        self.file = short(filename or name)
        self.tree = env.parse(source, name, filename)
        escaping = env.autoescape
        self.autoescape = escaping(name) if callable(escaping) else escaping
        self.lines: list[str] = []
        self.printing: list[tuple[str, bool]] = []  # what the next `o +=` takes
        self.depth = 1
        self.numbers = count(1)
        self.scope: Scope | None = None  # None: the top level, whose names are the context's
        self.extends: str | None = None
        self.quiet = False  # after `extends`, only what is set counts
        self.in_block = ""
        self.imported = {n.target for n in self.tree.find_all(nodes.Import)}
        for node in self.tree.find_all(nodes.Name):
            if node.ctx == "store":
                self.checked(node, node.name)

    def refuse(self, node: nodes.Node, what: str, instead: str = "") -> NoReturn:
        lines = [node.lineno, *(n.lineno for n in node.find_all(nodes.Node))]
        raise NotPortable(self.file, next(filter(None, lines), 1), what, instead)

    def checked(self, node: nodes.Node, name: str) -> str:
        if name in SPECIAL or name.startswith("__") or name in self.build.globals:
            self.refuse(node, f"the name {name} is taken", "choose another")
        return name

    def fresh(self, name: str = "") -> str:
        return f"{name}${next(self.numbers)}"

    def expr(self, node: nodes.Node, lazy: bool = False) -> str:
        method = getattr(self, f"x_{type(node).__name__}", None)
        if method is None:
            instead = "use // and whole numbers" if isinstance(node, nodes.Div) else ""
            self.refuse(node, f"expression `{kind(node)}`", instead)
        if isinstance(node, nodes.Filter) and node.name in LAZY and not lazy:
            self.refuse(node, f"{node.name} that is not made a list", "add |list")
        return method(node)

    def test(self, node: nodes.Node) -> str:
        match node:
            case nodes.Not(node=inner):
                return f"!{self.test(inner)}"
            case nodes.And(left=left, right=right):
                return f"({self.test(left)} && {self.test(right)})"
            case nodes.Or(left=left, right=right):
                return f"({self.test(left)} || {self.test(right)})"
            case nodes.Compare() | nodes.Test():
                return self.expr(node)
        return f"$.truthy({self.expr(node)})"

    def x_Const(self, node: nodes.Const) -> str:
        if isinstance(node.value, float):
            self.refuse(node, "a number with a fraction", "count in whole units")
        try:
            return js.literal(node.value)
        except TypeError as e:
            self.refuse(node, str(e))

    def x_TemplateData(self, node: nodes.TemplateData) -> str:
        return f"new $.Markup({js.string(node.data)})"

    def x_Name(self, node: nodes.Name) -> str:
        found = self.scope.find(node.name) if self.scope else None
        if not found:
            name = node.name
            if name in self.build.globals:
                if callable(self.build.globals[name]):
                    self.refuse(node, f"function {name} as a value", "call it")
                return js.literal(self.build.globals[name])
            if name in self.build.env.globals:
                instead = "put what it answers into the context"
                self.refuse(node, f"global {name} is not on the phone", instead)
            if name in ("varargs", "kwargs", "self", "super"):
                self.refuse(node, name)
        return self.name_value(node.name)

    def name_value(self, name: str) -> str:
        found = self.scope.find(name) if self.scope else None
        return found or f"$.attr(c, {js.string(name)})"

    def x_Getattr(self, node: nodes.Getattr) -> str:
        if node.attr in js.INHERITED or node.attr.startswith("__"):
            self.refuse(node, f"attribute {node.attr}")
        if isinstance(node.node, nodes.Name) and node.node.name == "loop" and node.attr not in LOOP:
            self.refuse(node, f"loop.{node.attr}", f"only {', '.join(sorted(LOOP))} are there")
        if node.attr in vars(dict) and not self.is_module(node.node):
            self.refuse(node, f"{node.attr} is a method in Python", "give the key another name")
        return self.within(self.expr(node.node), js.string(node.attr))

    def x_Getitem(self, node: nodes.Getitem) -> str:
        owner = self.expr(node.node)
        match node.arg:
            case nodes.Slice(start=start, stop=stop, step=None):
                low = self.expr(start) if start else "0"
                return f"$.slice({owner}, {low}{f', {self.expr(stop)}' if stop else ''})"
            case nodes.Slice():
                self.refuse(node, "a slice with a step")
        return self.within(owner, self.expr(node.arg))

    def within(self, owner: str, key: str) -> str:
        """`a.b.c` is one call."""
        if owner.startswith("$.attr(") and owner.count("(") == 1:
            return f"{owner[:-1]}, {key})"
        return f"$.attr({owner}, {key})"

    def x_List(self, node: nodes.List | nodes.Tuple) -> str:
        return f"[{', '.join(self.expr(i) for i in node.items)}]"

    x_Tuple = x_List

    def x_Dict(self, node: nodes.Dict) -> str:
        pairs = []
        for pair in node.items:
            if not isinstance(pair.key, nodes.Const) or not isinstance(pair.key.value, str):
                self.refuse(node, "a key that is not a plain string")
            pairs.append((js.key(pair.key.value), self.expr(pair.value)))
        return js.object_literal(pairs)

    def x_CondExpr(self, node: nodes.CondExpr) -> str:
        other = self.expr(node.expr2) if node.expr2 else "undefined"
        return f"({self.test(node.test)} ? {self.expr(node.expr1)} : {other})"

    def x_Not(self, node: nodes.Not) -> str:
        return self.test(node)

    def x_And(self, node: nodes.And) -> str:
        return self.either("and", node)

    def x_Or(self, node: nodes.Or) -> str:
        return self.either("or", node)

    def either(self, function: str, node: nodes.And | nodes.Or) -> str:
        own, left, right = self.fresh(), self.expr(node.left), self.expr(node.right)
        if isinstance(node.right, nodes.Const):
            return f"$.{function}({left}, {right})"
        chosen = f"{right} : {own}" if function == "and" else f"{own} : {right}"
        return f"(({own}) => ($.truthy({own}) ? {chosen}))({left})"

    def x_Neg(self, node: nodes.Neg) -> str:
        return f"$.sub(0, {self.expr(node.node)})"

    def x_Add(self, node: nodes.BinExpr) -> str:
        return f"$.{ARITHMETIC[type(node)]}({self.expr(node.left)}, {self.expr(node.right)})"

    x_Sub = x_Mul = x_FloorDiv = x_Mod = x_Add

    def x_Concat(self, node: nodes.Concat) -> str:
        parts = ", ".join(self.expr(n) for n in node.nodes)
        return f"$.concat([{parts}])"

    def x_Compare(self, node: nodes.Compare) -> str:
        if len(node.ops) > 1:
            self.refuse(node, "a chain of comparisons", "use and")
        operand = node.ops[0]
        return self.compared(operand.op, self.expr(node.expr), self.expr(operand.expr))

    def compared(self, op: str, left: str, right: str) -> str:
        match op:
            case "eq" | "ne":
                return f"{'!' if op == 'ne' else ''}$.same({left}, {right})"
            case "in" | "notin":
                return f"{'!' if op == 'notin' else ''}$.within({right}, {left})"
        return f"($.cmp({left}, {right}) {COMPARE[op]} 0)"

    # Tests and filters

    def x_Test(self, node: nodes.Test) -> str:
        if node.kwargs or node.dyn_args or node.dyn_kwargs:
            self.refuse(node, f"these arguments of {node.name}")
        return self.tested(node, node.name, self.expr(node.node), node.args)

    def tested(self, node: nodes.Node, name: str, value: str, args: Sequence[nodes.Node]) -> str:
        if self.build.env.tests.get(name) is TESTS.get(name):
            if name in PLAIN_TESTS and not args:
                return PLAIN_TESTS[name].format(value)
            if name in TESTS_BY_SIGN and len(args) == 1:
                return self.compared(TESTS_BY_SIGN[name], value, self.expr(args[0]))
            if name == "divisibleby" and len(args) == 1:
                return f"($.mod({value}, {self.expr(args[0])}) === 0)"
        self.refuse(node, f"test {name}", "use a comparison, or work it out in the view-model")

    def x_Filter(self, node: nodes.Filter) -> str:
        if node.node is None or node.dyn_args or node.dyn_kwargs:
            self.refuse(node, f"this form of filter {node.name}")
        name = ALIASES.get(node.name, node.name)
        value = self.expr(node.node, lazy=name in TAKES_LAZY)
        if name in self.build.filters:
            return self.portable_call(node, self.build.filters[name], [value], skip=1)
        if self.build.env.filters.get(node.name) is FILTERS.get(node.name):
            if name in SELECTING:
                return self.selecting(node, value)
            if name in FILTER_ARGUMENTS:
                args = self.filter_arguments(node, FILTER_ARGUMENTS[name])
                if name == "map" and args[:1] in ([], ["undefined"]):
                    self.refuse(node, "map of a filter", "map an attribute")
                return f"$.f_{name}({', '.join([value, *args])})"
        self.refuse(node, f"filter {name}", "register a portable function, or use the view-model")

    def filter_arguments(self, node: nodes.Filter, names: tuple[str, ...]) -> list[str]:
        if node.name == "map" and node.args or len(node.args) > len(names):
            self.refuse(node, f"these arguments of {node.name}")
        found = dict(zip(names, node.args, strict=False))
        for keyword in node.kwargs:
            name, value = _named(keyword)
            if name not in names or name in found:
                self.refuse(node, f"argument {name} of {node.name}")
            found[name] = value
        texts = [self.expr(found[n]) if n in found else "undefined" for n in names]
        while texts and texts[-1] == "undefined":
            texts.pop()
        return texts

    def selecting(self, node: nodes.Filter, value: str) -> str:
        args = list(node.args)
        attribute = "null"
        if node.name.endswith("attr"):
            if not args:
                self.refuse(node, f"{node.name} without an attribute")
            attribute = self.expr(args.pop(0))
        own = self.fresh()
        if args:
            name = args.pop(0)
            if not isinstance(name, nodes.Const):
                self.refuse(node, "the name of a test worked out")
            test = self.tested(node, name.value, own, args)
        else:
            test = f"$.truthy({own})"
        sign = "" if SELECTING[node.name] else "!"
        return f"$.f_select({value}, {attribute}, ({own}) => {sign}{test})"

    # Calls

    def x_Call(self, node: nodes.Call) -> str:
        if node.dyn_args or node.dyn_kwargs:
            self.refuse(node, "starred arguments")
        match node.node:
            case nodes.Name(name=name) if not (self.scope and self.scope.find(name)):
                if name == "super":
                    return self.super_call(node)
                if name in self.build.globals and callable(self.build.globals[name]):
                    return self.portable_call(node, self.build.globals[name], [])
                special = getattr(self, f"g_{name}", None)
                if special and name not in self.stored():
                    return special(node)
            case nodes.Getattr(node=nodes.Name(name="self"), attr=name):
                return f"new $.Markup(b[{js.string(name)}][0](c, b, 0))"
            case nodes.Getattr(node=owner, attr=name) if not self.is_module(owner):
                if name not in METHODS or node.kwargs:
                    self.refuse(node, f"method {name}", "work it out in the view-model")
                args = ", ".join(self.expr(n) for n in [owner, *node.args])
                return f"$.{name}({args})"
        return self.dynamic_call(node)

    def is_module(self, node: nodes.Node) -> bool:
        return isinstance(node, nodes.Name) and node.name in self.imported

    def stored(self) -> set[str]:
        return {n.name for n in self.tree.find_all(nodes.Name) if n.ctx == "store"}

    def super_call(self, node: nodes.Call) -> str:
        if not self.in_block:
            self.refuse(node, "super outside a block")
        return f"new $.Markup(b[{js.string(self.in_block)}][i + 1](c, b, i + 1))"

    def dynamic_call(self, node: nodes.Call, caller: str = "") -> str:
        if node.dyn_args or node.dyn_kwargs:
            self.refuse(node, "starred arguments")
        args = f"[{', '.join(self.expr(a) for a in node.args)}]"
        named = self.keywords(node) if node.kwargs or caller else ""
        rest = "".join(f", {text}" for text in (named, caller) if text)
        return f"$.call({self.expr(node.node)}, {args}{rest})"

    def keywords(self, node: nodes.Call) -> str:
        return js.object_literal((js.key(k.key), self.expr(k.value)) for k in node.kwargs)

    def portable_call(
        self, node: nodes.Call | nodes.Filter, function: Callable, first: list[str], skip: int = 0
    ) -> str:
        """A call of a rule, with named arguments put in their places."""
        params = list(inspect.signature(function).parameters.values())[skip:]
        if len(node.args) > len(params):
            self.refuse(node, f"{function.__name__} takes {len(params)} arguments here")
        found = dict(zip([p.name for p in params], node.args, strict=False))
        for keyword in node.kwargs:
            name, value = _named(keyword)
            if name in found or name not in [p.name for p in params]:
                self.refuse(node, f"{function.__name__} has no argument {name} left")
            found[name] = value
        texts = []
        for param in params:
            if param.name in found:
                texts.append(self.expr(found[param.name]))
            elif param.default is param.empty:
                self.refuse(node, f"{function.__name__} needs {param.name}")
            else:
                texts.append("undefined")
        while texts and texts[-1] == "undefined":
            texts.pop()
        return f"({self.build.function(function)}({', '.join(first + texts)}) ?? null)"

    def g_url_for(self, node: nodes.Call) -> str:
        if len(node.args) != 1:
            self.refuse(node, "url_for", "give an endpoint and named values")
        endpoint = node.args[0]
        names = {k.key for k in node.kwargs}
        if isinstance(endpoint, nodes.Const):
            if endpoint.value not in self.build.routes:
                self.refuse(node, f"endpoint {endpoint.value} is not among the phone's routes")
            needed = {p[0] for p in route(self.build.routes[endpoint.value]) if isinstance(p, list)}
            if needed - names:
                self.refuse(node, f"{endpoint.value} needs {', '.join(sorted(needed - names))}")
        if names & {"_external", "_method", "_scheme"}:
            self.refuse(node, "url_for with _external, _method or _scheme")
        return f"url_for({self.expr(endpoint)}, {self.keywords(node)})"

    def g_static_url(self, node: nodes.Call) -> str:
        match node.args:
            case [nodes.Const(value=name)] if name in self.build.statics:
                return js.string(self.build.statics[name])
        self.refuse(node, "static_url of what is not known now", "name a file that is built")

    def g_range(self, node: nodes.Call) -> str:
        return f"$.range({', '.join(self.expr(a) for a in node.args)})"

    def g_namespace(self, node: nodes.Call) -> str:
        if node.args:
            self.refuse(node, "namespace with a dict", "name each value")
        return self.keywords(node)

    g_dict = g_namespace


def _named(keyword: nodes.Keyword | nodes.Pair | nodes.Expr) -> tuple[str, nodes.Expr]:
    assert isinstance(keyword, nodes.Keyword)
    return keyword.key, keyword.value


def kind(node: nodes.Node) -> str:
    return type(node).__name__.lower()
