"""The phone's own code under Node: each test of ``*.test.mjs`` is one here."""

import json
import os
import re
import subprocess
import xml.etree.ElementTree as ET
from functools import lru_cache
from pathlib import Path

import pytest
import qrcode

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
NODE = str(ROOT / "scripts" / "node.sh")
NAME = re.compile(r'^test\("([^"]+)"', re.MULTILINE)
SETTINGS = {
    "__VERSION__": "1",
    "__POLICY__": "default-src 'self'; script-src 'self'{wasm}",
    "__PRECACHE__": [],
    "__LATER__": [],
    "__STATICS__": "test",
}


def named_tests() -> list:
    return [
        pytest.param(file, name, id=f"{file.name.partition('.')[0]}: {name}")
        for file in sorted(HERE.glob("*.test.mjs"))
        for name in NAME.findall(file.read_text())
    ]


@pytest.fixture(scope="session")
def bundles(tmp_path_factory) -> Path:
    """The core, and the worker with the compiled rules, bundled for Node as they are now."""
    folder = tmp_path_factory.mktemp("client")
    sources = [str(HERE / "support" / name) for name in ("core.ts", "worker.ts")]
    options = ["--bundle", "--format=esm", "--platform=node", "--log-level=warning"]
    defined = [f"--define:{name}={json.dumps(value)}" for name, value in SETTINGS.items()]
    target = [f"--outdir={folder}", "--out-extension:.js=.mjs"]
    command = [NODE, "esbuild", *sources, *options, *defined, *target]
    subprocess.run(command, cwd=ROOT, check=True)
    return folder


@lru_cache
def run(file: Path, bundles: Path) -> dict[str, str | None]:
    """Run the file's tests: name → None, or what went wrong."""
    command = [NODE, "node", "--test", "--test-reporter=junit", str(file)]
    made = {"CLIENT_CORE": str(bundles / "core.mjs"), "CLIENT_WORKER": str(bundles / "worker.mjs")}
    done = subprocess.run(
        command, cwd=ROOT, env=os.environ | made, capture_output=True, text=True, timeout=120
    )
    cases = ET.fromstring(done.stdout).iter("testcase")
    return {case.get("name"): _failure(case) for case in cases}


def _failure(case: ET.Element) -> str | None:
    failed = case.find("failure")
    return None if failed is None else failed.text or failed.get("message")


@pytest.mark.parametrize(("file", "name"), named_tests())
def test_client(file: Path, name: str, bundles: Path) -> None:
    results = run(file, bundles)
    assert name in results, f"{file.name} did not get as far as this test"
    assert results[name] is None, results[name]


LABELS = [
    "HTTPS://X.DE/A/K7M3Q9X",
    "HTTP://LOCALHOST:8000/A/AT-00012",
    "HTTPS://FIELDAPP.EXAMPLE.COM/A/K7M3Q9X",
    "HTTPS://" + "A-VERY-LONG-NAME." * 4 + "EXAMPLE.COM/A/K7M3Q9X",
    "HTTPS://" + "A-VERY-LONG-NAME." * 6 + "EXAMPLE.COM/A/K7M3Q9X",
    "https://small_letters.example/a/ü",
]


@pytest.mark.parametrize("text", LABELS)
def test_a_label_drawn_on_the_phone_is_the_standards(text: str, bundles: Path) -> None:
    script = f"""
        globalThis.self = globalThis;
        const {{ qr }} = await import({json.dumps(str(bundles / "worker.mjs"))});
        console.log(JSON.stringify(qr({json.dumps(text)})));
    """
    command = [NODE, "node", "--input-type=module", "-e", script]
    drawn = subprocess.run(command, capture_output=True, text=True, check=True)
    assert json.loads(drawn.stdout) == _by_the_book(text)


def _by_the_book(text: str) -> list[list[bool]]:
    level = qrcode.constants.ERROR_CORRECT_M
    code = qrcode.QRCode(error_correction=level, border=0, mask_pattern=0)
    code.add_data(text, optimize=0)
    code.make(fit=True)
    return code.get_matrix()
