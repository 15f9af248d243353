"""Node with the phones' code, and this process with the server's, speaking JSON lines to each other."""

import gc
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).absolute().parent
ROOT = HERE.parent.parent
NODE = str(ROOT / "scripts" / "node.sh")
STORIES = HERE / "stories.mjs"


def bundle(folder: Path) -> Path:
    """The phone's code as it is now, for Node."""
    made = folder / "client.mjs"
    options = [
        "--bundle",
        "--format=esm",
        "--platform=node",
        "--log-level=warning",
        "--preserve-symlinks",
    ]
    command = [NODE, "esbuild", str(HERE / "client.ts"), *options, f"--outfile={made}"]
    subprocess.run(command, cwd=ROOT, check=True)
    _next(made)
    return made


# The next version of the app keeps one thing more in its database.
LATER = [
    ("var VERSION = 2;", "var VERSION = 3;"),
    ("  if (from < 2) {", '  if (from < 3) db.createObjectStore("later");\n  if (from < 2) {'),
]


def _next(made: Path) -> None:
    """Beside it: the app that replaces this one while it is at work."""
    text = made.read_text()
    for old, new in LATER:
        assert text.count(old) == 1, f"the bundle has this {text.count(old)} times: {old}"
        text = text.replace(old, new)
    made.with_name("next.mjs").write_text(text)


def stories(seeds: list[int], plot: str = "", postgres: bool = False) -> Iterator[dict]:
    """Tell a story for each seed: ``{"seed", "hash", "faults", "counts"}`` as each has ended."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ |= {"INSTANCE_PATH": name, "LOG_LEVEL": os.environ.get("LOG_LEVEL", "critical")}
        from tests.simulator.server import Server
        from tests.simulator.store import opened

        with opened(folder, postgres) as store, _node(bundle(folder), seeds, plot) as node:
            server = Server(folder, store)
            gc.freeze()
            for line in node.stdout:
                message = json.loads(line)
                if "ended" in message:
                    yield message["ended"]
                    continue
                node.stdin.write(json.dumps(server.answer(message)) + "\n")
                node.stdin.flush()
        if node.returncode:
            raise RuntimeError(f"the phones' half ended with {node.returncode}")


@contextmanager
def _node(client: Path, seeds: list[int], plot: str):
    told = {"CLIENT": str(client), "CLIENT_NEXT": str(client.with_name("next.mjs"))}
    environment = os.environ | told | {"SEEDS": json.dumps(seeds), "PLOT": plot}
    command = [NODE, "node", str(STORIES)]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as node:
        try:
            yield node
        finally:
            if node.poll() is None and sys.exc_info()[0] is not None:
                node.kill()
