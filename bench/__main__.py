"""Measure everything, or what is named: ``python -m bench sizes merging``."""

import sys
from importlib import import_module

from bench import results

PARTS = ["sizes", "labels", "merging", "profile", "single", "feed", "memory", "clusters", "load", "pages", "scanning", "billing", "reports", "software"]

if __name__ == "__main__":
    results.machine()
    for name in sys.argv[1:] or PARTS:
        import_module(f"bench.{name}").run()
    results.finish()
