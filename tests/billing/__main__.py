"""``python -m tests.billing [MONTHS]``: compare both ledgers over so many made-up months; exit 1 at the first difference."""

import argparse
import json
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from itertools import islice

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from tests.billing.comparing import differences, told

AT_ONCE = 25


def main() -> int:
    read = argparse.ArgumentParser(prog="python -m tests.billing")
    read.add_argument("months", type=int, nargs="?", default=1000)
    read.add_argument("--from", dest="first", type=int, default=0, help="the first month's seed")
    read.add_argument("--jobs", type=int, default=1, help="processes")
    read.add_argument("--trace", action="store_true", help="tell one month, step by step")
    read.add_argument("--json", action="store_true", help="one line for each month, for programs")
    given = read.parse_args()
    if given.trace:
        print(told(given.first))
    with Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(),
        console=Console(stderr=True), disable=given.json,
    ) as bar:  # fmt: skip
        task = bar.add_task("Months in both ledgers", total=given.months)
        for seed, found in _all(given):
            bar.advance(task)
            if given.json:
                print(json.dumps({"seed": seed, "differences": found}), flush=True)
            if found:
                _tell(seed, found, given)
                return 1
    if not given.json:
        print(f"{given.months:,} months: both ledgers are the same to the cent.")
    return 0


def _all(given) -> Iterator[tuple[int, list[str]]]:
    seeds = range(given.first, given.first + given.months)
    if given.jobs == 1:
        yield from ((seed, differences(seed)) for seed in seeds)
        return
    with ProcessPoolExecutor(given.jobs) as pool:
        yield from zip(seeds, pool.map(differences, seeds, chunksize=AT_ONCE), strict=True)


def _tell(seed: int, found: list[str], given) -> None:
    if not given.json:
        print(f"\nThe month of seed {seed} differs:", *islice(found, 12), sep="\n  ")
        print(f"Again: .venv/bin/python -m tests.billing 1 --from {seed} --trace")


if __name__ == "__main__":
    sys.exit(main())
