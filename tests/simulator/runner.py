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
    return made


def stories(seeds: list[int], plot: str = "") -> Iterator[dict]:
    """Tell a story for each seed: ``{"seed", "hash", "faults", "counts"}`` as each has ended."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ |= {"INSTANCE_PATH": name, "LOG_LEVEL": os.environ.get("LOG_LEVEL", "critical")}
        from tests.simulator.server import Server

        server = Server(folder)
        gc.freeze()
        with _node(bundle(folder), seeds, plot) as node:
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
    environment = os.environ | {"CLIENT": str(client), "SEEDS": json.dumps(seeds), "PLOT": plot}
    command = [NODE, "node", str(STORIES)]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as node:
        try:
            yield node
        finally:
            if node.poll() is None and sys.exc_info()[0] is not None:
                node.kill()
