"""Which of two versions is the newer: numbers as numbers, pre-releases before their release, dates by their year.

What has no order (two code names) is ``unclear``; a person decides.
"""

from fieldapp.portable.natives import fold, runs

PORTABLE = True

# Before the release itself, in this order.
BEFORE = {
    "dev": 1, "nightly": 1, "snapshot": 1, "canary": 1, "alpha": 2, "a": 2, "beta": 3, "b": 3, "insider": 3,
    "milestone": 4, "m": 4, "preview": 5, "pre": 5, "rc": 6, "cr": 6,
}  # fmt: skip
# Only with a number after them: 1.1.1a of OpenSSL follows 1.1.1.
SHORT = ["a", "b", "m"]
# These say nothing of which is newer.
SILENT = ["v", "version", "ver", "release", "final", "ga", "lts", "stable", "x", "bit", "amd", "arm", "win"]
BUILDS = ["x64", "x86", "amd64", "arm64", "64-bit", "32-bit", "win64", "win32"]
DIGITS = "0123456789"


def turn(old, new):
    """``same``, ``newer``, ``older`` (what ``new`` is against ``old``) or ``unclear``."""
    if (old or "").strip() == (new or "").strip():
        return "same"
    first, second = parts_of(old or ""), parts_of(new or "")
    if not has_number(first) or not has_number(second):
        return "unclear"
    for at in range(max([len(first), len(second)])):
        told = turn_of_part(first[at] if at < len(first) else "", second[at] if at < len(second) else "")
        if told != "same":
            return told
    return "same"


def has_number(parts):
    """The first is the epoch, which every version has."""
    return any(is_number(part) for part in parts[1:])


def is_number(part):
    return part != "" and part[0] in DIGITS


def parts_of(version):
    """``1:10.0-rc2`` → ``["1", "10", "0", "rc", "2"]``: the epoch first, numbers without leading zeros, words that count."""
    text = fold(version)
    for one in BUILDS:
        text = text.replace(one, " ")
    epoch, mark, rest = text.partition(":")
    if mark == "" or not (epoch.isascii() and epoch.isdigit()):
        epoch, rest = "0", text
    parts = telling(runs(rest.replace("~", " pre ")))
    return [without_zeros(epoch), *by_year(parts, "/" in rest)]


def telling(found):
    """Without the words that say nothing; letters before a number that mark a pre-release stay as they are."""
    kept = []
    for at, one in enumerate(found):
        counted = at + 1 < len(found) and is_number(found[at + 1])
        if is_number(one):
            kept.append(without_zeros(one))
        elif len(one) == 1 and not (counted and one in SHORT) and one not in SILENT:
            kept.append("=" + one)
        elif one not in SILENT:
            kept.append(one)
    return kept


def without_zeros(digits):
    return digits.lstrip("0") or "0"


def by_year(parts, slashes):
    """``31.12.2023`` and ``12/31/2023`` with the year before month and day."""
    if len(parts) != 3 or not all(is_number(part) and len(part) < 5 for part in parts):
        return parts
    first, second, year = int(parts[0]), int(parts[1]), int(parts[2])
    if year < 1990 or year > 2099 or first > 31 or second > 31:
        return parts
    return [parts[2], parts[0], parts[1]] if slashes else [parts[2], parts[1], parts[0]]


def turn_of_part(old, new):
    """One place of both; ``""`` where one has ended, which is as a zero there."""
    if (old or "0") == (new or "0"):
        return "same"
    first, second = rank(old), rank(new)
    if first != second:
        return "newer" if first < second else "older"
    if is_number(old):
        return "newer" if is_less(old, new) else "older"
    if len(old) == 2 and len(new) == 2:
        return "newer" if old < new else "older"
    return "same" if old in BEFORE and new in BEFORE else "unclear"


def is_less(digits, others):
    """Of numbers of any length."""
    return digits < others if len(digits) == len(others) else len(digits) < len(others)


def rank(part):
    """Pre-releases first, then the end, then a letter after the release, then a further number."""
    if part in BEFORE:
        return BEFORE[part]
    if part == "" or part == "0":
        return 10
    return 12 if is_number(part) else 11
