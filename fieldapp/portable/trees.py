"""Questions about Python's syntax tree."""

import ast
from collections.abc import Iterable


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
        for part in ast.iter_child_nodes(node):
            visit(part)

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


def is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def super_init(node: ast.stmt) -> ast.Call | None:
    """The call of super().__init__(…), if that is what it is."""
    match node:
        case ast.Expr(value=ast.Call(func=func) as call):
            return call if ast.unparse(func) == "super().__init__" else None
    return None


def is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def is_string(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def joined(op: ast.boolop) -> str:
    return " && " if isinstance(op, ast.And) else " || "


def kind(node: ast.AST) -> str:
    return type(node).__name__.lower()


def loaded(node: ast.expr) -> ast.expr:
    return ast.copy_location(ast.parse(ast.unparse(node), mode="eval").body, node)


def repeatable(node: ast.expr) -> bool:
    """Whether working it out twice changes nothing and costs little."""
    match node:
        case ast.Name() | ast.Constant():
            return True
        case ast.Attribute(value=value):
            return repeatable(value)
        case ast.Subscript(value=value, slice=key):
            return repeatable(value) and repeatable(key)
        case ast.BinOp(left=left, right=right):
            return repeatable(left) and repeatable(right)
        case ast.UnaryOp(operand=operand):
            return repeatable(operand)
        case ast.Call(func=ast.Name(id="len" | "int" | "str"), args=[arg]):
            return repeatable(arg)
    return False


def alternatives(node: ast.expr) -> list[ast.expr]:
    match node:
        case ast.Tuple(elts=elts):
            return [a for e in elts for a in alternatives(e)]
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            return [*alternatives(left), *alternatives(right)]
    return [node]
