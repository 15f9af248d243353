"""People by e-mail address and by name, for rows that do not say a user name that the books have."""

from itertools import islice

import msgspec
import sqlalchemy as sa

from fieldapp.imports.wanted import Record
from fieldapp.models import document

# So many people of one name are told apart by nothing; there is no use in looking at more.
_MOST = 50


class _Called(msgspec.Struct):
    """As much of a person as it takes."""

    id: str
    name: str
    email: str | None = None
    username: str | None = None


_decode = msgspec.json.Decoder(_Called).decode


class _Names:
    """Ids by what people are called; dicts stand for sets that keep their order."""

    def __init__(self):
        self.by_email: dict[str, dict[str, None]] = {}
        self.by_name: dict[str, dict[str, None]] = {}

    def add(self, id_: str, email: str | None, name: str) -> None:
        if email:
            self.by_email.setdefault(email.casefold(), {})[id_] = None
        self.by_name.setdefault(name.casefold(), {})[id_] = None

    def discard(self, id_: str, email: str | None, name: str) -> None:
        self.by_email.get((email or "").casefold(), {}).pop(id_, None)
        self.by_name.get(name.casefold(), {}).pop(id_, None)


class Namesakes:
    """Loaded once, when the first such row comes; most files name people whom the books know.

    ``loose`` are those without a user name: a row that says one may mean them.
    """

    def __init__(self):
        self.loaded = False
        self.all, self.loose = _Names(), _Names()

    def of(self, connection: sa.Connection, wishes: list[Record]) -> set[str]:
        """Ids of all people who might be meant."""
        if wishes and not self.loaded:
            self._load(connection)
        return {id_ for wish in wishes for id_ in self.ids(wish)}

    def ids(self, wish: Record) -> list[str]:
        """Who bears the address of the wish, or else the name."""
        email, username = wish.fields["email"], wish.fields["username"]
        found = (self.loose if username else self.all).by_email.get((email or "").casefold())
        if not found:
            found = (self.loose if username or email else self.all).by_name.get(
                wish.name.casefold()
            )
        return list(islice(found or (), _MOST))

    def _load(self, connection: sa.Connection) -> None:
        self.loaded = True
        bodies = sa.select(document.c.body).where(document.c.type == "person")
        for body in connection.execution_options(yield_per=1000).scalars(bodies):
            one = _decode(body)
            self.add(one.id, one.name, one.email, one.username)

    def add(self, id_: str, name: str, email: str | None, username: str | None) -> None:
        """Someone new, or who is called otherwise now."""
        if self.loaded:
            self.all.add(id_, email, name)
            (self.loose.discard if username else self.loose.add)(id_, email, name)
