"""What is outside the subset fails the build, with file, line and what to write instead."""

import jinja2
import pytest

from fieldapp.portable.errors import NotPortable
from fieldapp.portable.jinja import compile_templates
from fieldapp.portable.python import compile_modules

# Each stands on line 4 of a module, in a function of x.
PYTHON = {
    "return x / 2": "use //",
    "return x ** 2": "only + - * // %",
    "return x | {1}": "only + - * // %",
    "return 1.5": "count in whole units",
    "return 2 ** 60": "only +",
    "return 9007199254740993": "beyond 2**53",
    "return b'a'": "bytes",
    "return '%s' % x": "f-string",
    "return f'{x!r}'": "conversion !r",
    "return f'{x:.2f}'": "only :d",
    "return f'{x:>5}'": "only :d",
    "return round(x)": "use //",
    "return print(x)": "call of print",
    "return map(str, x)": "comprehension",
    "return sorted": "lambda",
    "return getattr(x, 'a')": "name the attribute",
    "return isinstance(x, float)": "isinstance of float",
    "return type(x)": "call of type",
    "return unknown": "the name unknown",
    "return unknown(x)": "call of unknown",
    "return x.sort()": "sorted()",
    "return '{}'.format(x)": "f-string",
    "return x.title()": "method title",
    "return x.get()": "get with 0 arguments",
    "return x.get('a', default=1)": "by position",
    "return x.items": "call it",
    "return x.__class__": "attribute __class__",
    "return x.constructor": "attribute constructor",
    "return x.close(now=1)": "by position",
    "return x[::2]": "a slice with a step",
    "return x is 'a'": "use ==",
    "return x in (y for y in x)": "make it a list",
    "y = (a for a in x)": "make it a list",
    "return f(*x)": "starred argument",
    "return f(**x)": "**arguments",
    "return f(x, y=2)": "no argument y left",
    "return f()": "f needs x",
    "return {1: x}": "use str()",
    "return {x: 1}[y := 2] if 0 <= x.pop() < 3 else 0": "name it first",
    "x.pop()['a'] += 1": "name it first",
    "x[0], y = y, x": "assign to names",
    "a = x.b = 2": "assign to names",
    "x[1:] = []": "build a new list",
    "x |= {1}": "only + - * // %",
    "*a, b = x": "use slices",
    "del x": "del takes a key",
    "for y in x:\n        pass\n    else:\n        return 1": "set a flag",
    "while x:\n        pass\n    else:\n        return 1": "set a flag",
    "try:\n        return 1\n    except ValueError:\n        return 2": "look before you leap",
    "with x:\n        pass": "statement `with`",
    "match x:\n        case 1:\n            pass": "use if and elif",
    "assert x": "portable exception",
    "global y": "return the value",
    "import json": "import at the top",
    "class A: pass": "statement `classdef`",
    "yield x": "statement `expr`",
    "y = yield x": "return a list",
    "raise": "a new exception",
    "raise ValueError('a') from x": "a new exception",
    "raise OSError('a')": "a portable exception",
    "raise x": "a portable exception",
    "def g(*args): pass": "name each argument",
    "def g(a=[]): pass": "not a plain constant",
    "return lambda **k: k": "name each argument",
    "return next(x)": "next() of something else",
    "return zip(x, x, out=1)": "these arguments of zip",
    "return sum(x, start=1)": "these arguments of sum",
    "return json.dumps(x)": "json.dumps is not portable",
    "return Path(x)": "pathlib.Path is not portable",
    "return Helper(x)": "class Helper is not portable",
    "return Kind(x).size": "size is computed by Kind",
    "return Kind(m=x)": "Kind has no field m",
    "return Kind()": "Kind needs n",
    "return Kind": "call it",
}
REST = """


import json, msgspec
from pathlib import Path
class Helper:
    pass
class Kind(msgspec.Struct):
    n: int
    @property
    def size(self):
        return 1
"""
TOP = {
    "for x in []:\n    pass": "only imports, constants",
    "a, b = 1, 2": "only imports, constants",
    "x = 1\nx = 2": "x is defined twice",
    "from math import *": "name what you import",
    "import functools\n@functools.cache\ndef f(): pass": "list functions in a dict",
    "class A(ValueError): pass": "derives from ValueError",
    "class A(Exception):\n    def g(self): pass": "in an exception",
    "from math import pi\ndef f():\n    return pi": "math.pi is not portable",
}
# Each stands on line 2 of a template.
JINJA = {
    "{{ 1.5 }}": "count in whole units",
    "{{ x / 2 }}": "use //",
    "{{ x ** 2 }}": "expression `pow`",
    "{{ 1 < x < 3 }}": "use and",
    "{{ x|sort }}": "view-model",
    "{{ x|map(attribute='a')|length }}": "add |list",
    "{% if x|selectattr('a') %}{% endif %}": "add |list",
    "{{ x|map('upper')|list }}": "these arguments of map",
    "{{ x|tojson }}": "filter tojson",
    "{{ x is sameas 1 }}": "test sameas",
    "{{ x.items }}": "another name",
    "{{ x.append(1) }}": "method append",
    "{{ x.constructor }}": "attribute constructor",
    "{{ x[::2] }}": "a slice with a step",
    "{{ cycler(1, 2) }}": "global cycler is not on the phone",
    "{{ secret }}": "global secret is not on the phone",
    "{{ url_for(x) if 0 else url_for('gone') }}": "not among the phone's routes",
    "{{ url_for('job') }}": "job needs id",
    "{{ url_for('job', id=1, _external=true) }}": "url_for with _external",
    "{{ static_url(x) }}": "a file that is built",
    "{{ static_url('gone.css') }}": "a file that is built",
    "{{ f(*x) }}": "starred arguments",
    "{{ shout }}": "call it",
    "{{ x|loud(1, 2) }}": "takes 1 arguments",
    "{{ x|loud(b=2) }}": "no argument b left",
    "{% set shout = 1 %}": "the name shout is taken",
    "{% set loop = 1 %}": "the name loop is taken",
    "{% for n in x %}{{ loop.previtem }}{% endfor %}": "only first, index",
    "{% for n in x %}{{ loop.cycle(1, 2) }}{% endfor %}": "method cycle",
    "{% include x %}": "name the file",
    "{% include 'gone.html' %}": "not among the templates",
    "{% include 'a.html' ignore missing %}": "ignoring what is missing",
    "{% from 'a.html' import gone %}": "a.html has no gone",
    "{% include 'a.html' without context %}": "import a macro",
    "{% extends 'a.html' %}{% include 'a.html' %}": "outside the blocks",
    "{% extends 'a.html' %}{% call x() %}{% endcall %}": "outside the blocks",
    "{% if 1 %}{% extends 'a.html' %}{% endif %}": "extend once, at the top",
    "{% for a in x recursive %}{% endfor %}": "a macro that calls itself",
    "{% filter upper %}{% endfilter %}": "statement `filterblock`",
    "{% autoescape false %}{% endautoescape %}": "statement `scope`",
    "{% set x | upper %}a{% endset %}": "filter it where it is printed",
    "{% macro m(a) %}{{ varargs }}{% endmacro %}": "varargs",
    "{% block b required %}{% endblock %}": "a required block",
}


@pytest.mark.parametrize("body", PYTHON)
def test_a_rule_outside_the_subset(phone, body):
    made = phone.module(f'"""A module."""\n\ndef f(x):\n    {body}\n{REST}')
    with pytest.raises(NotPortable) as refused:
        compile_modules([made])
    assert refused.value.line == 4
    assert refused.value.file == made.__file__
    assert PYTHON[body] in str(refused.value)


@pytest.mark.parametrize("text", TOP)
def test_a_module_outside_the_subset(phone, text):
    with pytest.raises(NotPortable) as refused:
        compile_modules([phone.module(text)])
    assert TOP[text] in str(refused.value)


def loud(text, a=1):
    return text


def shout(text):
    return text


@pytest.mark.parametrize("text", JINJA)
def test_a_template_outside_the_subset(text):
    env = jinja2.Environment(
        loader=jinja2.DictLoader({"a.html": "", "bad.html": "fine\n" + text}), autoescape=True
    )
    env.globals["secret"] = 1
    with pytest.raises(NotPortable) as refused:
        compile_templates(
            env,
            ["a.html", "bad.html"],
            routes={"job": "/job/<id>"},
            statics={},
            filters={"loud": loud},
            globals={"shout": shout},
        )
    assert refused.value.line == 2
    assert refused.value.file == "bad.html"
    assert JINJA[text] in str(refused.value)


def test_a_struct_that_two_modules_spell_differently(phone):
    made = phone.module(
        "import msgspec\n"
        "class A(msgspec.Struct, rename={'from_': 'from'}):\n    from_: str\n"
        "class B(msgspec.Struct):\n    from_: str\n"
    )
    with pytest.raises(NotPortable, match="encoded under two names"):
        compile_modules([made])


def test_a_filter_that_is_another_function_on_the_server():
    env = jinja2.Environment(loader=jinja2.DictLoader({"a.html": ""}))
    env.filters["loud"] = shout
    with pytest.raises(ValueError, match="loud is another function"):
        compile_templates(env, ["a.html"], routes={}, statics={}, filters={"loud": loud})
