"""The phone, for tests: one Node process that runs what was compiled."""

import copy
import importlib.util
import itertools
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

from fieldapp.portable.python import compile_modules

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT / "fieldapp/client/shared"
PATHS = {
    "natives": {"fieldapp.portable.natives": "./natives.mjs"},
    "runtime": "./runtime.mjs",
}

SERVE = """
import { createInterface } from "node:readline";
const shown = (_, x) =>
  x instanceof Set ? { set: [...x] } : x?.constructor.name === "Markup" ? { markup: x.text } : x;
const plain = (x) => JSON.parse(JSON.stringify(x ?? null, shown));
for await (const line of createInterface({ input: process.stdin })) {
  const answers = [];
  for (const [file, name, args] of JSON.parse(line)) {
    try {
      const result = (await import(file))[name](...args);
      answers.push({ result: plain(result), args: plain(args) });
    } catch (e) {
      answers.push({ error: e.name, message: e.message, fields: { ...e }, args: plain(args) });
    }
  }
  process.stdout.write(JSON.stringify(answers) + "\\n");
}
"""


class Phone:
    """Compiled modules are put into `folder` and called by name."""

    def __init__(self, folder: Path):
        self.folder, self.numbers = folder, itertools.count()
        (folder / "package.json").write_text('{"type": "module"}')
        (folder / "serve.mjs").write_text(SERVE)
        self.runtime = str(folder / "runtime.mjs")
        self.natives = str(folder / "natives.mjs")
        built = [str(SHARED / "runtime.ts"), str(SHARED / "natives.ts")]
        options = "--bundle --splitting --format=esm --out-extension:.js=.mjs --log-level=error"
        esbuild = ROOT / "node_modules/.bin/esbuild"
        subprocess.run([esbuild, *built, *options.split(), f"--outdir={folder}"], check=True)
        node = os.environ.get("NODE") or shutil.which("node")
        self.process = subprocess.Popen(
            [node, folder / "serve.mjs"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )

    def write(self, text: str) -> str:
        file = self.folder / f"made{next(self.numbers)}.mjs"
        file.write_text(text, encoding="utf-8")
        return str(file)

    def module(self, text: str) -> ModuleType:
        """A Python module of this text."""
        name = f"made{next(self.numbers)}"
        file = self.folder / f"{name}.py"
        file.write_text(text, encoding="utf-8")
        spec = importlib.util.spec_from_file_location(name, file)
        made = importlib.util.module_from_spec(spec)
        sys.modules[name] = made
        spec.loader.exec_module(made)
        return made

    def rules(self, *modules: ModuleType) -> str:
        return self.write(compile_modules(modules, **PATHS))

    def ask(self, calls: list) -> list[dict]:
        """Answers to [file, function, arguments], each {result, args} or {error, args}."""
        self.process.stdin.write(json.dumps(calls) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def call(self, file: str, name: str, *args):
        (answer,) = self.ask([[file, name, list(args)]])
        assert "error" not in answer, f"{answer['error']}: {answer['message']}"
        return answer["result"]

    def close(self) -> None:
        self.process.stdin.close()
        self.process.wait(10)

    def differences(self, text: str, calls: list) -> list:
        """What a module answers otherwise here and there, to (function, arguments)…"""
        made = self.module(text)
        file = self.rules(made)
        mine = [answer(getattr(made, name), args) for name, args in calls]
        asked = [[file, f"{made.__name__}${name}", list(args)] for name, args in calls]
        theirs = [agreed(a) for a in self.ask(asked)]
        found = zip(calls, mine, theirs, strict=True)
        return [(call, here, there) for call, here, there in found if here != there]


def answer(function, args) -> dict:
    """What Python answers, as the phone would put it."""
    args = copy.deepcopy(list(args))
    try:
        return {"result": plain(function(*args)), "args": plain(args)}
    except Exception as e:
        return {"error": type(e).__name__}


def agreed(answer: dict) -> dict:
    """An error need only be one: the runtime's own have Python's names, JavaScript's haven't."""
    if "error" in answer:
        return {"error": answer["error"]}
    return {"result": sets(answer["result"]), "args": sets(answer["args"])}


def plain(value):
    match value:
        case list() | tuple():
            return [plain(x) for x in value]
        case dict():
            return {k: plain(v) for k, v in value.items()}
        case set() | frozenset():
            return {"set": sorted(value, key=repr)}
    return value


def sets(value):
    match value:
        case {"set": members} if len(value) == 1:
            return {"set": sorted(members, key=repr)}
        case dict():
            return {k: sets(v) for k, v in value.items()}
        case list():
            return [sets(x) for x in value]
    return value
