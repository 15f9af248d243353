"""What is written is true: every operation, command, setting and target is in the pages that tell of them."""

import re
from pathlib import Path

import pytest

from fieldapp.operations import KINDS
from fieldapp.sync.merge import FOLLOWS

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text()
SYNC = (ROOT / "docs" / "sync.md").read_text()


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_operation_is_in_the_protocol(kind):
    assert f"`{kind}`" in SYNC


@pytest.mark.parametrize(
    "code",
    [
        "ok",
        "duplicate",
        "already_done",
        "disputed",
        *FOLLOWS,
        "failed",
        "not_allowed",
        "forbidden",
        "invalid",
    ],
)
def test_every_code_is_in_the_protocol(code):
    assert f"`{code}`" in SYNC


def test_every_command_is_in_the_manual(app):
    for name in app.cli.commands:
        if name not in ("db", "limiter"):
            assert f"flask {name}" in README, name


def test_every_setting_is_in_the_manual():
    told = (ROOT / "docs" / "deploy.md").read_text()
    source = (ROOT / "fieldapp" / "config.py").read_text() + (
        ROOT / "fieldapp" / "__init__.py"
    ).read_text()
    for name in set(re.findall(r'environ(?:\.get\(|\[)"([A-Z_]+)"', source)):
        assert f"`{name}`" in told, name


def test_pictures_and_pages_that_are_named_are_there():
    for page in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)#:]+)\)", page.read_text()):
            assert (page.parent / target).exists(), f"{page.name} names {target}"
