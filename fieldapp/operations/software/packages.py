"""Two lists of software compared: what is the same, newer, older, missing or extra on the new machine.

A package is ``[name, version, publisher]``, as an inventory has it. Names are compared without case, accents, vendor, architecture,
language, and the version that stands in them; what is installed in several versions is compared version by version.
"""

from fieldapp.operations.software.versions import DIGITS, turn
from fieldapp.portable.natives import words_of

PORTABLE = True

# In the order in which a person looks at them.
DIFFERENCES = ["missing", "older", "unclear", "newer", "extra"]
VENDORS = [
    "microsoft", "mozilla", "google", "adobe", "oracle", "apple", "cisco", "citrix", "vmware", "jetbrains", "autodesk", "sap",
    "atlassian", "ibm", "symantec", "mcafee", "sophos",
]  # fmt: skip
NOISE = [
    "x64", "x86", "x86_64", "amd64", "arm64", "i386", "i686", "64-bit", "32-bit", "64bit", "32bit", "bit", "win64", "win32", "64", "32",
    "edition", "version", "inc", "inc.", "corp", "corp.", "corporation", "ltd", "ltd.", "gmbh", "llc", "-", "all", "only",
]  # fmt: skip
LANGUAGES = ["en", "de", "fr", "es", "it", "nl", "pt", "ja", "zh", "ko", "pl", "sv", "da", "fi", "nb", "cs", "ru", "tr", "hu"]
PATCHES = ["security update for", "update for", "hotfix for", "definition update for"]

NOISY = set(NOISE)
OF_VENDOR = set(VENDORS)


def compare(old, new):
    """``[{key, name, what, old, new}]`` in the order of their keys; ``what`` is ``same`` or one of ``DIFFERENCES``.

    Patches of the system itself (``Security Update for …``) are left out: a new machine has others.
    """
    before, after = by_name(old), by_name(new)
    rows = []
    for key in sorted({**before, **after}):
        add_rows(key, before.get(key), after.get(key), rows)
    return rows


def by_name(packages):
    """``{key: {name, versions}}``"""
    found: dict[str, dict] = {}
    for name, version, _publisher in packages:
        key = key_of_name(name, version or "")
        if not is_patch(key):
            if key not in found:
                found[key] = {"name": name, "versions": []}
            if (version or "") not in found[key]["versions"]:
                found[key]["versions"].append(version or "")
    return found


def is_patch(key):
    return " for " in key and any(key.startswith(one) for one in PATCHES)


def key_of_name(name, version):
    """``Mozilla Firefox (x64 en-US) 128.0`` → ``firefox``."""
    words, kept, last = words_of(name), [], ""
    for word in words:
        if word not in NOISY and not is_noise(word, version, last):
            kept.append(word)
        last = word
    if len(kept) > 1 and kept[0] in OF_VENDOR:
        kept = kept[1:]
    return " ".join(kept) or " ".join(words)


def is_noise(word, version, last):
    """``23.01`` and ``v1.2``, ``8`` of version 8.0, ``en-us``."""
    if word[0] in DIGITS:
        return "." in word or word == version or last == "update" or version.startswith(word + ".")
    if word[0] == "v" and "." in word and word[1] in DIGITS:
        return True
    return len(word) == 5 and word[2] == "-" and word[:2] in LANGUAGES


def add_rows(key, before, after, rows):
    """What became of the versions of one package."""
    if before is None:
        add_alone(key, after, "extra", rows)
    elif after is None:
        add_alone(key, before, "missing", rows)
    elif len(before["versions"]) == 1 and len(after["versions"]) == 1:
        old, new = before["versions"][0], after["versions"][0]
        rows.append(row_of(key, after["name"], turn(old, new), old, new, False))
    else:
        add_several(key, before, after, rows)


def add_alone(key, package, what, rows):
    """On one machine only."""
    several = len(package["versions"]) > 1
    for version in package["versions"]:
        old, new = (version, "") if what == "missing" else ("", version)
        rows.append(row_of(key, package["name"], what, old, new, several))


def add_several(key, before, after, rows):
    """What both have first; of the rest the newest against the newest."""
    old = [one for one in before["versions"] if not has(after["versions"], one)]
    new = [one for one in after["versions"] if not has(before["versions"], one)]
    for version in before["versions"]:
        if version not in old:
            rows.append(row_of(key, after["name"], "same", version, version, True))
    old, new = newest_first(old), newest_first(new)
    for at in range(max([len(old), len(new)])):
        if at >= len(new):
            rows.append(row_of(key, before["name"], "missing", old[at], "", True))
        elif at >= len(old):
            rows.append(row_of(key, after["name"], "extra", "", new[at], True))
        else:
            rows.append(row_of(key, after["name"], turn(old[at], new[at]), old[at], new[at], True))


def has(versions, version):
    return version in versions or any(turn(one, version) == "same" for one in versions)


def newest_first(versions):
    """Few, so that each is put in its place among those before it."""
    found: list[str] = []
    for version in versions:
        at = 0
        while at < len(found) and turn(found[at], version) != "newer":
            at += 1
        found.insert(at, version)
    return found


def row_of(key, name, what, old, new, several):
    """Decisions are kept by ``key``: of what is there in several versions, by name and version."""
    return {"key": f"{key} {old or new}" if several else key, "name": name, "what": what, "old": old, "new": new}
