"""``python -m tests.simulator [FIRST] [LAST]``: tell the stories of those seeds; exit 1 where one ends badly."""

import argparse
import json
import sys
import time

from tests.simulator.runner import stories


def main() -> int:
    read = argparse.ArgumentParser(prog="python -m tests.simulator")
    read.add_argument("first", type=int, nargs="?", default=1)
    read.add_argument("last", type=int, nargs="?")
    read.add_argument(
        "--plot", default="", help="what happens in each story, where it is not to be chance"
    )
    read.add_argument(
        "--postgres", action="store_true", help="on a PostgreSQL of its own, instead of SQLite"
    )
    read.add_argument("--json", action="store_true", help="one line for each story, for programs")
    read.add_argument("--all", action="store_true", help="go on after a story that ends badly")
    given = read.parse_args()
    seeds = [*range(given.first, (given.last or given.first) + 1)]
    bad, began = [], time.monotonic()
    for done, story in enumerate(stories(seeds, given.plot, given.postgres), 1):
        if given.json:
            print(json.dumps(story), flush=True)
        else:
            _progress(done, len(seeds), story, time.monotonic() - began)
        if story["faults"]:
            bad.append(story)
            if not given.all:
                break
    if not given.json:
        _tell(bad, given)
    return 1 if bad else 0


def _progress(done: int, of: int, story: dict, seconds: float) -> None:
    if not sys.stderr.isatty() and of > 1 and done % max(1, of // 20):
        return
    width = 30 * done // of
    left = seconds / done * (of - done)
    bar = f"[{'#' * width}{'.' * (30 - width)}] {done}/{of} stories, {left:.0f} s left, seed {story['seed']} {story['hash']}"
    print(bar, end="\r" if sys.stderr.isatty() and done < of else "\n", file=sys.stderr, flush=True)


def _tell(bad: list[dict], given: argparse.Namespace) -> None:
    more = f" --plot {given.plot}" if given.plot else ""
    more += " --postgres" if given.postgres else ""
    for story in bad:
        print(f"\nSeed {story['seed']} ended badly:")
        print("\n".join(f"  {words}" for words in story["faults"][:12]))
        print(
            f"Again: .venv/bin/python -m tests.simulator {story['seed']}{more}; TRACE=1 tells it step by step"
        )


if __name__ == "__main__":
    sys.exit(main())
