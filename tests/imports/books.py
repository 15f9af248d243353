"""What the books have, for tests to look at."""

import json

import sqlalchemy as sa

from fieldapp.models import document, operation, reading


def all_of(kind: str) -> list[dict]:
    with reading() as connection:
        bodies = connection.scalars(sa.select(document.c.body).where(document.c.type == kind))
        return [json.loads(body) for body in bodies]


def asset(tag: str) -> dict:
    return next(one for one in all_of("asset") if one["tag"] == tag)


def operations() -> int:
    with reading() as connection:
        return connection.scalar(sa.select(sa.func.count()).select_from(operation))


def problems(report: dict) -> list[tuple]:
    """Line, column and words of each error."""
    return [
        (one["line"], one["column"], one["why"])
        for one in report["lines"]
        if one["what"] == "error"
    ]
