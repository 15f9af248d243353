"""One operation run by the Python verbs, and by what was compiled of them for the phone."""

import json
import os
import subprocess
from pathlib import Path
from typing import Any

from fieldapp.client.rules import compile_rules, tables
from fieldapp.documents import Document, decode, encode
from fieldapp.operations import Held, Refused
from fieldapp.operations.jobs.own_kinds import definition_in, workflow_id
from fieldapp.sync.incoming import Actor, arrived
from fieldapp.sync.messages import Operation
from fieldapp.sync.understanding import understand
from fieldapp.workflows import WORKFLOWS
from fieldapp.workflows.own import workflow_from

ROOT = Path(__file__).resolve().parents[2]
AT = "2026-11-22T10:00:00.000Z"

ENTRY = """
import { createInterface } from "node:readline";
import * as tables from "./generated/tables.js";
import { judge } from "ROOT/fieldapp/client/worker/judge";
import { World } from "ROOT/fieldapp/client/worker/world";
const rules = { ...tables, kinds: tables.KINDS, workflows: tables.WORKFLOWS };
console.error = () => {};
function run({ documents, keys, actor, at, heard, op }) {
  const ground = { rules, peek: (id) => documents[id] ?? null, peekKey: (key) => keys[key] ?? null };
  const world = new World(ground, actor, at, heard ?? null);
  const { outcome, code, message } = judge(op, rules, world);
  const counts = outcome === "applied" || outcome === "already";
  return { outcome, code, message, disputes: counts ? world.disputes : [], documents: counts ? Object.fromEntries(world.touched) : {} };
}
for await (const line of createInterface({ input: process.stdin }))
  process.stdout.write(JSON.stringify(JSON.parse(line).map(run)) + "\\n");
"""


class Plain:
    """A world that is a map of documents: enough for any verb that phones have."""

    def __init__(
        self, documents: dict[str, Document], actor: Actor, at: str = AT, heard: str | None = None
    ):
        self.documents, self.actor, self.at, self.heard = documents, actor, at, heard
        self.touched: dict[str, Document] = {}
        self.disputes: list[str] = []
        self.insists, self.sites = False, actor.sites
        self.doubt = None

    def document(self, id_: str) -> Document | None:
        if id_ not in self.touched and id_ in self.documents:
            self.touched[id_] = decode(id_, encode(self.documents[id_]))
        return self.touched.get(id_)

    def create(self, document: Document) -> Document:
        self.touched[document.id] = document
        return document

    def find(self, key: str) -> str | None:
        return next((id_ for id_, one in self.documents.items() if key in one.keys()), None)

    def workflow(self, kind: str):
        id_ = workflow_id(kind)
        if id_ is None:
            return WORKFLOWS.get(kind)
        return workflow_from(definition_in(self.documents.get(id_), kind))

    def number(self, series: str) -> str:
        return ""

    def dispute(self, message: str) -> None:
        self.disputes.append(message)


def in_python(
    documents: dict[str, Document], actor: Actor, op: dict[str, Any], heard: str | None = None
) -> dict[str, Any]:
    """Outcome, code, message, disputes, and the documents that were in its hands, as JSON data."""
    world = Plain(documents, actor, op["at"], heard)
    try:
        kind, deed = understand(arrived(Operation(**op), actor, op["at"], op["at"]))
        said = kind.verb(deed, world)
    except (Held, Refused) as ended:
        outcome = "held" if isinstance(ended, Held) else "refused"
        return _told(outcome, ended.code, ended.message, [], {})
    if said:
        return _told("already", "already_done", said, world.disputes, world.touched)
    return _told("applied", "ok", None, world.disputes, world.touched)


def _told(outcome, code, message, disputes, documents) -> dict[str, Any]:
    bodies = {id_: json.loads(encode(one)) for id_, one in documents.items()}
    return {
        "outcome": outcome,
        "code": code,
        "message": message,
        "disputes": disputes,
        "documents": bodies,
    }


def case_for(
    documents: dict[str, Document], actor: Actor, op: dict[str, Any], heard: str | None = None
) -> dict[str, Any]:
    """What the phone's side needs, as JSON data."""
    keys = {key: id_ for id_, one in documents.items() for key in one.keys()}
    bodies = {id_: json.loads(encode(one)) for id_, one in documents.items()}
    who = {"id": actor.id, "name": actor.name, "roles": actor.roles, "sites": actor.sites}
    return {
        "documents": bodies,
        "keys": keys,
        "actor": who,
        "at": op["at"],
        "heard": heard,
        "op": op,
    }


class OnPhone:
    """A Node process that runs cases with the compiled rules."""

    def __init__(self, folder: Path):
        (folder / "generated").mkdir()
        (folder / "generated" / "rules.js").write_text(
            compile_rules().replace("../shared/", f"{ROOT}/fieldapp/client/shared/")
        )
        (folder / "generated" / "tables.js").write_text(tables())
        (folder / "entry.ts").write_text(ENTRY.replace("ROOT", str(ROOT)))
        node = str(ROOT / "scripts" / "node.sh")
        options = [
            "--bundle",
            "--format=esm",
            "--platform=node",
            "--log-level=error",
            f"--outfile={folder}/run.mjs",
        ]
        subprocess.run(
            [node, "esbuild", str(folder / "entry.ts"), *options],
            check=True,
            cwd=ROOT,
            env=os.environ | {"NODE_PATH": str(ROOT / "node_modules")},
        )
        self.process = subprocess.Popen(
            [node, "node", str(folder / "run.mjs")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, cases: list[dict[str, Any]]) -> list[dict[str, Any]]:
        self.process.stdin.write(json.dumps(cases) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def close(self) -> None:
        self.process.stdin.close()
        self.process.wait()
