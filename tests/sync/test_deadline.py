"""A merge that never ends gives way to a new process; one that ends in time is left alone."""

import subprocess
import sys

from tests.browser.programs import ROOT


def ends(body: str) -> int:
    program = f"import time\nfrom fieldapp.sync.deadline import within\n{body}"
    return subprocess.run([sys.executable, "-c", program], cwd=ROOT, timeout=60).returncode


def test_what_never_ends_ends_its_process():
    assert ends("with within(0.2):\n    while True: pass") == 70


def test_what_ends_in_time_does_not():
    assert ends("with within(0.2):\n    pass\ntime.sleep(1)") == 0


def test_every_merge_has_one(app):
    assert app.config["MERGE_DEADLINE"] > 0
