"""What every phone fetches before the first rule runs stays small."""

import gzip
import subprocess

import pytest

from tests.portable.phone import ROOT, SHARED


@pytest.mark.parametrize(("name", "budget"), [("runtime", 5400), ("natives", 2250)])
def test_size(name, budget):
    """Packed, whole; a bundler leaves out of it what nothing calls."""
    options = ["--bundle", "--external:uuid", "--minify", "--format=esm", "--log-level=error"]
    esbuild = ROOT / "node_modules/.bin/esbuild"
    made = subprocess.run(
        [esbuild, SHARED / f"{name}.ts", *options], capture_output=True, check=True
    )
    assert len(gzip.compress(made.stdout, 9)) <= budget
