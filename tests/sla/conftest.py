"""What was compiled of the calendars for the phone, run by Node."""

import json
import os
import subprocess

import pytest

from fieldapp.client.rules import compile_rules
from tests.operations.both import ROOT

ENTRY = """
import { readFileSync } from "node:fs";
import * as rules from "./rules.js";
const counted = rules["fieldapp.sla.calendars.counted"], due = rules["fieldapp.sla.calendars.due"];
const asked = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(asked.map(([one, low, high, gaps, minutes]) =>
  [counted(one, low, high, gaps), due(one, low, minutes, gaps)])));
"""


@pytest.fixture(scope="session")
def on_phone_of_clocks(tmp_path_factory):
    """A function of questions ``[calendar, low, high, gaps, minutes]`` that answers ``[counted, due]`` for each."""
    folder = tmp_path_factory.mktemp("clocks")
    (folder / "rules.js").write_text(
        compile_rules().replace("../shared/", f"{ROOT}/fieldapp/client/shared/")
    )
    (folder / "entry.ts").write_text(ENTRY)
    node = str(ROOT / "scripts" / "node.sh")
    options = ["--bundle", "--format=esm", "--platform=node", "--log-level=error"]
    made = [node, "esbuild", str(folder / "entry.ts"), *options, f"--outfile={folder}/run.mjs"]
    subprocess.run(
        made, check=True, cwd=ROOT, env=os.environ | {"NODE_PATH": str(ROOT / "node_modules")}
    )

    def ask(questions):
        run = [node, "node", str(folder / "run.mjs")]
        told = subprocess.run(
            run, input=json.dumps(questions), capture_output=True, text=True, check=True
        )
        return json.loads(told.stdout)

    return ask
