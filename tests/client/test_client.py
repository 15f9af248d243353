"""The phone's own code under Node: each test of ``*.test.mjs`` is one here."""

import os
import re
import subprocess
import xml.etree.ElementTree as ET
from functools import lru_cache
from pathlib import Path

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
NODE = str(ROOT / "scripts" / "node.sh")
NAME = re.compile(r'^test\("([^"]+)"', re.MULTILINE)


def named_tests() -> list:
    return [
        pytest.param(file, name, id=f"{file.name.partition('.')[0]}: {name}")
        for file in sorted(HERE.glob("*.test.mjs"))
        for name in NAME.findall(file.read_text())
    ]


@pytest.fixture(scope="session")
def client_core(tmp_path_factory) -> Path:
    """The core bundled for Node, from the sources as they are."""
    made = tmp_path_factory.mktemp("client") / "core.mjs"
    source = str(HERE / "support" / "core.ts")
    options = ["--bundle", "--format=esm", "--platform=node", "--log-level=warning"]
    subprocess.run([NODE, "esbuild", source, *options, f"--outfile={made}"], cwd=ROOT, check=True)
    return made


@lru_cache
def run(file: Path, core: Path) -> dict[str, str | None]:
    """Run the file's tests: name → None, or what went wrong."""
    command = [NODE, "node", "--test", "--test-reporter=junit", str(file)]
    env = os.environ | {"CLIENT_CORE": str(core)}
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=120)
    cases = ET.fromstring(done.stdout).iter("testcase")
    return {case.get("name"): _failure(case) for case in cases}


def _failure(case: ET.Element) -> str | None:
    failed = case.find("failure")
    return None if failed is None else failed.text or failed.get("message")


@pytest.mark.parametrize(("file", "name"), named_tests())
def test_client(file: Path, name: str, client_core: Path) -> None:
    results = run(file, client_core)
    assert name in results, f"{file.name} did not get as far as this test"
    assert results[name] is None, results[name]
