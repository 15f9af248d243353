"""Calls: of rules, of structs, of methods, and of Python's own functions."""

import ast
from collections.abc import Callable

import msgspec

from . import javascript as js
from .expressions import Expressions
from .methods import INSTEAD, INSTEAD_OF_CALL, KINDS, METHODS, RUNTIME_NAME, TAKES_ITERABLE
from .sources import Class, Function, Param, Struct, Unknown, Value
from .trees import alternatives


def simple(
    name: str, low: int = 1, high: int = 1, *names: str
) -> Callable[["Calls", ast.Call], str]:
    """The handler of a function that the runtime has as it is."""

    def handler(self: "Calls", node: ast.Call) -> str:
        return f"$.{name}({', '.join(self.plain(node, low, high, *names))})"

    return handler


class Calls(Expressions):
    """Prints calls."""

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
            return f"{self.expr(node.func)}({', '.join(self.values(node))})"
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
        return f"$.{ast.unparse(node.func)}({', '.join(self.plain(node, 1, 1, 'key', 'default'))})"

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
        for each in alternatives(kind):
            if isinstance(ref := self.resolve(each), Class):
                args.append(ref.js)
            elif ref is None and isinstance(each, ast.Name) and each.id in KINDS:
                args.append(js.string(each.id))
            else:
                instead = f"only {', '.join(sorted(KINDS))} and portable exceptions are there"
                self.refuse(each, f"isinstance of {ast.unparse(each)}", instead)
        return f"$.isinstance({', '.join(args)})"
