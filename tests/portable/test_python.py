# ruff: noqa: E501
"""What each piece of the subset does, in CPython and in Node."""

import importlib
import textwrap

import msgspec
import pytest

from fieldapp.portable.python import compile_modules
from tests.portable.phone import PATHS

# Each runs as the body of f(x), with every argument listed.
SNIPPETS = {
    "arithmetic": (
        "return [x + 2, x - 2, x * -3, x // 4, x // -4, x % 4, x % -4, -x, divmod(x, 4)]",
        [0, 1, -1, 7, -7, 8, -8],
    ),
    "truth": (
        "return [bool(x), not x, x and 1, x or 2, 1 if x else 2]",
        [0, 1, "", "a", None, [], [0], {}, {"a": 0}, True, False],
    ),
    "and or": (
        "return [x and x['a'] or 'none', (x or {}).get('a') and 3]",
        [None, {}, {"a": 0}, {"a": 1}],
    ),
    "equality": (
        "return [x == [1, {'a': None}], x != 'a', 'a' == x, x == 1, x == True, x is None, x is not None]",
        [[1, {"a": None}], [1, {}], "a", 1, True, None, [True, {"a": None}]],
    ),
    "chains": ("return [0 < x < 3, 0 <= x == 2 != 5, 1 < x + 1 < 3]", [0, 1, 2, 3]),
    "membership": (
        "return [x in [1, 'a'], x not in ('a', 2), x in {'a', 'b'}, x in {'a': 1}]",
        ["a", "b", "c", 1, True],
    ),
    "identity": (
        "first = x[0]\nreturn [y for y in x if y is not first]",
        [[[], [], [1]], [None, 1]],
    ),
    "text in text": ("return [x in 'abc', 'b' not in x]", ["", "b", "ca"]),
    "strings": (
        "return [x.upper(), x.lower(), x.strip(), x.split(), x.split('a'), x.split('a', 1), x.replace('a', 'bb'), x.count('a'), len(x), x[:2], x[-1:], x.startswith(('a', 'b')), x.endswith('b'), x.partition('a'), x.removeprefix('a'), x.removesuffix('a')]",
        ["", "a", "  abba ", "a\tb\n c", "🔧a🔧", "ß", "a" * 5],
    ),
    "strip what": (
        "return [x.strip('ab'), x.lstrip('a'), x.rstrip('b'), ', '.join([x, x]), x.isascii()]",
        ["", "aab", "cab", "é"],
    ),
    "digits": (
        "return [x.isdigit(), int(x) if x.isascii() and x.isdigit() else None]",
        ["", "12", "007", "1a", "²", "٣", "-1"],
    ),
    "int": ("return int(x)", ["12", " -3 ", "+4", "1_000", "", "a", "1.5", True, 7, "1__0", None]),
    "str": ("return [str(x), f'{x}!', f'{x!s}']", [0, -5, "a", None, True, False]),
    "formats": ("return [f'{x:02d}', f'{x:d}', f'{x:5d}', f'{x:05d}']", [0, 7, -7, 123456, True]),
    "escapes": ("return [f'{{{x}}}', 'a\\'\"\\n\\u2028\\\\', '${x}', '</script>']", [1]),
    "index": ("return [x[0], x[-1], x[1]]", [[1, 2], "ab", "🔧é", [1], "", []]),
    "slices": (
        "return [x[1:], x[:1], x[-2:], x[1:-1], x[5:], x[:], x[None:2]]",
        [[1, 2, 3], "a🔧c", "", []],
    ),
    "keys": (
        "return [x['a'], x.get('b'), x.get('b', 3), x.get(None), 'a' in x, list(x), len(x)]",
        [{"a": 1}, {"a": None, "b": 2}, {"b": 1}, {}],
    ),
    "odd keys": (
        "x['__proto__'] = 1\nx['constructor'] = 2\nreturn [x.get('toString'), '__proto__' in x, list(x), {**x, '__proto__': 3}]",
        [{}, {"a": 1}],
    ),
    "dict methods": (
        "y = x.copy()\ny.setdefault('a', []).append(1)\ny.update({'z': 2})\ny.update([('q', 3)])\nreturn [y, y.pop('z'), y.pop('none', None), list(y.items()), list(y.keys()), list(y.values())]",
        [{}, {"a": []}],
    ),
    "list methods": (
        "x.append(4)\nx.extend([5, 6])\nx.extend(y for y in [7])\nx.insert(0, 0)\nx.insert(-1, 9)\nx.remove(4)\nreturn [x, x.pop(), x.pop(0), x.index(5), x.count(5), x.copy()]",
        [[1], []],
    ),
    "deleting": ("del x['a']\nreturn x", [{"a": 1, "b": 2}, {}]),
    "deleting from a list": ("del x[-1]\nreturn x", [[1, 2], []]),
    "in place": ("y = x\ny += [1]\nreturn [x, y]", [[], [2]]),
    "counting": (
        "x['n'] = x.get('n', 0)\nx['n'] += 2\nx['n'] -= 1\nx['n'] *= 5\nx['n'] //= 2\nx['n'] %= 4\nreturn x",
        [{}, {"n": 7}],
    ),
    "sets": (
        "y = set(x)\ny.add('z')\ny.discard('a')\nreturn [y, sorted(y), len(y), 'z' in y, y == {'z', 'b'}, {c for c in x}]",
        [["a", "b", "a"], "ab", []],
    ),
    "loops": (
        "out = []\nfor i, y in enumerate(x):\n  if y == 2:\n    continue\n  if y == 4:\n    break\n  out.append((i, y))\nreturn out",
        [[1, 2, 3, 4, 5], []],
    ),
    "while": (
        "n = 0\nwhile x > 1:\n  x = x // 2 if x % 2 == 0 else 3 * x + 1\n  n += 1\nreturn n",
        [1, 6, 27],
    ),
    "unpacking": (
        "a, (b, c), *d = x\nd, e = a, d\nreturn [a, b, c, d, e]",
        [[1, [2, 3], 4, 5], [1, "ab"]],
    ),
    "zip and more": (
        "return [list(zip(x, range(5))), list(reversed(x)), list(enumerate(x, start=2)), [i for i in range(5, 0, -2)], [*x, 0, *x], list(enumerate(x, 3))]",
        [[1, 2], "ab", []],
    ),
    "comprehensions": (
        "return [[y * 2 for y in x if y if y > 1], {str(y): y for y in x}, {y for y in x}, [(a, b) for a in x for b in x if a < b], [[z for z in range(y)] for y in x]]",
        [[1, 2, 3], []],
    ),
    "own scope": ("y = 5\nz = [y for y in x]\nx = [x for x in x]\nreturn [y, z, x]", [[1, 2]]),
    "aggregates": (
        "return [sum(x), sum(y for y in x), min(x), max(x), any(y > 2 for y in x), all(y > 2 for y in x), sum(1 for y in x), len(x), max(x[0], 3), min(x, default=None)]",
        [[1, 2, 3], [-1], []],
    ),
    "defaults of aggregates": (
        "return [min(x, default=7), max(x, key=lambda y: -y, default=None), sum(x, 10)]",
        [[], [1, 2]],
    ),
    "sorting": (
        "return [sorted(x), sorted(x, reverse=True), sorted(x, key=lambda y: -len(y)), max(x, key=len, default=0), sorted(x, key=lambda y: (len(y), y), reverse=True)]",
        [["b", "a", "aa", ""], ["\uffff", "🔧", "z"], []],
    ),
    "stable": (
        "return [sorted(x, key=lambda y: y[0]), sorted(x, key=lambda y: y[0], reverse=True), min(x, key=lambda y: y[0]), max(x, key=lambda y: y[0])]",
        [[[1, "a"], [0, "b"], [1, "c"], [0, "d"]]],
    ),
    "next": (
        "return [next((y for y in x if y > 1), None), next((y for y in x), 0)]",
        [[1, 2, 3], []],
    ),
    "next of nothing": ("return next(y for y in x if y > 1)", [[1, 2, 3]]),
    "walrus": (
        "if (n := len(x)) > 1:\n  return n\nreturn [m for y in x if (m := y + 1)]",
        [[1, 2], [1]],
    ),
    "functions": (
        "def add(a, b=2, *, c=None):\n  nonlocal total\n  total += a + b\n  return [a, b, c]\ntotal = 0\nout = [add(x), add(x, 3), add(c=1, a=x), add(b=5, a=1)]\nreturn [out, total, (lambda a, b=3: a * b)(x)]",
        [1, 2],
    ),
    "recursion": (
        "def count(n):\n  return 0 if n < 1 else 1 + count(n - 1)\nreturn count(x)",
        [0, 3],
    ),
    "late": (
        "fs = []\nfor i in range(3):\n  fs.append(lambda: i + x)\nreturn [f() for f in fs]",
        [1],
    ),
    "reserved": (
        "case = x\nnew = case + 1\nclass_ = [var for var in [new]]\nthis, delete = 1, 2\nreturn {'case': case, 'new': new, 'class': class_, 'this': this + delete}",
        [1],
    ),
    "kinds": (
        "return [isinstance(x, str), isinstance(x, int), isinstance(x, bool), isinstance(x, (list, dict)), isinstance(x, str | int)]",
        ["", 1, True, None, [], {}],
    ),
    "dict()": (
        "return [dict(x), dict(x, a=1), dict(c=2, **x), {**x, 'a': 1, 'c': x}]",
        [{}, {"a": 0, "b": 1}],
    ),
    "characters": ("return [ord(x), chr(ord(x) + 1)]", ["a", "🔧", "ab", ""]),
    "strings can't be changed": ("x[0] = 'b'\nreturn x", ["abc"]),
    "mixed": ("return x + 'a'", ["b", 1, None, []]),
    "mixed order": ("return x < 'a'", ["b", 1, None, []]),
    "missing key": ("return x['b']", [{"a": 1}]),
    "zero": ("return 5 // x", [0, 2]),
    "zero again": ("return 5 % x", [0, -2]),
    "not a list": ("return [y for y in x]", [None, 1]),
    "wrong value": ("raise ValueError(f'no {x}')", [1]),
    "pass": (
        "if x:\n  pass\nelif x is None:\n  return\nelse:\n  '''nothing'''\nreturn 1",
        [0, None, 1],
    ),
}


@pytest.mark.parametrize("name", SNIPPETS)
def test_the_phone_answers_as_the_server_does(phone, name):
    body, arguments = SNIPPETS[name]
    text = "def f(x):\n" + textwrap.indent(body, "    ")
    assert phone.differences(text, [("f", [a]) for a in arguments]) == []


MODULE = '''
"""A module with everything at its top."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

import msgspec

from fieldapp.portable import natives
from fieldapp.portable.natives import derive as made

if TYPE_CHECKING:
    from decimal import Decimal

Names = dict[str, Any]


class By(msgspec.Struct):
    id: str
    name: str = "someone"


class Pause(msgspec.Struct, rename={"from_": "from"}):
    from_: str
    to: str | None = None


class Note(msgspec.Struct, kw_only=True):
    text: str
    by: By | None = None
    pauses: list[Pause] = []
    first: By = msgspec.field(default_factory=lambda: By("0"))


class Tagged(msgspec.Struct, tag="tagged"):
    n: int = 0


class Refused(Exception):
    """No."""

    status = 400

    def __init__(self, code: str, message: str = "no"):
        """Sets both."""
        super().__init__(message)
        self.code = code
        self.message = f"{code}: {message}"


class Wrong(Refused):
    status = 422


class Plain(Exception):
    pass


STATES = frozenset({"open", "held"})
NEGATIVE = -5
LIMITS: Names = {"text": 4, "steps": [1, NEGATIVE]}


def limit(name: str, otherwise: int = NEGATIVE) -> int:
    return LIMITS.get(name, otherwise)


def note(text: str, by: UUID | Decimal) -> Note:
    made_ = Note(text=text, by=By(by), first=By(name="x", id="1"))
    made_.pauses.append(Pause("a"))
    made_.pauses[0].from_ = made_.pauses[0].from_ + "!"
    return cast("Note", made_)


def raising(kind):
    if kind == "refused":
        raise Refused("bad", message="really")
    if kind == "wrong":
        raise Wrong(code="worse")
    if kind == "plain":
        raise Plain("because")
    raise ValueError("value") from None


def verbs(name, n):
    return VERBS[name](n)


def double(n):
    return n * 2


VERBS = {"double": double, "triple": lambda n: n * 3}


def all_of_it():
    return [STATES, NEGATIVE, limit("text"), limit("other"), limit(otherwise=1, name="x"),
            natives.iso(0), made("6ba7b810-9dad-11d1-80b4-00c04fd430c8", "job"), "open" in STATES]
'''


def test_a_whole_module(phone):
    calls = [("verbs", [name, 4]) for name in ("double", "triple", "none")]
    assert phone.differences(MODULE, [("all_of_it", []), *calls]) == []


def test_a_struct_is_the_object_that_it_is_as_json(phone):
    made = phone.module(MODULE)
    theirs = phone.call(phone.rules(made), f"{made.__name__}$note", "hi", "7")
    assert theirs == msgspec.to_builtins(made.note("hi", "7"))
    assert list(theirs) == ["text", "by", "pauses", "first"]


def test_exceptions_keep_their_fields_and_their_kinship(phone):
    made = phone.module(MODULE)
    file = phone.rules(made)

    def raised(kind):
        (answer,) = phone.ask([[file, f"{made.__name__}$raising", [kind]]])
        return {"name": answer["error"], "message": answer["message"], **answer["fields"]}

    assert raised("refused") == {
        "name": "Refused",
        "message": "bad: really",
        "code": "bad",
        "args": ["really"],
    }
    assert raised("wrong")["message"] == "worse: no"
    assert raised("plain")["args"] == ["because"]
    assert raised("other")["name"] == "ValueError"


def test_modules_call_each_other_and_two_may_have_one_name(phone, monkeypatch, tmp_path):
    for folder, text in {
        "one": "from shop.two import steps\nfrom shop.two.steps import LIST, twice as double\n"
        "def use(x):\n    return [steps.twice(x), double(x), LIST, steps.LIST]\n",
        "two": "LIST = [1]\ndef twice(x):\n    return x * 2\n",
    }.items():
        (tmp_path / "shop" / folder).mkdir(parents=True)
        (tmp_path / "shop" / folder / "steps.py").write_text(text)
    monkeypatch.syspath_prepend(tmp_path)
    one, two = (importlib.import_module(f"shop.{n}.steps") for n in ("one", "two"))
    text = compile_modules([one, two], **PATHS)
    assert phone.call(phone.write(text), "one$steps$use", 4) == one.use(4)
    assert phone.call(phone.write(text), "shop.one.steps.use", 4) == one.use(4)


def test_what_a_field_lacks_is_none(phone):
    made = phone.module(
        "def f(x):\n    return [x.gone is None, x.gone == None, not x.gone, str(x.gone),\n"
        "            g(x.gone), x.gone or 1, [x.gone], x.gone in [None], {'a': x.gone}.get('a')]\n"
        "def g(x='default'):\n    return x\n"
    )
    theirs = phone.call(phone.rules(made), f"{made.__name__}$f", {})
    assert theirs == [True, True, True, "None", None, 1, [None], True, None]
