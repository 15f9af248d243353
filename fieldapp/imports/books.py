"""The books as an import sees them: each wish is compared with them, and the difference is submitted."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from uuid_utils import uuid7

from fieldapp.documents import Asset, Document, decode, key_of
from fieldapp.imports.namesakes import Namesakes
from fieldapp.imports.report import Line, Options, Report
from fieldapp.imports.values import BadCell
from fieldapp.imports.wanted import Record
from fieldapp.models import reading
from fieldapp.operations.books.records import moved_by_work
from fieldapp.staff import next_key
from fieldapp.sync.messages import Operation
from fieldapp.sync.store import TEXTS, DatabaseStore
from fieldapp.sync.submit import operation, submit

# Sites and models are few, and stay at hand; machines and people are looked up a chunk at a time.
_FEW = ("site", "model")
# What an operation names in any case, changed or not.
_NEEDED = {
    "site": ("name",),
    "model": ("name", "number"),
    "person": ("name", "site"),
    "asset": ("tag", "site"),
}
_ADVICE = {
    "site": "sites are told apart by name: give it another if it is another place",
    "model": "models are told apart by name and number",
    "person": "that row counts",
    "asset": "correct one of the two",
}


class Twice(BadCell):
    """The file has this already. Of two machines with one tag, one is wrong; a place is just named again."""


@dataclass
class Known:
    """A document as the books have it, or will once the operations so far are merged.

    ``words`` are what links are called; ``moved`` says that work has had the machine in its hands,
    ``busy`` that an open job has it now.
    """

    id: str
    fields: dict[str, Any]
    words: dict[str, str] = field(default_factory=dict)
    moved: bool = False
    busy: bool = False


class Books:
    """What the books have of the things that rows name, and what is to be done about them."""

    def __init__(self, options: Options, report: Report):
        self.options, self.report = options, report
        self.by_key: dict[str, str | None] = {}
        self.by_id: dict[str, Known] = {}
        self.namesakes = Namesakes()
        self.seen: dict[str, int] = {}
        self.made: list[tuple[Operation, Line]] = []
        self.new_sites = 0
        self.touched: set[str] = set()

    def take(self, wishes: list[tuple[int, Record]]) -> None:
        """Compare a chunk of rows with the books, and merge what is to change, in one transaction."""
        self.made = []
        self._look_up([one for _, wish in wishes for one in _all_of(wish)])
        for line, wish in wishes:
            try:
                self._settle(line, wish)
            except BadCell as bad:
                self._complain(line, wish, bad)
        if not self.options.dry_run:
            self._submit()
            self.touched.clear()
        self._forget()

    def _complain(self, line: int, wish: Record, bad: BadCell) -> None:
        what = "skipped" if isinstance(bad, Twice) and wish.kind != "asset" else "error"
        why = f"{bad.column}: {bad}"
        self.report.lines.append(Line(line, what, wish.kind, wish.name, why, bad.column))

    def _submit(self) -> None:
        results = submit([one for one, _ in self.made]) if self.made else []
        for (one, line), result in zip(self.made, results, strict=True):
            if result.outcome not in ("applied", "already"):
                line.what, line.why = (
                    "error",
                    f"{result.message or result.code} Import the file again.",
                )
                self._drop(one.target)

    # What the books have.

    def _look_up(self, wishes: list[Record]) -> None:
        """Have what the rows name at hand: a query for the keys, one for the documents."""
        keys = {key for wish in wishes for key in wish.keys if key not in self.by_key}
        with reading() as connection:
            found = DatabaseStore(connection).find(sorted(keys)) if keys else {}
            self.by_key |= {key: found.get(key) for key in keys}
            same = self.namesakes.of(
                connection, [wish for wish in wishes if self._needs_namesakes(wish)]
            )
            wanted = sorted({*found.values(), *same} - self.by_id.keys())
            texts = TEXTS.rows(connection, some=wanted) if wanted else []
        for id_, body in texts:
            self._register(_as_known(decode(id_, body)))

    def _needs_namesakes(self, wish: Record) -> bool:
        return wish.kind == "person" and not any(self.by_key.get(key) for key in wish.keys)

    def _register(self, known: Known) -> None:
        self.by_id[known.id] = known
        self.by_key |= dict.fromkeys(_keys_of(known), known.id)

    def _drop(self, id_: str) -> None:
        known = self.by_id.pop(id_, None)
        for key in _keys_of(known) if known else ():
            self.by_key.pop(key, None)

    def _forget(self) -> None:
        """Let machines and people go, so that a large file takes no more memory than a small one.

        A dry run keeps the people whom it would have made or changed: no database has them.
        """
        kept = {
            id_: one
            for id_, one in self.by_id.items()
            if id_.startswith(_FEW) or id_ in self.touched
        }
        self.by_id = kept
        self.by_key = {key: id_ for key, id_ in self.by_key.items() if id_ in kept}

    # What a row comes to.

    def _settle(self, line: int, wish: Record, machine: Known | None = None) -> Known:
        """The record as the books have it afterwards. ``machine`` is the one that it holds."""
        found = self._person(wish, machine) if wish.kind == "person" else self._find(wish)
        if "person" in wish.links:
            # Whoever can't be told apart is complained of before anything of the row is done.
            self._person(wish.links["person"], found)
        if not wish.weak:
            self._once(line, wish, found)
        for one in wish.also:
            self._settle(line, one)
        linked = {name: self._settle(line, one, found) for name, one in wish.links.items()}
        if found is None:
            return self._create(line, wish, linked)
        self._change(line, wish, found, linked)
        return found

    def _find(self, wish: Record) -> Known | None:
        ids = {key: id_ for key in wish.keys if (id_ := self.by_key.get(key))}
        named = ids.get(wish.keys[0])
        for key, id_ in ids.items():
            if id_ != named:
                column, _, value = key.partition(":")
                tag = self.by_id[id_].fields.get("tag")
                words = f"{value} is the serial of {tag}; correct one of the two"
                raise BadCell(wish.columns.get(column, column), words)
        return self.by_id[named] if named else None

    def _person(self, wish: Record, machine: Known | None) -> Known | None:
        """By user name; otherwise by e-mail address or name, among those who have no user name."""
        if wish.keys and self.by_key.get(wish.keys[0]):
            return self._find(wish)
        same = [self.by_id[id_] for id_ in self.namesakes.ids(wish) if id_ in self.by_id]
        same = [one for one in same if _may_be(wish, one)]
        holding = machine.fields.get("person") if machine else None
        same = [one for one in same if key_of(one.id) == holding] or same
        same = [one for one in same if _bare(one)] or same if len(same) > 1 else same
        if len(same) > 1:
            called = wish.fields["email"] or wish.name
            column = wish.columns["email" if wish.fields["email"] else "username"]
            raise BadCell(
                column, f"{len(same)} people in the books are called {called}; give the user name"
            )
        return same[0] if same else None

    def _once(self, line: int, wish: Record, found: Known | None) -> None:
        keys = wish.keys or [
            f"person:{found.id if found else (wish.fields['email'] or wish.name).lower()}"
        ]
        for key in keys:
            if key in self.seen:
                column, _, value = key.partition(":")
                shown = value if wish.kind == "asset" else wish.name
                words = f"“{shown}” stands on line {self.seen[key]} already; {_ADVICE[wish.kind]}"
                raise Twice(wish.columns.get(column, column), words)
        self.seen.update(dict.fromkeys(keys, line))

    def _create(self, line: int, wish: Record, linked: dict[str, Known]) -> Known:
        for name, one in wish.defaults.items():
            if name not in linked:
                linked[name] = self._default(line, name, one, linked)
        fields = {
            name: value
            for name, value in {**wish.fills, **wish.fields}.items()
            if value is not None
        }
        fields |= {name: key_of(one.id) for name, one in linked.items()}
        if wish.kind == "site":
            told = {"zone": self.options.zone, "contract": self.options.contract}
            fields = {name: value for name, value in told.items() if value} | fields
        words = {name: one.fields["name"] for name, one in linked.items()}
        known = Known(f"{wish.kind}:{self._new_key(wish.kind)}", fields, words)
        why = f"named on line {line}" if wish.weak else wish.remark
        self._operate(line, "created", wish, known, dict(fields), why)
        return known

    def _default(self, line: int, name: str, one: Record, linked: dict[str, Known]) -> Known:
        """What is given where the row says nothing: a machine is where its holder is."""
        person = linked.get("person")
        if person is None or name != "site":
            return self._settle(line, one)
        return Known(f"site:{person.fields['site']}", {"name": person.words["site"]})

    def _new_key(self, kind: str) -> str:
        if kind != "site":
            return str(uuid7())
        self.new_sites += 1
        return f"new-{self.new_sites}" if self.options.dry_run else next_key("site")

    def _change(self, line: int, wish: Record, found: Known, linked: dict[str, Known]) -> None:
        wanted = (
            {}
            if wish.weak
            else wish.fields | {name: key_of(one.id) for name, one in linked.items()}
        )
        for name, value in self._fills(wish).items():
            if not found.fields.get(name):
                wanted = {**wanted, name: value}
        changes = {n: v for n, v in wanted.items() if v is not None and found.fields.get(n) != v}
        left = _left_alone(found, changes, linked)
        if changes:
            called = {
                name: linked[name].fields["name"] if name in linked else str(changes[name])
                for name in changes
            }
            why = ", ".join(f"{name}: {_said(found, name)} → {called[name]}" for name in changes)
            needed = {
                n: value for n in _NEEDED[wish.kind] if (value := found.fields.get(n)) is not None
            }
            args = needed | changes
            self._drop(found.id)
            found.fields.update(changes)
            found.words.update({name: called[name] for name in changes if name in linked})
            self._operate(line, "changed", wish, found, args, "; ".join([why, *left]))
        elif not wish.weak:
            self.report.lines.append(Line(line, "unchanged", wish.kind, wish.name, "; ".join(left)))

    def _fills(self, wish: Record) -> dict[str, Any]:
        if wish.kind == "site" and not wish.weak:
            return {**wish.fills, "contract": self.options.contract}
        return wish.fills

    def _operate(
        self, line: int, what: str, wish: Record, known: Known, args: dict[str, Any], why: str
    ) -> None:
        told = Line(line, what, wish.kind, wish.name, why)
        self.report.lines.append(told)
        self.made.append((operation(f"{wish.kind}.record", known.id, args), told))
        self._register(known)
        if wish.kind == "person":
            self.touched.add(known.id)
            fields = known.fields
            self.namesakes.add(
                known.id, fields["name"], fields.get("email"), fields.get("username")
            )


def _all_of(wish: Record) -> Iterator[Record]:
    yield wish
    for one in (*wish.links.values(), *wish.defaults.values(), *wish.also):
        yield from _all_of(one)


def _keys_of(known: Known) -> list[str]:
    """The document's keys, as ``fieldapp.documents`` has them."""
    kind, fields = known.id.partition(":")[0], known.fields
    if kind == "site":
        return [f"site-name:{fields['name'].strip().lower()}"]
    if kind == "model":
        return [
            f"model:{fields['name'].strip().lower()}|{(fields.get('number') or '').strip().lower()}"
        ]
    if kind == "person":
        return [f"person:{fields['username'].lower()}"] if fields.get("username") else []
    serial = fields.get("serial")
    return [f"tag:{fields['tag']}", *([f"serial:{serial}"] if serial else [])]


def _may_be(wish: Record, one: Known) -> bool:
    """Whether the row may mean that person: the same address, or the name of someone with nothing else."""
    email, username = wish.fields["email"], wish.fields["username"]
    if email and (one.fields.get("email") or "").casefold() == email.casefold():
        return not (username and one.fields.get("username"))
    named = one.fields["name"].casefold() == wish.name.casefold()
    return named and (_bare(one) or not (email or username))


def _bare(one: Known) -> bool:
    return not one.fields.get("email") and not one.fields.get("username")


def _left_alone(found: Known, changes: dict[str, Any], linked: dict[str, Known]) -> list[str]:
    """Take from the changes what the work knows better than a file, and say so."""
    left = []
    if found.moved and changes.pop("person", None):
        left.append(
            f"the file says {linked['person'].fields['name']}, and work has moved it since: left alone"
        )
    if found.busy and changes.pop("site", None):
        left.append(
            f"the file says {linked['site'].fields['name']}, and a job has it where it is: left alone"
        )
    return left


def _said(found: Known, name: str) -> str:
    value = found.words.get(name, found.fields.get(name))
    return "nothing" if value in (None, "") else str(value)


def _as_known(document: Document) -> Known:
    """The document's fields as a record's arguments have them."""
    fields = {name: getattr(document, name) for name in document.__struct_fields__}
    words = {}
    for name in ("site", "person"):
        if fields.get(name) is not None:
            words[name], fields[name] = fields[name].name, fields[name].id
    known = Known(document.id, fields, words)
    if isinstance(document, Asset):
        words["model"], fields["model"] = document.model or "", document.model_id
        known.moved, known.busy = moved_by_work(document), bool(document.jobs)
    return known
