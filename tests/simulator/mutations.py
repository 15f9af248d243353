"""The rules of the protocol, each taken out in turn: the simulator must notice every one of them."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

ROOT = Path(__file__).absolute().parent.parent.parent


class Cut(NamedTuple):
    """In ``file``, ``old`` (which must be there, once) becomes ``new``."""

    file: str
    old: str
    new: str


MUTATIONS: dict[str, list[Cut]] = {
    "an operation's id is taken once": [
        Cut(
            "fieldapp/sync/merge.py",
            "if id_ in self.taken or self.known[id_] is not None:",
            "if id_ in self.taken:",
        ),
        Cut(
            "fieldapp/migrations/versions/0001_the_first_tables.py",
            'sa.UniqueConstraint("id"),\n        sqlite_autoincrement',
            "sqlite_autoincrement",
        ),
    ],
    "a known id under a new number uses the number up": [
        Cut(
            "fieldapp/sync/push.py",
            "    for seq in sorted(one.seq for one in operations):\n",
            "    ids = [one.id for one in operations]\n"
            "    known = set(connection.scalars(sa.select(log.c.id).where(log.c.id.in_(ids))))\n"
            "    operations = [one for one in operations if one.id not in known]\n"
            "    for seq in sorted(one.seq for one in operations):\n",
        )
    ],
    "a fact is charged once": [
        Cut(
            "fieldapp/billing/transactions.py",
            "    if units == charge.units:\n",
            "    if units == charge.units and charge.op == work.op:\n",
        ),
        Cut(
            "fieldapp/billing/transactions.py",
            "return [*work.take_back(standing, _reason(standing)), charge]",
            "return [charge]",
        ),
        Cut(
            "fieldapp/billing/reckoning.py",
            'fact = f"{occurrence}/{self.op}" if taken else occurrence',
            'fact = f"{self.job.id}/{self.op}"',
        ),
    ],
    "the counter is the last lock": [
        Cut(
            "fieldapp/sync/exchange.py",
            '    with (writing if operations else jotting)() as connection, within(current_app.config["MERGE_DEADLINE"]):\n',
            "    from fieldapp.sync import commit as late\n"
            "    known = _known(operations)\n"
            "    if operations and not known:\n"
            "        with attempts.jotting() as connection:\n"
            "            every = set(connection.scalars(sa.select(late.scope.c.id)))\n"
            "            late.local.early = late._raise_counters(connection, every)\n"
            '    with (writing if operations else jotting)() as connection, within(current_app.config["MERGE_DEADLINE"]):\n',
        ),
        Cut(
            "fieldapp/sync/exchange.py",
            "def _push(\n",
            "def _known(operations):\n"
            "    with reading() as connection:\n"
            "        return DatabaseStore(connection).known([one.id for one in operations])\n\n\n"
            "def _push(\n",
        ),
        Cut(
            "fieldapp/sync/commit.py",
            '    versions = {one: RAISE.value(connection, id=one) for one in sorted(scopes)}\n    if versions:\n',
            '    early = local.__dict__.pop("early", {})\n'
            "    versions = {one: RAISE.value(connection, id=one) for one in sorted(scopes - early.keys())}\n"
            "    old = {one: early[one] for one in scopes & early.keys()}\n"
            "    if versions:\n",
        ),
        Cut(
            "fieldapp/sync/commit.py",
            "        COMMIT.many(connection, rows)\n    return versions\n",
            "        COMMIT.many(connection, rows)\n    return versions | old\n",
        ),
        Cut(
            "fieldapp/sync/commit.py",
            "class Raced(Exception):",
            "import threading\nlocal = threading.local()\n\n\nclass Raced(Exception):",
        ),
    ],
    "what is queued is on the disk": [
        Cut("fieldapp/client/worker/database.ts", '{ durability: "strict" }', '{ durability: "relaxed" }')
    ],
    "a device's witness is known": [
        Cut("fieldapp/sync/push.py", "    if request.witness is None:\n", "    if True:\n")
    ],
    "a cursor bears the nonce of the newest commit": [
        Cut("fieldapp/sync/pull.py", ") != cursor.nonce:", ") is None:")
    ],
    "whoever waited goes by the decision": [
        Cut(
            "fieldapp/sync/decisions.py",
            "        self.decided.append(case.op)\n",
            "",
        )
    ],
    "what an older program did not know is tried again": [
        Cut(
            "fieldapp/sync/merge.py",
            "        keys += [key for op in verdict.tried for key in self._again(op, True)]\n",
            "",
        )
    ],
    "a revoked phone is distrusted": [
        Cut(
            "fieldapp/sync/exchange.py",
            "distrust = REVOKED if found.revoked_at else None",
            "distrust = None",
        )
    ],
    "a photo waits until the server has it": [
        Cut(
            "fieldapp/client/worker/upload.ts",
            'if (!response) return { trouble: "offline" };\n    const { status, body } = response;\n',
            'if (!response) return "kept";\n    const { status, body } = response;\n',
        )
    ],
    "a newer version opens the database while the older one has it": [
        Cut(
            "fieldapp/client/worker/database.ts",
            "      blocking: () => void this.close(),\n",
            "",
        )
    ],
    "nobody waits for a frozen lock for ever": [
        Cut(
            "fieldapp/client/worker/alone.ts",
            "{ signal: AbortSignal.timeout(PATIENCE) }",
            "{ signal: new AbortController().signal }",
        )
    ],
    "an operation waits for a parent that is unknown": [
        Cut(
            "fieldapp/sync/cases.py",
            '    if known is None and taken is None:\n        return "coming"\n',
            '    if known is None and taken is None:\n        return "settled"\n',
        )
    ],
}  # fmt: skip


# In which of the plots a rule is most needed: chance brings it up as well, and takes longer.
PLOT = {
    "an operation's id is taken once": "cutShort",
    "a known id under a new number uses the number up": "twins",
    "a fact is charged once": "overtaken",
    "the counter is the last lock": "overtaken",
    "what is queued is on the disk": "cutShort",
    "a device's witness is known": "relapse",
    "a cursor bears the nonce of the newest commit": "relapse",
    "an operation waits for a parent that is unknown": "family",
    "whoever waited goes by the decision": "family",
    "what an older program did not know is tried again": "versions",
    "a revoked phone is distrusted": "revocation",
    "a photo waits until the server has it": "pictures",
    "a newer version opens the database while the older one has it": "updated",
    "nobody waits for a frozen lock for ever": "frozen",
}


# Before so many stories are told a missing rule must be noticed.
SOON = 120


@contextmanager
def without(name: str) -> Iterator[Path]:
    """A copy of the program without that rule. What Python has compiled is copied with it (Python knows by size and
    time which file is another), but not what another process is compiling just now."""
    with TemporaryDirectory() as folder:
        copy = Path(folder)
        shutil.copytree(
            ROOT / "fieldapp",
            copy / "fieldapp",
            ignore=shutil.ignore_patterns("build", "*.pyc.*"),
        )
        shutil.copytree(
            ROOT / "tests", copy / "tests", ignore=shutil.ignore_patterns("__pycache__")
        )
        for linked in ("node_modules", ".venv", "scripts", "tsconfig.json"):
            (copy / linked).symlink_to(ROOT / linked)
        for file, old, new in MUTATIONS[name]:
            text = (copy / file).read_text()
            assert text.count(old) == 1, f"{file} has this {text.count(old)} times: {old}"
            (copy / file).write_text(text.replace(old, new))
        yield copy


def first_fault(name: str, last: int) -> dict | None:
    """The first story that ends badly without the rule, of those up to ``last``; None where all end well."""
    with without(name) as copy:
        # It stops at the first by itself.
        command = [
            sys.executable,
            "-m",
            "tests.simulator",
            "1",
            str(last),
            "--json",
            "--plot",
            PLOT[name],
        ]
        told = subprocess.run(
            command,
            cwd=copy,
            env=os.environ | {"PYTHONPATH": str(copy)},
            stdout=subprocess.PIPE,
            text=True,
        )
    bad = [story for story in map(json.loads, told.stdout.splitlines()) if story["faults"]]
    if not bad and told.returncode:
        raise RuntimeError(f"the simulator itself has failed: {told.returncode}")
    return bad[0] if bad else None
