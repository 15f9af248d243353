"""Lists of software are compared on the phone as on the server."""

from fieldapp.operations.software import packages, versions
from tests.operations.test_packages import ALIKE, NAMES, RISING


def test_the_phone_compares_alike(phone):
    pairs = [*ALIKE, *((row[at], row[at + 1]) for row in RISING for at in range(len(row) - 1))]
    old = [[name, version, None] for name, version, _ in NAMES] + [[f"P{at}", one, None] for at, (one, _) in enumerate(pairs)]
    new = [[name, "1.0-rc1", None] for name, _, _ in NAMES[2:]] + [[f"P{at}", one, None] for at, (_, one) in enumerate(pairs)]
    rules = phone.rules(packages, versions)
    assert phone.call(rules, "fieldapp.operations.software.packages.compare", old, new) == packages.compare(old, new)
