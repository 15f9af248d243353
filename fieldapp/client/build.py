"""``flask build-client``: all that runs on the phone, made from the sources as they are.

The order matters: bundles get names with their content's hash; templates are compiled with those
names in them; and the worker, which holds the templates, lists what it must keep at hand.
"""

import gzip
import hashlib
import json
import shutil
import subprocess
import tempfile
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from fieldapp.client.icons import sprite
from fieldapp.client.rules import compile_rules, tables
from fieldapp.client.templates import compile_pages
from fieldapp.version import VERSION

ROOT = Path(__file__).resolve().parents[2]
CLIENT = Path(__file__).resolve().parent
GENERATED = CLIENT / "generated"
LUCIDE = ROOT / "node_modules" / "lucide-static" / "icons"
ZXING = ROOT / "node_modules" / "zxing-wasm" / "dist" / "reader" / "zxing_reader.wasm"

BUNDLES = {
    "page.js": CLIENT / "page" / "page.ts",
    "scan.js": CLIENT / "page" / "scan.ts",
    "decode.js": CLIENT / "page" / "decode.ts",
    "app.css": CLIENT / "styles" / "app.css",
}
# What only some phones need, and is large.
LATER = ["zxing_reader.wasm", "decode.js"]


@click.command("build-client")
@with_appcontext
def build_client() -> None:
    """Compile rules and templates, and bundle the scripts and styles, for the phone."""
    static = Path(current_app.static_folder or "")
    build = static / "build"
    made = {"zxing_reader.wasm": ZXING.read_bytes(), "icons.svg": sprite(LUCIDE)}
    names = write_hashed(build, bundle_pages() | made)
    statics = {name: f"/static/build/{hashed}" for name, hashed in names.items()}
    write_text(GENERATED / "rules.js", compile_rules())
    write_text(GENERATED / "tables.js", tables())
    write_text(GENERATED / "templates.js", compile_pages(current_app, statics))
    write_types()
    worker = bundle_worker(precache(static, statics), [statics[name] for name in LATER])
    (build / "worker.js").write_bytes(worker)
    (build / "manifest.json").write_text(json.dumps(names, indent=1))
    sweep(build, {*names.values(), "worker.js", "manifest.json"})
    report(build, {**names, "worker.js": "worker.js"})


def bundle_pages() -> dict[str, bytes]:
    """The scripts and styles of the pages, by name."""
    sources = [f"{name.rpartition('.')[0]}={path}" for name, path in BUNDLES.items()]
    with tempfile.TemporaryDirectory() as folder:
        esbuild(*sources, "--format=esm", f"--outdir={folder}")
        return {name: (Path(folder) / name).read_bytes() for name in BUNDLES}


def bundle_worker(at_hand: list[str], later: list[str]) -> bytes:
    """The worker with the rules, the templates, and the list of files that it keeps."""
    from fieldapp.pages.shell import POLICY

    settings = {
        "__VERSION__": VERSION,
        "__POLICY__": POLICY,
        "__PRECACHE__": at_hand,
        "__LATER__": later,
        "__STATICS__": digest("".join(at_hand).encode()),
    }
    defined = [f"--define:{name}={json.dumps(value)}" for name, value in settings.items()]
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "worker.js"
        source = str(CLIENT / "worker" / "worker.ts")
        esbuild(source, "--format=iife", *defined, f"--outfile={made}")
        return made.read_bytes()


def esbuild(*arguments: str) -> None:
    command = [str(ROOT / "scripts" / "node.sh"), "esbuild", *arguments]
    options = ["--bundle", "--minify", "--target=es2022", "--log-level=warning"]
    if subprocess.run([*command, *options], cwd=ROOT).returncode:
        raise click.ClickException("The client was not built: esbuild says why above.")


def precache(static: Path, statics: dict[str, str]) -> list[str]:
    """The files without which no page is right, and icons, which are asked for offline too."""
    bundles = [path for name, path in statics.items() if name not in LATER]
    icons = [f"/static/icons/{path.name}" for path in sorted((static / "icons").glob("*.*"))]
    return [*bundles, *icons, "/manifest.webmanifest"]


def write_hashed(build: Path, files: dict[str, bytes]) -> dict[str, str]:
    """Write the files under names that change with their content; name → name with hash."""
    build.mkdir(parents=True, exist_ok=True)
    names = {}
    for name, content in files.items():
        stem, _, ending = name.rpartition(".")
        names[name] = f"{stem}.{digest(content)}.{ending}"
        (build / names[name]).write_bytes(content)
    return names


def digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:10]


def write_text(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def write_types() -> None:
    """Hand-written types of what was generated, put beside it where tsc looks for them."""
    for path in (CLIENT / "types").glob("*.d.ts"):
        shutil.copyfile(path, GENERATED / path.name)


def sweep(build: Path, kept: set[str]) -> None:
    """Remove what earlier builds have left."""
    for path in build.iterdir():
        if path.name not in kept:
            path.unlink()


def report(build: Path, names: dict[str, str]) -> None:
    """Sizes as they travel."""
    for name, hashed in names.items():
        content = (build / hashed).read_bytes()
        packed = len(gzip.compress(content, 9))
        click.echo(f"{name:20} {len(content) / 1000:8.1f} KB {packed / 1000:8.1f} KB gz")
