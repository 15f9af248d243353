# ruff: noqa: E501
"""Templates that nobody wrote: random pages, contexts, macros and includes, byte for byte."""

import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fieldapp.portable.jinja import render_block
from tests.portable.test_jinja import Site
from tests.portable.test_programs import grown, pick, text_values


def fill(template, *parts):
    """Each § is the next part."""
    pieces = template.split("§")
    return st.tuples(*parts).map(
        lambda found: "".join(a + b for a, b in zip(pieces, [*found, ""], strict=True))
    )


numbers, texts, lists, truths, anything = (
    st.deferred(lambda name=name: GRAMMAR[name])
    for name in ("numbers", "texts", "lists", "truths", "anything")
)
small = st.integers(-3, 9).map(str)
GRAMMAR = {
    "numbers": grown(
        st.one_of(small, pick(["n", "job.n", "xs|length", "ns.n", "limit", "(d.a or 1)"])),
        fill("(§ § §)", numbers, pick(["+", "-", "*", "//", "%"]), numbers),
        fill("§|length", lists),
        fill("(§ if § else §)", numbers, truths, numbers),
        # Of whole numbers only: a text times a number is a text in Python, and outside the subset.
        fill("(§|first or §)", pick(["xs", "gone", "range(3)"]), numbers),
        fill("gone|default(§)", numbers),
    ),
    "texts": grown(
        pick(
            ["s", "job.title", "'<b>'", "'&'", "''", "box", "s|safe", "job['title']", "job.by.name"]
        ),
        fill("(§ ~ §)", texts, anything),
        fill("(§|§)", texts, pick(["upper", "lower", "trim", "e", "safe", "urlencode", "string"])),
        fill("(§|replace(§, §))", texts, pick(["'a'", "'<'", "s", "'&'"]), texts),
        fill("(§|join(§))", lists, texts),
        fill("(rows|map(attribute=§)|join(§))", pick(["'k'", "'by.name'", "'n'"]), texts),
        fill("(§|clock)", numbers),
        fill("(§|clock(§))", pick(["n", "70", "job.n"]), pick(["'-'", "'<'"])),
        fill("(§|shout)", pick(["s", "none", "gone", "job.title"])),
        fill("m(§, §)", anything, anything),
        fill("lib.field(§, value=§)", anything, anything),
        fill("m(b=§, a=§)", anything, anything),
        fill("(§ if §)", texts, truths),
        fill("(§|d(§, true))", texts, texts),
        fill("s[§:§]", small, small),
        fill(
            "url_for('job', id=§, q=§)", pick(["n", "s ~ 'x'", "'a/b c'"]), pick(["s", "n", "none"])
        ),
    ),
    "lists": grown(
        pick(["xs", "ws", "[]", "[1, '<']", "gone", "range(3)", "d"]),
        fill("[§, §]", anything, anything),
        fill("(§|list)", lists),
        fill("(§|select('in', §)|list)", lists, lists),
        fill(
            "(rows|selectattr(§)|map(attribute='k')|list)",
            pick(["'by'", "'n'", "'k', 'eq', s", "'n', 'gt', 0"]),
        ),
        fill(
            "(rows|rejectattr(§)|map(attribute='n')|list)", pick(["'by'", "'n'", "'k', 'in', ws"])
        ),
        fill("(§)[§:]", pick(["xs", "ws"]), small),
    ),
    "truths": grown(
        pick(["flag", "none", "gone", "job", "job.by", "(job.by is none)", "caller", "box"]),
        fill("(§ § §)", numbers, pick(["<", "<=", "==", "!=", ">", ">="]), numbers),
        fill("(§ § §)", anything, pick(["==", "!="]), anything),
        fill("(§ § §)", anything, pick(["in", "not in"]), lists),
        fill("(not §)", truths),
        fill("(§ § §)", truths, pick(["and", "or"]), truths),
        fill(
            "(§ is §)",
            anything,
            pick(["defined", "none", "not none", "string", "undefined", "number"]),
        ),
        fill("(§ is §)", numbers, pick(["odd", "even", "gt 2", "divisibleby 2"])),
    ),
    "anything": grown(
        st.one_of(numbers, texts, truths),
        pick(["none", "gone", "job.gone", "row.k", "row.n", "x", "k", "v", "loop.index"]),
        fill("(§ and §)", anything, anything),
        fill("(§ or §)", anything, anything),
    ),
}
spaces = pick(["", " ", "\n", "  \n  ", "text\n", "<p>"])
body = st.deferred(lambda: st.lists(parts, max_size=4).map("".join))
INCLUDES = [
    "{% include '_i.html' %}",
    "  {% include '_i.html' %}\n",
]
flat = st.one_of(
    spaces,
    fill("{{ § }}", anything),
    fill("{{- § -}}", texts),
    fill("{% set § = § %}", pick(["x", "s", "n", "row"]), anything),
    fill("{% set ns.n = § %}", numbers),
    pick(INCLUDES),
)
parts = st.deferred(
    lambda: grown(
        flat,
        fill("{% set box %}§{% endset %}", body),
        fill("{% if § %}§{% endif %}", truths, body),
        fill("{% if § %}§{% elif § %}§{% else %}§{% endif %}", truths, body, truths, body, body),
        fill("{% for § in § %}§{% endfor %}", pick(["x", "n", "s"]), lists, body),
        fill("{% for x in § if § %}§{% else %}§{% endfor %}", lists, truths, body, body),
        fill("{% for row in rows %}\n§\n{% endfor %}\n", body),
        fill("{% for k, v in d.items() %}§{{ loop.index }}{% endfor %}", body),
        fill("{% with x = §, s = § %}§{% endwith %}", anything, texts, body),
        fill("{% call m(§) %}§{% endcall %}", anything, body),
        fill("{% call(x) m(§) %}§{% endcall %}", anything, body),
        fill(
            "{% macro m(a, b=§) %}§{{ a }}{% if caller %}{{ caller(a) }}{% endif %}{% endmacro %}",
            anything,
            body,
        ),
    )
)
top = st.lists(
    st.one_of(
        spaces,
        fill("{{ § }}", anything),
        fill("{% set § = § %}", pick(["x", "s", "n"]), anything),
        fill("{% if § %}{% set x = § %}{% endif %}", truths, anything),
        fill("{% for x in § %}{{ x }}{% set s = x %}{% endfor %}", lists),
        fill("{% set box %}§{% endset %}", body),
        fill("{% macro m(a, b=§) %}§{% endmacro %}", anything, body),
    ),
    max_size=4,
).map("".join)
START = (
    "{% set ns = namespace(n=1) %}{% import '_m.html' as lib %}"
    "{% macro m(a, b='<') %}[{{ a }}{{ b }}{% if caller %}{{ caller(a) }}{% endif %}]{% endmacro %}"
)
INCLUDE = "<i>{{ s }}{{ x }}{% set x = 5 %}{% for s in xs %}{{ s }}{{ x }}{% endfor %}</i>\n"
MACROS = (
    "{% macro field(name, value='') %}<{{ name }}={{ value }}{{ s }}>{% endmacro %}{% set K = 1 %}"
)
pages = st.fixed_dictionaries(
    {
        "_i.html": st.just(INCLUDE),
        "_m.html": st.just(MACROS),
        "base.html": fill(
            START + "§{% block one %}§{% endblock %}§{% block two %}§{% endblock %}",
            body, body, body, body,
        ),
        "page.html": st.one_of(
            fill(START + "§", body),
            fill(
                "{% extends 'base.html' %}" + START + "§{% block one %}§{{ super() }}§{% endblock %}",
                top, body, body,
            ),
        ),
    }
)  # fmt: skip
rows = st.fixed_dictionaries(
    {
        "k": text_values,
        "n": st.integers(-3, 3),
        "by": st.one_of(st.none(), st.fixed_dictionaries({"name": text_values})),
    }
)
printed = st.one_of(text_values, pick(["<a href='x'>\"&", "{{ x }}", "${x}", "\\n", "\u2028"]))
contexts = st.fixed_dictionaries(
    {
        "n": st.integers(-5, 200),
        "s": printed,
        "flag": st.booleans(),
        "none": st.none(),
        "xs": st.lists(st.integers(-3, 5), max_size=3),
        "ws": st.lists(printed, max_size=3),
        "d": st.dictionaries(pick(["a", "b", "<k>"]), st.integers(0, 5), max_size=3),
        "rows": st.lists(rows, max_size=3),
        "job": st.fixed_dictionaries(
            {
                "title": printed,
                "n": st.integers(0, 9),
                "by": st.one_of(st.none(), st.fixed_dictionaries({"name": printed})),
            },
            optional={"gone": st.none()},
        ),
    }
)


class Checked:
    """Counts what was rendered on both sides."""

    def __init__(self, phone):
        self.site = Site(phone)
        self.rendered = self.failed = 0

    def page(self, pages, found):
        env = self.site.env(pages)
        file = self.site.compile(env, list(pages))
        template = env.get_template("page.html")
        asked = [[file, "render", ["page.html", context]] for context in found]
        mine = [lambda c=c: template.render(c) for c in found]
        if "extends" in pages["page.html"]:
            asked += [[file, "render_block", ["page.html", "one", context]] for context in found]
            mine += [lambda c=c: render_block(env, "page.html", "one", c) for c in found]
        for here, there in zip(mine, self.site.phone.ask(asked), strict=True):
            try:
                here = here()
            except Exception:  # the server's tests find these: the phone may do better
                self.failed += 1
                continue
            self.rendered += 1
            if there.get("error") == "TypeError" and "can't be printed" in there["message"]:
                continue  # lists and dicts, which a template never prints
            assert there.get("result", there.get("message")) == here, json.dumps(pages, indent=1)


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(pages, st.lists(contexts, min_size=2, max_size=4))
def test_a_random_page(phone, pages, found):
    Checked(phone).page(pages, found)
