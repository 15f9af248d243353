"""Statements of the subset: modules, exceptions, functions and what stands in them."""

import ast

from . import javascript as js
from .calls import Calls
from .expressions import ARITHMETIC
from .sources import Class, is_type, params_of
from .trees import (
    assigned,
    is_docstring,
    is_none,
    kind,
    loaded,
    nonlocals,
    repeatable,
    super_init,
)

ERRORS = {"Exception", "ValueError", "KeyError", "IndexError", "TypeError", "LookupError"}
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


class Writer(Calls):
    """Prints one module."""

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
                        f"{kind(node)} at module level",
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
                case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                    fields.append(f"{name}: {self.expr(value)}")
                case ast.FunctionDef(name="__init__"):
                    init = child
                case _:
                    self.refuse(child, f"{kind(child)} in an exception", "take fields in __init__")
        with self.block(f"class {self.source.js(node.name)} extends {parent} {{"):
            # On the prototype, as in Python: what __init__ of a parent sets is not overridden.
            self.line(f"static {{ Object.assign(this.prototype, {{{', '.join(fields)}}}); }}")
            if init:
                self.init(init)
        self.export(node.name)

    def init(self, node: ast.FunctionDef) -> None:
        body = [n for n in node.body if not is_docstring(n)]
        above = super_init(body[0]) if body else None
        body = body[1:] if above else body
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
            case ast.AugAssign():
                self.augment(node)
            case ast.Delete(targets=targets):
                for deleted in targets:
                    self.delete(deleted)
            case ast.Raise():
                self.raise_(node)
            case ast.FunctionDef():
                assert self.scope
                self.scope.functions[node.name] = params_of(node.args)
                self.function(node, f"{js.name(node.name)} = ", "};", "=> ")
            case _:
                self.refuse(node, f"statement `{kind(node)}`", STATEMENTS.get(type(node), ""))

    def delete(self, node: ast.expr) -> None:
        if not isinstance(node, ast.Subscript) or isinstance(node.slice, ast.Slice):
            self.refuse(node, f"del {ast.unparse(node)}", "del takes a key")
        self.line(f"$.del({self.expr(node.value)}, {self.expr(node.slice)});")

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

    def augment(self, node: ast.AugAssign) -> None:
        target: ast.expr = node.target
        op, value = node.op, node.value
        if type(op) not in ARITHMETIC:
            self.refuse(node, f"`{kind(op)}` assignment", "only + - * // % are there")
        if not repeatable(target):
            self.refuse(node, f"{ast.unparse(target)} would be worked out twice", "name it first")
        # `a += b` changes the list itself, as everyone who holds it sees.
        function = "iadd" if isinstance(op, ast.Add) else ARITHMETIC[type(op)]
        self.store(target, f"$.{function}({self.expr(loaded(target))}, {self.expr(value)})")

    def raise_(self, node: ast.Raise) -> None:
        if node.exc is None or (node.cause and not is_none(node.cause)):
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
