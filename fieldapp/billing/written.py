"""A contract's terms as people write them (TOML), and as operations carry them."""

import tomllib
from datetime import date
from decimal import Decimal
from typing import Any

import msgspec

from fieldapp.billing.terms import AMENDABLE
from fieldapp.documents import Contract, TransactionType

_plain = TransactionType(quantity=Decimal(0))


def carried(told: dict[str, Any]) -> dict[str, Any]:
    """What was written, as an operation carries it: a number is the quantity for a job, ``any`` is the rate of any skill, a band
    without an end is open, dates are text."""
    plain = msgspec.to_builtins(told)
    if isinstance(plain.get("types"), dict):
        plain["types"] = {name: _type(one) for name, one in plain["types"].items()}
    if isinstance(plain.get("rates"), dict):
        plain["rates"] = {
            "" if name == "any" else name: one for name, one in plain["rates"].items()
        }
    return plain


def _type(told: Any) -> Any:
    if isinstance(told, (int, str)):
        return {"quantity": str(told)}
    if isinstance(told, dict) and isinstance(told.get("bands"), list):
        bands = [{"up_to": None} | one if isinstance(one, dict) else one for one in told["bands"]]
        return told | {"bands": bands}
    return told


def changes_in(text: str) -> dict[str, Any]:
    """All terms as that text has them, for an amendment; what it does not speak of is as in a contract that does not. ValueError where it can't be read."""
    told = carried(tomllib.loads(text, parse_float=Decimal))
    silent = msgspec.to_builtins(Contract(id="", client="", name="", starts="", ends=""))
    return {name: silent[name] for name in AMENDABLE} | told


def as_written(terms: Contract) -> str:
    """The terms as a text that :func:`changes_in` reads."""
    told = {name: _short(getattr(terms, name)) for name in AMENDABLE}
    told["types"] = {name: _type_written(one) for name, one in terms.types.items()}
    told["rates"] = {name or "any": _short(one) for name, one in terms.rates.items()}
    simple = [
        f"{name} = {_value(one)}"
        for name, one in told.items()
        if not isinstance(one, (dict, list, type(None)))
    ]
    tables = [
        _table(name, one) for name, one in told.items() if isinstance(one, (dict, list)) and one
    ]
    return "\n\n".join(["\n".join(simple), *tables]) + "\n"


def _type_written(one: TransactionType) -> Any:
    return _short(one) if one.per != "job" or one.kinds else one.quantity


def _short(value: Any) -> Any:
    """Without what is empty or null; a structure keeps the numbers that are its defaults, to be seen."""
    if isinstance(value, msgspec.Struct):
        value = {name: getattr(value, name) for name in value.__struct_fields__}
        if value.get("per") == "time":
            value.pop("quantity", None)
    if isinstance(value, dict):
        short = {name: _short(one) for name, one in value.items()}
        return {name: one for name, one in short.items() if one not in (None, {}, [])}
    return [_short(one) for one in value] if isinstance(value, list) else value


def _table(name: str, value: Any) -> str:
    if isinstance(value, list):
        return "\n\n".join("\n".join([f"[[{name}]]", *_lines(one)]) for one in value)
    return "\n".join([f"[{name}]", *_lines(value)])


def _lines(told: dict[str, Any]) -> list[str]:
    return [f"{_key(name)} = {_value(one)}" for name, one in told.items()]


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, dict):
        return "{" + ", ".join(_lines(value)) + "}"
    if isinstance(value, list):
        inner = [_value(one) for one in value]
        return (
            "[" + ", ".join(inner) + "]"
            if len(str(inner)) < 100
            else "[\n  " + ",\n  ".join(inner) + ",\n]"
        )
    if isinstance(value, Decimal):
        return f"{value:f}"
    return str(value) if isinstance(value, (int, date)) else msgspec.json.encode(value).decode()


def _key(name: str) -> str:
    is_bare = name.isascii() and name.replace("_", "").replace("-", "").isalnum()
    return name if is_bare else msgspec.json.encode(name).decode()
