"""Statements of the hot road: written by SQLAlchemy once for each kind of database, run by its driver.

Putting a statement together, and carrying its parameters through SQLAlchemy, cost a merge more than
SQLite's own work. Types that SQLAlchemy converts (``Fixed``) are not for these.
"""

import json
from collections.abc import Callable, Iterable

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.compiler import compiles

INSERT = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def upsert(connection: sa.Connection, table: sa.Table):
    """``INSERT``, with the ``ON CONFLICT`` of whichever database this is."""
    return INSERT[connection.dialect.name](table)


class Among(sa.ColumnElement):
    """That ``column`` is one of the texts or numbers of the list ``some``, however long that is."""

    inherit_cache = True
    # Not Boolean: SQLite has none, and "(… IN …) = 1" would use no index.
    type = sa.types.NullType()

    def __init__(self, column: sa.ColumnElement):
        self.column = column


@compiles(Among, "sqlite")
def _among_sqlite(element, compiler, **more) -> str:
    return f"{compiler.process(element.column, **more)} IN (SELECT value FROM json_each(:some))"


@compiles(Among, "postgresql")
def _among_postgresql(element, compiler, **more) -> str:
    return f"{compiler.process(element.column, **more)} = ANY (%(some)s)"


def new_row(table: sa.Table, insert: Callable = sa.insert):
    """``INSERT`` with a parameter for each column, but for the position that the database gives."""
    names = [column.name for column in table.columns if column.autoincrement is not True]
    return insert(table).values({name: sa.bindparam(name) for name in names}).inline()


class Statement:
    """A statement, or how to make it of the database's own ``insert`` (which knows ``ON CONFLICT``).

    Values are given by the names of its parameters; ``some`` is the list of :class:`Among`.
    """

    def __init__(self, made: sa.Executable | Callable[[Callable], sa.Executable]):
        self.made = made
        self.texts: dict[str, tuple[str, dict]] = {}

    def rows(self, connection: sa.Connection, **values) -> list[tuple]:
        """Run it; its rows, where it has any."""
        text, known = self._text(connection.dialect.name)
        cursor = _cursor(connection)
        try:
            cursor.execute(text, known | _adapted(connection, values))
            return cursor.fetchall() if cursor.description else []
        except connection.dialect.loaded_dbapi.Error as error:
            raise _wrapped(connection, text, error) from error
        finally:
            cursor.close()

    def value(self, connection: sa.Connection, **values):
        """The first column of its first row, or None."""
        rows = self.rows(connection, **values)
        return rows[0][0] if rows else None

    def many(self, connection: sa.Connection, rows: Iterable[dict]) -> int:
        """Run it once for each row of values; how many rows of the table that was."""
        text, known = self._text(connection.dialect.name)
        cursor = _cursor(connection)
        try:
            cursor.executemany(text, [known | row for row in rows] if known else rows)
            return cursor.rowcount
        except connection.dialect.loaded_dbapi.Error as error:
            raise _wrapped(connection, text, error) from error
        finally:
            cursor.close()

    def _text(self, dialect: str) -> tuple[str, dict]:
        if dialect not in self.texts:
            made = self.made(INSERT[dialect]) if callable(self.made) else self.made
            compiled = made.compile(dialect=DIALECTS[dialect])
            known = {name: value for name, value in compiled.params.items() if value is not None}
            self.texts[dialect] = (str(compiled), known)
        return self.texts[dialect]


DIALECTS = {
    "sqlite": sqlite.dialect(paramstyle="named"),
    "postgresql": postgresql.psycopg.dialect(),
}


def _cursor(connection: sa.Connection):
    """The driver's own, in the transaction that SQLAlchemy began and will end."""
    if not connection.in_transaction():
        connection.begin()
    return connection.connection.cursor()


def _adapted(connection: sa.Connection, values: dict) -> dict:
    if "some" in values and connection.dialect.name == "sqlite":
        return values | {"some": json.dumps(values["some"])}
    return values


def _wrapped(connection: sa.Connection, text: str, error: Exception) -> Exception:
    """As SQLAlchemy would have raised it."""
    return sa.exc.DBAPIError.instance(text, None, error, connection.dialect.loaded_dbapi.Error)
