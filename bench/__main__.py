"""Measure everything, or what is named: ``python -m bench sizes sync pages``."""

import sys

from bench import pages, results, sizes, sync

PARTS = {"sizes": sizes, "sync": sync, "pages": pages}

if __name__ == "__main__":
    for name in sys.argv[1:] or PARTS:
        PARTS[name].run()
    results.finish()
