"""The phone, for tests: one Node process that runs what was compiled."""

import importlib.util
import itertools
import json
import os
import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT / "fieldapp/client/shared"

SERVE = """
import { createInterface } from "node:readline";
const plain = (x) => x instanceof Set ? { set: [...x] } : x?.constructor?.name === "Markup" ? { markup: x.text } : x;
const loaded = {};
for await (const line of createInterface({ input: process.stdin })) {
  const answers = [];
  for (const [file, path, args] of JSON.parse(line)) {
    try {
      let f = loaded[file] ??= await import(file);
      for (const name of path) f = f[name];
      const result = typeof f === "function" ? f(...args) : f;
      answers.push({ result: JSON.parse(JSON.stringify(result ?? null, (_, x) => plain(x))), args });
    } catch (e) {
      answers.push({ error: e.name, message: e.message, fields: { ...e } });
    }
  }
  process.stdout.write(JSON.stringify(answers) + "\\n");
}
"""


class Phone:
    """Compiled modules are put into `folder` and called by name."""

    def __init__(self, folder: Path):
        self.folder, self.numbers = folder, itertools.count()
        node = os.environ.get("NODE") or shutil.which("node")
        esbuild = ROOT / "node_modules/.bin/esbuild"
        shared = [str(SHARED / "runtime.ts"), str(SHARED / "natives.ts")]
        options = ["--bundle", "--format=esm", "--splitting", f"--outdir={folder}"]
        subprocess.run(
            [esbuild, *shared, *options, "--out-extension:.js=.mjs", "--log-level=error"],
            check=True,
        )
        (folder / "serve.mjs").write_text(SERVE)
        self.process = subprocess.Popen(
            [node, folder / "serve.mjs"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def write(self, text: str) -> str:
        file = self.folder / f"m{next(self.numbers)}.mjs"
        file.write_text(text, encoding="utf-8")
        return str(file)

    def ask(self, calls: list) -> list[dict]:
        """Answers to [file, path to a function, arguments], each {result} or {error}."""
        self.process.stdin.write(json.dumps(calls) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def call(self, file: str, name: str, *args):
        (answer,) = self.ask([[file, [name], list(args)]])
        if "error" in answer:
            raise AssertionError(f"{answer['error']}: {answer['message']}")
        return answer["result"]

    def runtime(self, name: str, *args):
        return self.call(str(self.folder / "runtime.mjs"), name, *args)

    def close(self):
        self.process.stdin.close()
        self.process.wait(10)


def module(folder: Path, name: str, text: str):
    """A Python module of this text."""
    file = folder / f"{name}.py"
    file.write_text(text, encoding="utf-8")
    spec = importlib.util.spec_from_file_location(name, file)
    made = importlib.util.module_from_spec(spec)
    import sys

    sys.modules[name] = made
    spec.loader.exec_module(made)
    return made
