"""Programs that nobody wrote: random functions of the subset, in CPython and in Node."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.portable.phone import agreed, answer

REST = """
def triple(a, b="b", *, c=None):
    return [a, b, c]


def total(xs, start=0):
    for x in xs:
        start += x
    return start
"""
pick = st.sampled_from
small = st.integers(-3, 12).map(str)


def call(template, *parts):
    return st.tuples(*parts).map(lambda found: template.format(*found))


numbers, texts, lists, words, dicts, truths, anything = (
    st.deferred(lambda name=name: GRAMMAR[name])
    for name in ("numbers", "texts", "lists", "words", "dicts", "truths", "anything")
)


def grown(leaf, *rest):
    """Mostly leaves, so that what grows comes to an end."""
    return st.one_of(*[leaf] * 2 * len(rest), *rest)


GRAMMAR = {
    "numbers": grown(
        st.one_of(small, pick(["n", "m", "len(xs)", "len(s)", "total(xs)", "i"])),
        call("({} {} {})", numbers, pick(["+", "-", "*", "//", "%"]), numbers),
        call("(-{})", numbers),
        call("abs({})", numbers),
        call("len({})", st.one_of(texts, lists, words, dicts)),
        call("sum({})", lists),
        call("sum(y for y in {} if {})", lists, truths),
        call("max({}, {})", numbers, numbers),
        call("min({}, default={})", lists, numbers),
        call("{}[{}]", lists, numbers),
        call("divmod({}, {})[1]", numbers, numbers),
        call("{}.get({}, {})", dicts, texts, numbers),
        call("{}[{}]", dicts, texts),
        call("({} if {} else {})", numbers, truths, numbers),
        call("{}.count({})", lists, numbers),
        call("{}.index({})", lists, numbers),
        call("int({})", texts),
        call("next((y for y in {} if y > {}), {})", lists, numbers, numbers),
        call("(lambda y, z=2: y * z)({})", numbers),
        call("total({}, start={})", lists, numbers),
    ),
    "texts": grown(
        pick(["s", "t", "''", "'a'", "'b c'", "'🔧'", "'12'"]),
        call("({} + {})", texts, texts),
        call("f'{{{}}}-{{{}}}'", pick(["n", "s", "none", "flag", "len(s)"]), pick(["t", "m"])),
        call("f'{{{}:03d}}'", pick(["n", "m", "n - m", "len(xs)"])),
        call("str({})", st.one_of(numbers, truths, texts)),
        call("{}.{}()", texts, pick(["upper", "lower", "strip", "rstrip", "lstrip"])),
        call("{}.replace({}, {})", texts, texts, texts),
        call("{}[{}:{}]", texts, numbers, numbers),
        call("{}[{}]", texts, numbers),
        call("{}.join({})", texts, words),
        call("({} or {})", texts, texts),
        call("({} if {} else {})", texts, truths, texts),
        call("{}.partition({})[{}]", texts, texts, pick("012")),
        call("max({}, default={})", words, texts),
        call("{}.removeprefix({})", texts, texts),
    ),
    "lists": grown(
        pick(["xs", "[]", "[1, 2]", "[*xs, n]", "ys"]),
        call("[{}, {}]", numbers, numbers),
        call("({} + {})", lists, lists),
        call("[y for y in {} if {}]", lists, truths),
        call("[y * {} for y in {}]", numbers, lists),
        call("[y + z for y in {} for z in {} if y < z]", lists, lists),
        call("sorted({}{})", lists, pick(["", ", reverse=True", ", key=lambda y: -y"])),
        call("list(reversed({}))", lists),
        call("{}[{}:]", lists, numbers),
        call("[*{}, *{}]", lists, lists),
        call("list(range({}))", small),
        call("[len(w) for w in {}]", words),
        call("[{}[{}] for y in {}]", lists, numbers, lists),
        call("list({}.values())", dicts),
    ),
    "words": grown(
        pick(["ws", "['a', 'b']", "[]"]),
        call("[{}, {}]", texts, texts),
        call("{}.split({})", texts, pick(["", "' '", "'a'", "'-', 1"])),
        call("list({})", texts),
        call("sorted({}, key=lambda w: (len(w), w))", words),
        call("[w + {} for w in {}]", texts, words),
        call("sorted({})", dicts),
        call("[str(i) + w for i, w in enumerate({})]", words),
        call("sorted({{w for w in {}}})", words),
        call("[a + b for a, b in zip({}, {})]", words, words),
    ),
    "dicts": grown(
        pick(["d", "{}", "{'a': 1}"]),
        call("{{{}: {}, 'b': {}}}", texts.map(lambda t: f"'k' + {t}"), numbers, numbers),
        call("{{**{}, **{}}}", dicts, dicts),
        call("{{'k' + w: len(w) for w in {}}}", words),
        call("{{k: v + {} for k, v in {}.items() if v > {}}}", numbers, dicts, numbers),
    ),
    "truths": grown(
        pick(["flag", "True", "False", "none is None"]),
        call("({} {} {})", numbers, pick(["<", "<=", "==", "!=", ">", ">="]), numbers),
        call("({} {} {})", texts, pick(["<", "==", "!=", ">", "in", "not in"]), texts),
        call("({} {} {})", lists, pick(["<", "==", "!="]), lists),
        call("({} < {} <= {})", pick(["n", "0"]), pick(["m", "len(xs)"]), numbers),
        call("({} in {})", texts, st.one_of(words, dicts)),
        call("({} in {})", numbers, lists),
        call("(not {})", anything),
        call("({} and {})", truths, truths),
        call("bool({})", anything),
        call("any(y > {} for y in {})", numbers, lists),
        call("all({})", lists),
        call("{}.startswith({})", texts, texts),
        call("isinstance({}, {})", anything, pick(["str", "int", "(list, bool)", "dict"])),
        call("{}.isdigit()", texts),
    ),
    "anything": grown(
        st.one_of(numbers, texts, lists, dicts, truths),
        pick(["none", "None", "rows", "row", "row.get('by')"]),
        call("({} {} {})", anything, pick(["and", "or"]), anything),
        call("[{}, ({}, {})]", anything, anything, anything),
        call("triple({}, c={})", anything, anything),
        call("triple({}, {})", anything, anything),
        call("({}) == ({})", anything, anything),
        call("max(rows, key=lambda r: (r['n'], {}), default=None)", numbers),
        call("[r['by']['name'] for r in rows if r['by'] and {}]", truths),
        call("sorted(rows, key=lambda r: r['k'])", st.just("")),
    ),
}


def indented(lines):
    return ["    " + line for line in lines]


def simple(template, *parts):
    return call(template, *parts).map(lambda line: [line])


blocks = st.deferred(lambda: st.lists(statements, min_size=1, max_size=4).map(lambda x: sum(x, [])))
statements = st.deferred(
    lambda: st.one_of(
        simple("n = {}", numbers),
        simple("s = {}", texts),
        simple("xs = {}", lists),
        simple("d = {}", dicts),
        simple("n, m = m, {}", numbers),
        simple("n {}= {}", pick(["+", "-", "*", "//", "%"]), numbers),
        simple("s += {}", texts),
        simple("xs += {}", lists),
        simple("out.append({})", anything),
        simple("ys.append({})", numbers),
        simple("d[{}] = {}", texts.map(lambda t: f"'k' + {t}"), numbers),
        simple("d['a'] += {}", numbers),
        simple("xs[{}] = {}", numbers, numbers),
        simple("del d[{}]", texts),
        simple("row['n'] = {}", numbers),
        simple("d.setdefault('z', {})", numbers),
        simple("d.update({})", dicts),
        simple("xs.insert({}, {})", numbers, numbers),
        simple("out.append(xs.pop({}))", numbers),
        simple("out.append(d.pop({}, {}))", texts, anything),
        simple("xs.remove({})", numbers),
        simple("out.append(local({}))", numbers),
        simple("if (n := {}) > 2: out.append(n)", numbers)
        .map(lambda x: x[0].split(": ", 1))
        .map(lambda x: [x[0] + ":", "    " + x[1]]),
        simple("raise ValueError({})", texts),
        simple("return [out, {}]", anything),
        st.tuples(truths, blocks, blocks).map(
            lambda x: [f"if {x[0]}:", *indented(x[1]), "else:", *indented(x[2])]
        ),
        st.tuples(st.one_of(lists, call("range({})", small)), blocks).map(
            lambda x: [f"for i in {x[0]}:", *indented(x[1])]
        ),
        blocks.map(lambda x: ["for row in rows:", *indented(x)]),
        blocks.map(lambda x: ["for s, n in sorted(d.items()):", *indented(x)]),
        st.tuples(truths, blocks).map(
            lambda x: [
                "for i, s in enumerate(ws):",
                *indented([f"if {x[0]}:", "    continue", *x[1]]),
            ]
        ),
    )
)
functions = blocks.map(
    lambda body: "\n".join(
        [
            "def f(n, m, s, t, xs, ws, d, rows, flag, none=None):",
            *indented(["out, ys, i = [], [], 0", "row = rows[0] if rows else {'n': 0}"]),
            *indented(["def local(a, b=2):", "    nonlocal m", "    m += a", "    return m * b"]),
            *indented(body),
            "    return [out, n, m, s, xs, d, ys]",
            REST,
        ]
    )
)
text_values = pick(["", "a", "b c", "🔧é", " ab ", "12", "B-a"])
row_values = st.fixed_dictionaries(
    {
        "k": text_values,
        "n": st.integers(-3, 3),
        "by": st.one_of(st.none(), st.fixed_dictionaries({"name": text_values})),
    }
)
arguments = st.tuples(
    st.integers(-9, 30),
    st.integers(-2, 5),
    text_values,
    text_values,
    st.lists(st.integers(-5, 9), max_size=4),
    st.lists(text_values, max_size=4),
    st.dictionaries(pick(["a", "b", "kk", ""]), st.integers(-3, 9), max_size=3),
    st.lists(row_values, max_size=3),
    st.booleans(),
).map(list)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(functions, st.lists(arguments, min_size=1, max_size=4))
def test_a_random_function(phone, text, calls):
    made = phone.module(text)
    file = phone.rules(made)
    asked = phone.ask([[file, f"{made.__name__}$f", args] for args in calls])
    for args, theirs in zip(calls, asked, strict=True):
        mine = answer(made.f, args)
        theirs = agreed(theirs)
        if theirs.get("error") != "OverflowError":  # beyond 2**53, refused aloud
            assert theirs == mine, text
