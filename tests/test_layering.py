"""Who may import whom: downwards only, and each room only what it may know."""

import ast
import sys
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1] / "fieldapp"
FILES = [path for path in sorted(ROOT.rglob("*.py")) if "migrations" not in path.parts]

# From the top down. A room may import those below it, and itself.
ROOMS = [
    {"commands"},
    {"pages", "demo", "imports", "client"},
    {"staff", "rendering", "extensions", "reports"},
    {"sync"},
    {"mail"},
    {"operations"},
    {"workflows", "billing", "sla", "screens", "labels", "certificates", "plots"},
    {"documents", "models"},
    {"portable"},
    {"config", "logs", "sheets"},
    {"version"},
]
ALLOWED_ASIDE = {
    ("billing", "workflows"),
    ("client", "pages"),
    ("screens", "workflows"),
    ("screens", "labels"),
    ("screens", "sla"),
    ("billing", "sla"),
    ("billing", "plots"),
    # Days are said on a bill as they are on a phone.
    ("billing", "screens"),
    # Invoices are printed in the letters that labels are.
    ("billing", "labels"),
    # A certificate's code is drawn as a label's.
    ("certificates", "labels"),
    ("pages", "imports"),
    ("demo", "imports"),
    ("workflows", "documents"),
    # Which delivery an address means is worked out by the rule that names it.
    ("screens", "operations"),
    # The compiler of structs knows what a struct is.
    ("documents", "portable"),
}
KNOW_NO_DATABASE = ["documents", "workflows", "operations", "screens", "portable", "labels", "certificates", "sla", "plots"]


def room(path: Path) -> str:
    inside = path.relative_to(ROOT).parts
    return inside[0].removesuffix(".py")


@cache
def nodes(path: Path) -> list[ast.AST]:
    return list(ast.walk(ast.parse(path.read_text())))


@cache
def imported(path: Path) -> set[str]:
    """Full names of the modules that a file imports, wherever in it."""
    names = set()
    for node in nodes(path):
        if isinstance(node, ast.Import):
            names |= {one.name for one in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names |= {node.module, *(f"{node.module}.{one.name}" for one in node.names)}
    return names


def level(name: str) -> int:
    return next(at for at, rooms in enumerate(ROOMS) if name in rooms)


def rooms_used(path: Path) -> set[str]:
    """The rooms of ours that a file imports from."""
    used = {
        name.split(".")[1]
        for name in imported(path)
        if name.startswith("fieldapp.") and name.count(".")
    }
    return {one for one in used if any(one in rooms for rooms in ROOMS)}


def test_imports_point_downwards():
    for path in FILES:
        if path == ROOT / "__init__.py":
            continue  # create_app ties all rooms together
        here = room(path)
        for other in rooms_used(path) - {here}:
            below = level(other) > level(here)
            assert below or (here, other) in ALLOWED_ASIDE, f"{path} imports {other}"


@pytest.mark.parametrize("name", KNOW_NO_DATABASE)
def test_the_rules_know_neither_database_nor_web(name):
    for path in (ROOT / name).rglob("*.py"):
        outside = {one.split(".")[0] for one in imported(path)}
        assert not outside & {"flask", "sqlalchemy", "flask_sqlalchemy"}, path
        assert "models" not in rooms_used(path), path


def test_billing_rules_know_no_database():
    assert "models" not in rooms_used(ROOT / "billing" / "rules.py")


def test_only_pages_look_at_the_request():
    for path in FILES:
        if room(path) in ("pages", "extensions"):
            continue
        assert "flask.request" not in imported(path), path


def is_portable(path: Path) -> bool:
    return "\nPORTABLE = True\n" in path.read_text()


def test_what_runs_on_the_phone_imports_only_what_runs_there():
    portable = {
        f"fieldapp.{'.'.join(p.relative_to(ROOT).with_suffix('').parts)}"
        for p in FILES
        if is_portable(p)
    }
    portable |= {name.removesuffix(".__init__") for name in portable}
    aside = {"fieldapp.documents", "fieldapp.portable.natives"}
    for path in filter(is_portable, FILES):
        modules = {name for name in imported(path) if name.startswith("fieldapp.")}
        for name in modules:
            parent = name.rpartition(".")[0]
            assert {name, parent} & (portable | aside), f"{path} imports {name}"


def test_a_kind_of_job_is_one_file_of_data():
    """Cascade and wipe are named in their own file, and in no other line of the program."""
    for kind in ("cascade", "wipe"):
        for path in FILES:
            if path.stem == kind or room(path) == "demo":
                continue
            strings = {
                node.value
                for node in nodes(path)
                if isinstance(node, ast.Constant) and isinstance(node.value, str)
            }
            assert kind not in strings, f"{path} names {kind}"


def test_what_is_imported_is_installed_with_the_server():
    """Tests have more packages than a server: what only they have would start nowhere else."""
    pinned = {
        line.split("==")[0].lower()
        for line in (ROOT.parent / "requirements.txt").read_text().splitlines()
        if "==" in line
    }
    pinned = {one.split("[")[0] for one in pinned}
    belongs = packages_distributions()
    for path in FILES:
        for top in {name.split(".")[0] for name in imported(path)} - set(sys.stdlib_module_names):
            if top != "fieldapp":
                brought = {one.lower().replace("_", "-") for one in belongs.get(top, [])}
                assert brought & pinned, f"{path} imports {top}"
