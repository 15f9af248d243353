"""``python -m`` something of ours, forked from a process that has loaded it.

Loading takes a processor two seconds, and nearly each test starts a server and asks commands: they share one loading,
and nothing else. What is forked has made no app, opened no database and read no setting.
"""

import multiprocessing
import os
import runpy
import sys
from multiprocessing.process import BaseProcess
from pathlib import Path

from tests import compiled

ROOT = Path(__file__).resolve().parents[2]

forks = multiprocessing.get_context("forkserver")
forks.set_forkserver_preload(
    [
        "flask.cli",
        "gunicorn.app.wsgiapp",
        "gunicorn.workers.gthread",
        *(f"fieldapp.{part}" for part in ("commands", "extensions", "pages", "rendering", "sync.postman")),
    ]
)


def program(
    module: str, *arguments: str, env: dict[str, str], output: str = os.devnull
) -> BaseProcess:
    """It runs by now, and writes to that file what it prints."""
    started = forks.Process(target=_run, args=(module, arguments, env, output), daemon=True)
    started.start()
    return started


def _run(module: str, arguments: tuple[str, ...], env: dict[str, str], output: str) -> None:
    os.chdir(ROOT)
    os.environ.clear()
    os.environ.update(env)
    for number, path in ((1, output), (2, os.devnull)):
        os.dup2(os.open(path, os.O_WRONLY), number)
    compiled.go_on()
    sys.argv = [module, *arguments]
    runpy.run_module(module, run_name="__main__", alter_sys=True)
