"""How values and names are spelt in JavaScript."""

import json
import re
from collections.abc import Iterable

# Not names in a strict ES module, or not ours to take.
RESERVED = frozenset(
    """arguments await break case catch class const continue debugger default delete do else enum
    eval export extends false finally for function if implements import in instanceof interface let
    new null package private protected public return static super switch this throw true try typeof
    undefined var void while with yield NaN Infinity""".split()
)

# Every object has these already: reading one would not say that it is missing.
INHERITED = frozenset(
    """constructor hasOwnProperty isPrototypeOf propertyIsEnumerable toLocaleString toString valueOf
    __proto__ __defineGetter__ __defineSetter__ __lookupGetter__ __lookupSetter__""".split()
)

LARGEST = 2**53 - 1

# A lone surrogate can't be written as UTF-8, and the others end a line or vanish in some editors.
_ESCAPED = re.compile("[\ud800-\udfff\u2028\u2029\ufeff]")


def string(text: str) -> str:
    return _ESCAPED.sub(lambda m: f"\\u{ord(m[0]):04x}", json.dumps(text, ensure_ascii=False))


def literal(value: object) -> str:
    """The value written out. Raises TypeError where JavaScript has nothing that behaves alike."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int():
            if abs(value) > LARGEST:
                raise TypeError("a whole number beyond 2**53")
            return str(value) if value >= 0 else f"({value})"
        case str():
            return string(value)
        case list() | tuple():
            return f"[{', '.join(map(literal, value))}]"
        case set() | frozenset():
            return f"$.set([{', '.join(literal(x) for x in sorted(value, key=repr))}])"
        case dict():
            return object_literal((key(k), literal(v)) for k, v in value.items())
    raise TypeError(f"a value of type {type(value).__name__}")


def key(name: object) -> str:
    if not isinstance(name, str):
        raise TypeError("a key that is not a string")
    # Plain `"__proto__": x` would set the prototype.
    return f"[{string(name)}]" if name == "__proto__" else string(name)


def object_literal(pairs: Iterable[tuple[str, str]]) -> str:
    return "({" + ", ".join(f"{k}: {v}" for k, v in pairs) + "})"


def name(identifier: str) -> str:
    """A local name. `$` can't occur in Python, so nothing of ours can clash with it."""
    return identifier + "$" if identifier in RESERVED else identifier
