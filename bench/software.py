"""How long it takes to compare the software of two machines with 3,000 packages each: in Python, and as phones run it."""

import json
import os
import random
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

from bench import results

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = 3_000
ROUNDS = 9
GOAL = 200

ENTRY = """
import { readFileSync } from "node:fs";
import { "fieldapp.operations.packages.compare" as compare } from "./rules.js";
const [old, new_] = JSON.parse(readFileSync(process.argv[2], "utf8"));
const times = [];
for (let round = 0; round < ROUNDS; round++) {
  const started = performance.now();
  compare(old, new_);
  times.push(performance.now() - started);
}
console.log(JSON.stringify(times));
"""


def lists(seed: int = 1) -> list[list[list]]:
    """The old machine's and the new one's: a third in a newer version, some older, missing and extra; names as makers write them."""
    chance = random.Random(seed)
    forms = ["{} (x64)", "Vendor® {} {}", "{} {} (64-bit)", "lib{}:amd64", "Microsoft {}", "{} - en-us"]
    old, new = [], []
    for number in range(PACKAGES):
        version = f"{chance.randint(0, 30)}.{chance.randint(0, 20)}.{chance.randint(0, 9000)}"
        name = chance.choice(forms).format(f"Product {number} Tools", version)
        old.append([name, version, "Vendor Inc."])
        fate = chance.random()
        if fate < 0.05:
            new.append([f"Extra {number}", version, None])
        else:
            other = f"{version}.{chance.randint(1, 9)}" if fate < 0.4 else version
            new.append([name.replace(version, other), other if fate > 0.1 else f"0.{other}", "Vendor Inc."])
    return [old, new]


def run() -> None:
    from fieldapp.operations.software.packages import compare

    pair = lists()
    times = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        compare(*pair)
        times.append((time.perf_counter() - started) * 1000)
    about = f"comparing two lists of {PACKAGES:,} packages"
    results.note(f"{about}, in Python", statistics.median(times), "ms", GOAL, better="lower")
    slow = _as_on_phones(pair)
    results.note(f"{about}, the first time on a phone's engine", slow[0], "ms", GOAL, better="lower")
    results.note(f"{about}, on a phone's engine", statistics.median(slow), "ms", GOAL, better="lower")


def _as_on_phones(pair: list) -> list[float]:
    """Milliseconds of each round under Node, whose engine is Chromium's."""
    from fieldapp.client.rules import compile_rules

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rules = compile_rules().replace("../shared/", f"{ROOT}/fieldapp/client/shared/")
        (folder / "rules.js").write_text(rules)
        (folder / "entry.js").write_text(ENTRY.replace("ROUNDS", str(ROUNDS)))
        (folder / "lists.json").write_text(json.dumps(pair))
        node = str(ROOT / "scripts" / "node.sh")
        made = [node, "esbuild", str(folder / "entry.js"), "--bundle", "--format=esm", "--platform=node"]
        subprocess.run(
            [*made, "--log-level=error", f"--outfile={folder}/run.mjs"],
            check=True, cwd=ROOT, env=os.environ | {"NODE_PATH": str(ROOT / "node_modules")},
        )  # fmt: skip
        told = subprocess.run(
            [node, "node", f"{folder}/run.mjs", f"{folder}/lists.json"], check=True, capture_output=True, cwd=ROOT
        )
        return json.loads(told.stdout)


if __name__ == "__main__":
    run()
