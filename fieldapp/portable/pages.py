"""Statements of templates, printed as JavaScript."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import chain, groupby

from jinja2 import nodes
from markupsafe import escape

from . import javascript as js
from .values import Scope, Values, kind


class Template(Values):
    """Prints one template."""

    def line(self, text: str) -> None:
        if self.printing:
            parts, self.printing = self.printing, []
            joined = (
                [js.string("".join(text for text, _ in group))] if fixed else [t for t, _ in group]
                for fixed, group in groupby(parts, key=lambda part: part[1])
            )
            self.line(f"o += {' + '.join(chain(*joined))};")
        self.lines.append("  " * self.depth + text)

    @contextmanager
    def block(self, head: str, tail: str = "}") -> Iterator[None]:
        self.line(head)
        self.depth += 1
        yield
        self.depth -= 1
        self.line(tail)

    @contextmanager
    def inside(self, names: Mapping[str, str], body: Sequence[nodes.Node] = ()) -> Iterator[None]:
        """A scope: names given, and those that its body sets, which start as they are outside."""
        outer = self.scope
        mine = {n: self.fresh(n) for n in assigned(body) if n not in names}
        for name, own in mine.items():
            self.line(f"let {own} = {self.name_value(name)};")
        self.scope = Scope(outer, {**names, **mine})
        yield
        self.scope = outer

    def exports(self) -> set[str]:
        found = set()
        for node in same_scope(self.tree.body):
            match node:
                case nodes.Macro(name=name):
                    found.add(name)
                case nodes.Assign() | nodes.AssignBlock():
                    found.update(targets(node.target))
        return {name for name in found if not name.startswith("_")}

    # The template

    def write(self) -> None:
        with self.block(f"{js.string(self.name)}: {{", "},"):
            with self.block("root(c, b) {", "},"):
                self.line('let o = "";')
                self.body(self.tree.body)
                parent = js.string(self.extends) if self.extends else ""
                rest = f" + $.start(templates, {parent}, c, b).text" if parent else ""
                self.line(f"return o{rest};")
            if parent:
                self.line(f"parent: {parent},")
            self.line(f"exports: {js.literal(sorted(self.build.exports[self.name]))},")
            self.quiet = False
            with self.block("blocks: {", "},"):
                for node in self.tree.find_all(nodes.Block):
                    if node.required:
                        self.refuse(node, "a required block")
                    self.in_block = node.name
                    head = f"{js.string(node.name)}(c, b, i) {{"
                    with self.captured(head, "},"), self.inside({}, node.body):
                        self.body(node.body)

    @contextmanager
    def captured(self, head: str, tail: str) -> Iterator[None]:
        """A function whose output is its own."""
        quiet, self.quiet = self.quiet, False
        with self.block(head, tail):
            self.line('let o = "";')
            yield
            self.line("return o;")
        self.quiet = quiet

    def body(self, body: list[nodes.Node]) -> None:
        for node in body:
            self.statement(node)

    def statement(self, node: nodes.Node) -> None:
        method = getattr(self, f"s_{type(node).__name__}", None)
        if method is None:
            self.refuse(node, f"statement `{kind(node)}`")
        method(node)

    def put(self, text: str, fixed: bool = False) -> None:
        """Prints an expression, or a fixed text, together with what stands beside it."""
        if not self.quiet:
            self.printing.append((text, fixed))

    def s_Output(self, node: nodes.Output) -> None:
        for part in node.nodes:
            match part:
                case nodes.TemplateData(data=data):
                    self.put(data, fixed=True)
                case nodes.Const(value=str() as value):
                    self.put(str(escape(value)) if self.autoescape else value, fixed=True)
                case _:
                    self.put(self.printed(self.expr(part)))

    def printed(self, text: str) -> str:
        return f"$.{'out' if self.autoescape else 'raw'}({text})"

    def s_Extends(self, node: nodes.Extends) -> None:
        if self.extends or node not in self.tree.body:
            self.refuse(node, "extends within something else", "extend once, at the top")
        self.extends = self.constant_template(node)
        self.quiet = True

    def constant_template(
        self, node: nodes.Extends | nodes.Include | nodes.Import | nodes.FromImport
    ) -> str:
        if not isinstance(node.template, nodes.Const) or not isinstance(node.template.value, str):
            self.refuse(node, f"{kind(node)} of a name worked out", "name the file")
        name = node.template.value
        if name not in self.build.names:
            self.refuse(node, f"{name} is not among the templates of the phone")
        return name

    def s_Block(self, node: nodes.Block) -> None:
        if self.quiet:
            if self.scope:
                self.refuse(node, "a block in a loop of a template that extends another")
            return
        context = self.context() if node.scoped else "c"
        self.put(f"b[{js.string(node.name)}][0]({context}, b, 0)")

    def context(self) -> str:
        """The context with what is set locally, as includes and scoped blocks see it."""
        local = self.scope.all() if self.scope else {}
        if not local:
            return "c"
        return f"$.scope(c, {{{', '.join(f'{n}: {own}' for n, own in local.items())}}})"

    def s_Include(self, node: nodes.Include) -> None:
        if node.ignore_missing:
            self.refuse(node, "include ignoring what is missing")
        self.shown(node)
        name = self.constant_template(node)
        if not node.with_context:  # in a macro Jinja prints a generator instead
            self.refuse(node, "include without context", "import a macro")
        self.put(f"$.start(templates, {js.string(name)}, {self.context()}).text")

    def s_Import(self, node: nodes.Import) -> None:
        self.store(self.checked(node, node.target), self.imported_module(node))

    def s_FromImport(self, node: nodes.FromImport) -> None:
        own = self.fresh()
        with self.block("{"):
            self.line(f"const {own} = {self.imported_module(node)};")
            exports = self.build.exports[self.constant_template(node)]
            for found in node.names:
                name, alias = found if isinstance(found, tuple) else (found, found)
                if name not in exports:
                    self.refuse(node, f"{self.constant_template(node)} has no {name}")
                self.store(self.checked(node, alias), f"$.attr({own}, {js.string(name)})")

    def imported_module(self, node: nodes.Import | nodes.FromImport) -> str:
        name = self.constant_template(node)
        context = self.context() if node.with_context else "{}"
        return f"$.module(templates, {js.string(name)}, {context})"

    def s_Macro(self, node: nodes.Macro) -> None:
        self.checked(node, node.name)
        self.store(node.name, self.macro(node))

    def macro(self, node: nodes.Macro | nodes.CallBlock) -> str:
        """The macro as a value: written out first, under a name of its own."""
        own = self.fresh("macro")
        names = {self.checked(a, a.name): self.fresh(a.name) for a in node.args}
        listed = js.literal(list(names))
        with self.captured(f"const {own} = $.macro({listed}, ($a, caller) => {{", "});"):
            outer = self.scope
            if names:
                self.line(f"let [{', '.join(names.values())}] = $a;")
            if isinstance(node, nodes.Macro):
                names["caller"] = "caller"
            self.scope = Scope(outer, names)
            first = len(node.args) - len(node.defaults)
            for i, default in enumerate(node.defaults, first):
                self.line(f"if (!({i} in $a)) {names[node.args[i].name]} = {self.expr(default)};")
            with self.inside({}, node.body):
                self.body(node.body)
            self.scope = outer
        return own

    def shown(self, node: nodes.Node) -> None:
        """Jinja prints these even where it prints nothing else, above the page extended."""
        if self.quiet:
            self.refuse(node, f"{kind(node)} outside the blocks of a template that extends another")

    def s_CallBlock(self, node: nodes.CallBlock) -> None:
        self.shown(node)
        own = self.macro(node)
        self.put(self.printed(self.dynamic_call(node.call, own)))

    def s_If(self, node: nodes.If) -> None:
        self.line(f"if ({self.test(node.test)}) {{")
        self.indented(node.body)
        for branch in node.elif_:
            self.line(f"}} else if ({self.test(branch.test)}) {{")
            self.indented(branch.body)
        if node.else_:
            self.line("} else {")
            self.indented(node.else_)
        self.line("}")

    def indented(self, body: list[nodes.Node]) -> None:
        self.depth += 1
        self.body(body)
        self.depth -= 1

    def s_For(self, node: nodes.For) -> None:
        if node.recursive:
            self.refuse(node, "a recursive loop", "use a macro that calls itself")
        xs, i = self.fresh("xs"), self.fresh("i")
        names = {n: self.fresh(n) for n in targets(node.target)}
        items = f"$.each({self.expr(node.iter, lazy=True)})"
        if node.test:
            self.scope = Scope(self.scope, names)
            target = self.target(node.target)
            items += f".filter(({target}) => {self.test(node.test)})"
            self.scope = self.scope.parent
        with self.block("{"):
            self.line(f"const {xs} = {items};")
            with self.block(f"for (let {i} = 0; {i} < {xs}.length; {i}++) {{"):
                outer = self.scope
                self.scope = Scope(outer, names)
                self.line(f"let {self.target(node.target)} = {xs}[{i}];")
                self.scope = outer
                if mentions_loop(node.body):
                    names["loop"] = self.fresh("loop")
                    self.line(f"const {names['loop']} = $.loop({xs}, {i});")
                with self.inside(names, node.body):
                    self.body(node.body)
            if node.else_:
                with self.block(f"if (!{xs}.length) {{"), self.inside({}, node.else_):
                    self.body(node.else_)

    def target(self, node: nodes.Node) -> str:
        if isinstance(node, nodes.Tuple):
            return f"[{', '.join(self.target(i) for i in node.items)}]"
        assert isinstance(node, nodes.Name) and self.scope
        return self.scope.names[node.name]

    def s_With(self, node: nodes.With) -> None:
        names = {n: self.fresh(n) for target in node.targets for n in targets(target)}
        with self.block("{"):
            for own, value in zip(names.values(), node.values, strict=True):
                self.line(f"let {own} = {self.expr(value)};")
            with self.inside(names, node.body):
                self.body(node.body)

    def s_Assign(self, node: nodes.Assign) -> None:
        value = self.expr(node.node)
        match node.target:
            case nodes.Tuple(items=items):
                own = self.fresh()
                with self.block("{"):
                    self.line(f"const {own} = {value};")
                    for i, each in enumerate(items):
                        if not isinstance(each, nodes.Name):
                            self.refuse(node, "targets within targets", "set one after the other")
                        self.store(each.name, f"$.item({own}, {i})")
            case nodes.NSRef(name=name, attr=attr):
                self.line(f"$.put({self.name_value(name)}, {js.string(attr)}, {value});")
            case nodes.Name(name=name):
                self.store(name, value)

    def s_AssignBlock(self, node: nodes.AssignBlock) -> None:
        if node.filter or not isinstance(node.target, nodes.Name):
            self.refuse(node, "set with a filter", "filter it where it is printed")
        own = self.fresh()
        with self.captured(f"const {own} = (() => {{", "})();"), self.inside({}, node.body):
            self.body(node.body)
        self.store(node.target.name, f"new $.Markup({own})" if self.autoescape else own)

    def store(self, name: str, value: str) -> None:
        own = self.scope.find(name) if self.scope else None
        self.line(f"{own} = {value};" if own else f"$.let(c, {js.string(name)}, {value});")


def targets(node: nodes.Node) -> list[str]:
    match node:
        case nodes.Tuple(items=items):
            return [name for item in items for name in targets(item)]
        case nodes.Name(name=name):
            return [name]
    return []


def same_scope(body: Iterable[nodes.Node]) -> Iterator[nodes.Node]:
    """Statements that set names where they stand: `if` has no scope of its own."""
    for node in body:
        yield node
        if isinstance(node, nodes.If):
            yield from same_scope([*node.body, *node.elif_, *node.else_])


def assigned(body: Iterable[nodes.Node]) -> list[str]:
    found: dict[str, None] = {}
    for node in same_scope(body):
        match node:
            case nodes.Assign(target=target) | nodes.AssignBlock(target=target):
                found.update(dict.fromkeys(targets(target)))
            case nodes.Macro(name=name) | nodes.Import(target=name):
                found[name] = None
            case nodes.FromImport(names=names):
                found.update(dict.fromkeys(n[1] if isinstance(n, tuple) else n for n in names))
    return list(found)


def mentions_loop(body: list[nodes.Node]) -> bool:
    def visit(node: nodes.Node) -> bool:
        if isinstance(node, nodes.Block):
            return node.scoped
        if isinstance(node, nodes.Name) and node.name == "loop":
            return True
        return any(visit(child) for child in node.iter_child_nodes())

    return any(visit(node) for node in body)
