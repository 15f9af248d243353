# ruff: noqa: E501
"""Templates rendered by Jinja2 and by the phone, byte for byte."""

import jinja2
import pytest

from fieldapp.portable.jinja import compile_templates, render_block
from tests.portable.phone import PATHS

RULES = """
def clock(minutes, separator=":"):
    return f"{minutes // 60:02d}{separator}{minutes % 60:02d}"

def shout(text):
    return text.upper() + "!" if text else ""

def both(a, b=2, c=None):
    return [a, b, c]
"""
CONTEXT = {
    "name": "<N & 'm'>",
    "none": None,
    "zero": 0,
    "empty": [],
    "text": ' a"b<i>é🔧</i> ',
    "ns": [3, 1, 2],
    "yes": True,
    "words": ["a", "<b>", "c"],
    "job": {
        "title": "Swap <it>",
        "hold": None,
        "steps": [
            {"key": "a", "state": "done", "n": 1, "by": {"name": "Alice"}},
            {"key": "b", "state": "todo", "n": 20, "by": None},
            {"key": "c", "state": "todo", "n": 3, "by": {"name": "<Bob>"}},
        ],
        "parts": {"one": 1, "two": 2},
        "count": 7,
    },
}
SNIPPETS = r"""
{{ name }} {{ name|safe }} {{ name|e }} {{ name|safe|e }} {{ name|string }}
{{ none }} {{ missing }} {{ job.missing }} {{ job.hold.reason }} {{ yes }} {{ zero }}
{{ "<a>" }} {{ '"' }} {{ 5 }} {{ -5 }} {{ true }} {{ none_ is defined }}
{{ 7 + 2 }} {{ 7 - 9 }} {{ 7 * -3 }} {{ -7 // 2 }} {{ -7 % 3 }} {{ "a" + "b" }}
{{ "a" ~ 1 ~ none ~ name ~ missing }} {{ ("<" ~ name)|safe }} {{ name|safe ~ name }}
{{ ns[0] }} {{ ns[-1] }} {{ ns[9] }} {{ ns[1:] | join }} {{ text[1:4] }} {{ text[:2] }} {{ "🔧x"[1] }}
{{ job["title"] }} {{ job["no"] }} {{ job.steps[1].by }} {{ job.count }}
{{ 1 == 1 }} {{ 1 != 2 }} {{ none == missing }} {{ none == job.hold }} {{ missing == missing }} {{ 1 < 2 }} {{ "b" >= "a" }}
{{ 1 in ns }} {{ "a" in text }} {{ "x" not in words }} {{ none in ns }} {{ missing in ns }} {{ "one" in job.parts }} {{ 1 in missing }}
{{ name and "y" }} {{ missing or "n" }} {{ empty or none or 3 }} {{ not zero }} {{ empty and 1 or 2 }}
{{ "y" if yes else "n" }} {{ "y" if empty else "n" }} {{ "y" if empty }}
{{ name is defined }} {{ missing is defined }} {{ missing is undefined }} {{ none is none }} {{ missing is none }} {{ name is string }} {{ 3 is odd }} {{ 3 is even }} {{ 6 is divisibleby 3 }} {{ 1 is eq 1 }} {{ job is mapping }} {{ 1 is number }} {{ yes is true }} {{ 1 is in ns }} {{ none is not none }}
{{ missing|default("d") }} {{ none|default("d") }} {{ none|default("d", true) }} {{ empty|d("e", boolean=true) }} {{ missing|d }}
{{ ns|length }} {{ text|length }} {{ job.parts|length }} {{ missing|length }} {{ "🔧"|length }} {{ ns|count }}
{{ words|join(", ") }} {{ words|join("<") }} {{ [1, "a", name|safe]|join("&") }} {{ missing|join }} {{ job.steps|join("-", attribute="key") }} {{ "abc"|join(".") }}
{{ name|upper }} {{ name|lower }} {{ 5|upper }} {{ text|trim }} {{ name|trim("<>") }} {{ (name|safe)|upper }}
{{ name|replace("N", "<b>") }} {{ (name|safe)|replace("N", "<b>") }} {{ name|replace("N", "<b>"|safe) }} {{ "aaa"|replace("a", "b") }} {{ "ab"|replace("", "-") }}
{{ ns|first }} {{ ns|last }} {{ empty|first }} {{ empty|last }} {{ "abc"|first }} {{ "abc"|list|join("|") }}
{{ job.steps|selectattr("state", "eq", "todo")|map(attribute="key")|join(",") }} {{ job.steps|rejectattr("by")|list|length }} {{ job.steps|map(attribute="by.name")|join(",") }}
{{ ns|select("gt", 1)|join(",") }} {{ ns|reject("odd")|join(",") }} {{ words|select("in", "abc")|list|length }} {{ ns|select|first }}
{{ "a b/c?d=é&'*~!()"|urlencode }} {{ 5|urlencode }}
{% for n in ns %}{{ loop.index }}/{{ loop.index0 }}/{{ loop.first }}/{{ loop.last }}/{{ loop.length }}/{{ loop.revindex }}/{{ loop.revindex0 }}:{{ n }};{% endfor %}
{% for n in ns if n > 1 %}{{ loop.index }}{{ n }},{% else %}none{% endfor %}
{% for n in empty %}{{ n }}{% else %}nothing{% endfor %}{% for n in missing %}{{ n }}{% else %}missing{% endfor %}
{% for k, v in job.parts.items() %}{{ k }}={{ v }};{% endfor %}{% for k in job.parts %}{{ k }}{% endfor %}{% for k in job.parts.keys() %}{{ k }}{% endfor %}{% for v in job.parts.values() %}{{ v }}{% endfor %}
{% for a in ns %}{% for b in words if b != "c" %}{{ loop.index }}{{ a }}{{ b }}{% endfor %}{{ loop.index }}{% endfor %}{% for c in "aé🔧" %}{{ c }}.{% endfor %}
{% set x = 1 %}{% for n in ns %}{{ x }}{% set x = n %}{{ x }}{% endfor %}{{ x }}
{% if yes %}{% set x = 1 %}{% endif %}{{ x }}{% if empty %}{% set z = 1 %}{% endif %}{{ z }}{{ z is defined }}
{{ name }}{% set name = "changed" %}{{ name }}{% set a, b = 1, "<" %}{{ a }}{{ b }}
{% for n in ns %}{% set name = name ~ n %}{{ name }}{% endfor %}{{ name }}
{% set s %}<b>{{ name }}</b>{% endset %}{{ s }}{{ s|length }}{{ s ~ name }}{{ s == "x" }}{{ s[1:4] }}{{ s|upper }}{% if s %}y{% endif %}
{% set s %}{% endset %}{{ "full" if s else "empty" }}
{% set q = namespace(n=0, t="") %}{% for n in ns %}{% set q.n = q.n + n %}{% set q.t = q.t ~ n %}{% endfor %}{{ q.n }}{{ q.t }}{{ q.gone }}
{% with a = 1, b = name %}{{ a }}{{ b }}{% set a = 2 %}{{ a }}{% endwith %}{{ a }}{% with %}{% set c = 1 %}{{ c }}{% endwith %}{{ c }}
{% macro m(a, b="<d>", c=a) %}[{{ a }}{{ b }}{{ c }}]{% endmacro %}{{ m(1) }}{{ m("<", c=2) }}{{ m(b=1, a=name) }}{{ m(missing, missing) }}{{ m() }}
{% macro wrap(t) %}<p>{{ t }}{{ caller(t, 2) }}</p>{% endmacro %}{% call(x, y="no") wrap("<t>") %}{{ x }}{{ y }}{{ name }}{% endcall %}
{% macro maybe() %}{% if caller %}{{ caller() }}{% else %}alone{% endif %}{% endmacro %}{{ maybe() }}{% call maybe() %}with{% endcall %}
{% macro deep(n) %}{{ n }}{% if n > 0 %}{{ deep(n - 1) }}{% endif %}{% endmacro %}{{ deep(3) }}{% for i in [1] %}{% macro inner() %}{{ i }}{{ name }}{% endmacro %}{{ inner() }}{% endfor %}
{% macro scoped() %}{% set name = "in" %}{{ name }}{{ later }}{% endmacro %}{% set later = 1 %}{{ scoped() }}{{ name }}
{% if zero %}a{% elif none %}b{% elif ns %}c{% else %}d{% endif %}{% if not empty and (yes or zero) %}e{% endif %}
{% import "_m.html" as lib %}{{ lib.field("<n>", value=5) }}{{ lib.LIMIT }}{{ lib._hidden is defined }}{{ lib.sees is defined }}{{ lib.outer() }}
{% from "_m.html" import field, field as f2, LIMIT as top with context %}{{ field(1) }}{{ f2(2) }}{{ top }}
{% from "_m.html" import outer with context %}{{ outer() }}{% set name = "X" %}{% from "_m.html" import outer as o2 with context %}{{ o2() }}
{% include "_i.html" %}{% set name = "set" %}{% include "_i.html" %}
{% for n in ns %}{% include "_i.html" %}{% endfor %}{% with name = "with" %}{% include "_i.html" %}{% endwith %}{% macro i(n) %}{% include "_i.html" %}{% endmacro %}{{ i(9) }}
{% for s in job.steps %}{% set n = s.by.name %}{% include "_i.html" %}{% endfor %}
{{ 75|clock }} {{ 75|clock("-") }} {{ 75|clock(separator="<") }} {{ name|shout }} {{ none|shout }} {{ missing|shout }} {{ both(1)|join }} {{ both(1, c=name)|join(",") }} {{ both(b=1, a=2)[0] }} {{ limit }}
{{ range(3)|join }} {{ range(1, 6, 2)|list|length }} {% for i in range(2) %}{{ i }}{% endfor %} {{ dict(a=1).a }} {{ {"a": name, "b": 2}.a }} {{ [1, [2, "<"]][1][1] }} {{ (1, 2)[1] }}
{{ name.upper() }} {{ text.strip() }} {{ job.parts.get("one") }} {{ job.parts.get("no", 5) }} {{ "a,b".split(",")|join("+") }} {{ name.startswith("<") }} {{ "a-b".replace("-", "<") }} {{ "aab".count("a") }} {{ ns.index(2) }}
{{ static_url("app.css") }} {{ url_for("job", id="a b/é", tab="x y&z", n=5, gone=none) }} {{ url_for("home") }} {{ url_for("home", _anchor="top é") }} {% set e = "step" %}{{ url_for(e, id=1, key="k", n=7) }}
{# a comment #}  {%- if yes -%}  trimmed  {%- endif %} {{- name -}}
<pre>
  {% if yes %}
    text
  {% endif %}
  {%+ if yes %}kept{% endif %}

</pre>
{% raw %}{{ raw }}{% endraw %}{{ "{{" }} \ ` ${name} {{ '\n\u2028' }}
{% block a %}block {{ name }}{% block inner %} in {{ ns[0] }}{% endblock %}{% endblock %}{{ self.a() }}
{% for n in ns %}{% block b scoped %}{{ n }}{{ loop.index }}{% endblock %}{% endfor %}
{% set name = "top" %}{% block c %}{{ name }}{% set name = "block" %}{{ name }}{% endblock %}{{ name }}
"""
PAGES = {
    "_m.html": """{% macro field(name, value="") %}<input name="{{ name }}" value="{{ value }}">{% endmacro %}
{% set LIMIT = 5 %}{% set _hidden = 1 %}{% macro outer() %}({{ name }}{{ LIMIT }}){% endmacro %}printed""",
    "_i.html": "[{{ name }} {{ n }} {{ x }}]\n",
    "base.html": """<title>{% block title %}Base {{ name }}{% endblock %}</title>
{% set side = "base" %}{% set both_set = "base" %}
{% block body %}{% endblock %}{% block foot %}foot {{ side }}{{ both_set }}{% endblock %}
{% include "_i.html" %}{% macro tool() %}tool {{ name }}{% endmacro %}{% block tools %}{{ tool() }}{% endblock %}
""",
    "middle.html": """{% extends "base.html" %}
{% import "_m.html" as lib %}
{% block title %}Middle, {{ super() }}{% endblock %}
{% block body %}<m>{{ lib.field("m") }}{% block inner %}inner{% endblock %}</m>{% endblock %}
""",
    "leaf.html": """before {{ name }}{% extends "middle.html" %}
{% from "_m.html" import field %}{% set both_set = "leaf" %}{% set mine = "<mine>" %}
{% macro local(a) %}{{ a }}{{ mine }}{% endmacro %}
never printed {{ name }} {% if yes %}{% set chosen = 1 %}{{ never }}{% endif %}
{% block title %}Leaf, {{ super() }} {{ chosen }}{% endblock %}
{% block inner %}{{ super() }}{{ field(mine) }}{{ local(1) }}{% for n in ns %}{{ super() }}{{ n }}{% endfor %}{{ self.title() }}{% endblock %}
""",
}


@pytest.fixture(scope="module")
def site(phone):
    """Jinja's environment, and what compiles a set of templates for the phone."""
    return Site(phone)


class Site:
    def __init__(self, phone):
        self.phone = phone
        self.rules = phone.module(RULES)
        self.rules_file = phone.rules(self.rules)
        self.filters = {"clock": self.rules.clock, "shout": self.rules.shout}
        self.globals = {"both": self.rules.both, "limit": 30}
        self.statics = {"app.css": "/static/app.1f.css"}
        self.routes = {"home": "/", "job": "/job/<id>", "step": "/jé b/<id>/<path:key>/<int:n>"}

    def env(self, pages, **options):
        options = {"autoescape": True, "trim_blocks": True, "lstrip_blocks": True, **options}
        env = jinja2.Environment(loader=jinja2.DictLoader(pages), **options)
        env.filters.update(self.filters)
        env.globals.update(self.globals, static_url=self.statics.get, url_for=self.url_for)
        return env

    def url_for(self, endpoint, **values):
        from flask import Flask, url_for

        app = Flask(__name__)
        for name, rule in self.routes.items():
            app.add_url_rule(rule, name)
        with app.test_request_context():
            return url_for(endpoint, **values)

    def compile(self, env, names) -> str:
        text = compile_templates(
            env,
            names,
            routes=self.routes,
            statics=self.statics,
            filters=self.filters,
            globals=self.globals,
            rules=self.rules_file,
            **PATHS,
        )
        return self.phone.write(text)


def snippets():
    whole, rest = SNIPPETS.strip("\n").split("<pre>\n")
    block, rest = rest.split("</pre>\n")
    return [*whole.splitlines(), "<pre>\n" + block + "</pre>\n", *rest.splitlines()]


@pytest.mark.parametrize("text", snippets())
def test_the_phone_renders_as_the_server_does(site, text):
    pages = {**PAGES, "page.html": text}
    env = site.env(pages)
    theirs = site.phone.call(site.compile(env, list(pages)), "render", "page.html", CONTEXT)
    assert theirs == env.get_template("page.html").render(CONTEXT)


@pytest.mark.parametrize("name", ["base.html", "middle.html", "leaf.html"])
def test_pages_inherit(site, name):
    env = site.env(PAGES)
    file = site.compile(env, list(PAGES))
    assert site.phone.call(file, "render", name, CONTEXT) == env.get_template(name).render(CONTEXT)


@pytest.mark.parametrize("block", ["title", "body", "inner", "foot", "tools"])
def test_one_block_of_a_page(site, block):
    env = site.env(PAGES)
    theirs = site.phone.call(
        site.compile(env, list(PAGES)), "render_block", "leaf.html", block, CONTEXT
    )
    assert theirs == render_block(env, "leaf.html", block, CONTEXT)


@pytest.mark.parametrize(
    "options",
    [
        {"trim_blocks": False, "lstrip_blocks": False, "keep_trailing_newline": True},
        {"autoescape": False},
        {"undefined": jinja2.ChainableUndefined},
    ],
)
def test_the_environment_decides(site, options):
    env = site.env(PAGES, **options)
    file = site.compile(env, list(PAGES))
    theirs = site.phone.call(file, "render", "leaf.html", CONTEXT)
    assert theirs == env.get_template("leaf.html").render(CONTEXT)


def test_what_is_not_there_is_said(site):
    env = site.env(PAGES)
    file = site.compile(env, list(PAGES))
    for name, args in [
        ("render", ["gone.html", {}]),
        ("render_block", ["leaf.html", "gone", {}]),
        ("url_for", ["gone", {}]),
        ("url_for", ["job", {"id": None}]),
    ]:
        (answer,) = site.phone.ask([[file, name, args]])
        assert answer["error"] in ("TemplateNotFound", "KeyError", "BuildError")
