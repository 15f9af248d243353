"""Expressions of the subset, printed as JavaScript."""

import ast
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from itertools import count
from typing import NoReturn

from . import javascript as js
from .methods import METHODS
from .sources import Class, Function, Param, Ref, Source, Sources, Unknown, Value, params_of
from .trees import is_none, is_string, joined, kind, repeatable

COMPARE = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}
ARITHMETIC = {
    ast.Add: "add",
    ast.Sub: "sub",
    ast.Mult: "mul",
    ast.FloorDiv: "floordiv",
    ast.Mod: "mod",
}
LISTS = {"enumerate", "list", "range", "reversed", "sorted", "tuple", "zip"}  # these return arrays
ONE_ARGUMENT = {"abs": "abs", "bool": "truthy", "int": "int", "len": "len", "str": "str"}
TRUE_OR_FALSE = {"all", "any", "bool", "isinstance"}
TRUE_OR_FALSE_METHODS = {"endswith", "isascii", "isdigit", "startswith"}
EXPRESSIONS = {
    ast.Yield: "return a list",
    ast.YieldFrom: "return a list",
    ast.Starred: "name each value",
}


class Scope:
    """Names of one function, one comprehension or one lambda."""

    def __init__(self, parent: "Scope | None", names: Mapping[str, str]):
        self.parent, self.names = parent, dict(names)
        self.functions: dict[str, tuple[Param, ...]] = {}

    def find(self, name: str) -> "Scope | None":
        if name in self.names:
            return self
        return self.parent.find(name) if self.parent else None


class Expressions:
    """Prints expressions of one module."""

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
    def block(self, head: str, tail: str = "}") -> Iterator[None]:
        self.line(head)
        self.depth += 1
        yield
        self.depth -= 1
        self.line(tail)

    @contextmanager
    def inside(self, names: Mapping[str, str]) -> Iterator[None]:
        outer, self.scope = self.scope, Scope(self.scope, names)
        yield
        self.scope = outer

    def fresh(self, name: str = "") -> str:
        return f"{name}${next(self.numbers)}"

    # What names stand for

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
        self.refuse(node, f"{kind(node)} among several targets", "assign to names")

    def builtin(self, node: ast.expr) -> Callable[[ast.Call], str] | None:
        """The handler of a builtin, unless its name means something else here."""
        if not isinstance(node, ast.Name):
            return None
        if self.resolve(node) is not None or (self.scope and self.scope.find(node.id)):
            return None
        return getattr(self, f"b_{node.id}", None)

    def expr(self, node: ast.expr) -> str:
        method: Callable | None = getattr(self, f"x_{type(node).__name__}", None)
        if method is None:
            self.refuse(node, f"expression `{kind(node)}`", EXPRESSIONS.get(type(node), ""))
        return method(node)

    def test(self, node: ast.expr) -> str:
        """A JavaScript boolean: Python's truth of the value."""
        match node:
            case ast.BoolOp(op=op, values=values):
                return f"({joined(op).join(self.test(v) for v in values)})"
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

    def value_of(self, node: ast.expr, ref: Ref | None) -> str:
        match ref:
            case Function(js=text) | Class(js=text) | Value(js=text):
                return text
            case Unknown(what=what):
                self.refuse(node, f"{what} is not portable", "it may only be used in annotations")
        self.refuse(node, f"{ast.unparse(node)} as a value", "call it, or name a member of it")

    def resolve(self, node: ast.expr) -> Ref | None:
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
            if rest[-1] is value and isinstance(last, ast.Constant):  # nothing to put off
                text = f"$.{'and' if is_and else 'or'}({left}, {text})"
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
        self.refuse(node, f"operator `{kind(node.op)}`")

    def x_BinOp(self, node: ast.BinOp) -> str:
        if type(node.op) not in ARITHMETIC:
            instead = "use //" if isinstance(node.op, ast.Div) else "only + - * // % are there"
            self.refuse(node, f"operator `{kind(node.op)}`", instead)
        if isinstance(node.left, ast.Constant | ast.JoinedStr) and isinstance(node.op, ast.Mod):
            if not isinstance(getattr(node.left, "value", None), int):
                self.refuse(node, "formatting with %", "use an f-string")
        return f"$.{ARITHMETIC[type(node.op)]}({self.expr(node.left)}, {self.expr(node.right)})"

    def x_Compare(self, node: ast.Compare) -> str:
        operands = [node.left, *node.comparators]
        for middle in operands[1:-1]:
            if not repeatable(middle):
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
                if is_string(left) or is_string(right):
                    return f"{a} {negated or '='}== {b}"
                return f"{negated}$.eq({a}, {b})"
            case ast.In() | ast.NotIn():
                return f"{negated}$.has({b}, {a})"
            case ast.Is() | ast.IsNot():
                sign = negated or "="
                if is_none(right):
                    return f"{a} {sign}= null"
                if isinstance(right, ast.Constant) and isinstance(right.value, bool):
                    return f"{a} {sign}== {b}"
                if any(isinstance(n, ast.Constant | ast.JoinedStr) for n in (left, right)):
                    self.refuse(right, f"is {ast.unparse(right)}", "use ==")
                return f"{negated}$.is({a}, {b})"
        self.refuse(left, f"operator `{kind(op)}`")

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
            case ast.Constant(value=str() as text):
                return js.string(text)
            case ast.FormattedValue(value=value, conversion=conversion, format_spec=None):
                if conversion not in (-1, ord("s")):
                    self.refuse(node, f"conversion !{chr(conversion)}")
                return f"$.str({self.expr(value)})"
            case ast.FormattedValue(value=value, conversion=-1, format_spec=ast.expr() as spec):
                match = re.fullmatch(r"f'(0?)(\d*)d'", ast.unparse(spec))
                if not match:
                    self.refuse(node, f"format {ast.unparse(spec)}", "only :d and :02d are there")
                zero = "true" if match[1] else "false"
                return f"$.pad({self.expr(value)}, {int(match[2] or 0)}, {zero})"
        self.refuse(node, f"{kind(node)} in an f-string")

    # Lists, dicts, sets and comprehensions

    def x_List(self, node: ast.List | ast.Tuple | ast.Set) -> str:
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
