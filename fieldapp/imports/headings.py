"""What columns are called: Snipe-IT's headings differ between its exports, importers and years.

Compared as :func:`fieldapp.imports.table.plain` has them, so capitals, blanks and points don't matter.
The first of several that says something counts.
"""

from fieldapp.imports.table import plain

_PERSONAL = {
    "cost_centre": ("cost centre", "cost center"),
    "line_of_business": ("line of business", "lob", "business unit"),
    "floor": ("floor",),
    "desk": ("desk", "seat", "workplace"),
}
_MODEL = {
    "number": ("model number", "model no", "model num"),
    "manufacturer": ("manufacturer", "maker", "make"),
    "category": ("category",),
}
_LOCATION = ("location", "location name", "current location", "site", "site name")

HEADINGS: dict[str, dict[str, tuple[str, ...]]] = {
    "sites": {
        "name": ("name", "location name", "location", "site", "site name"),
        "address": ("address",),
        "address2": ("address2", "address line 2"),
        "city": ("city",),
        "state": ("state", "province"),
        "zip": ("zip", "zip code", "postal code", "postcode"),
        "country": ("country",),
        "zone": ("time zone", "zone"),
        "client": ("client",),
    },
    "models": {
        "model": ("name", "model name", "model", "asset model"),
        **_MODEL,
        "months": ("eol", "eol months", "eol rate", "end of life", "months"),
    },
    "people": {
        "username": ("username", "login", "user"),
        "first": ("first name", "given name"),
        "last": ("last name", "surname", "family name"),
        "full": ("full name", "display name", "name"),
        "email": ("email", "email address", "mail"),
        "phone": ("phone", "phone number", "phone num", "telephone", "mobile"),
        "job_title": ("job title", "title", "job title for user"),
        "location": _LOCATION,
        "vip": ("vip", "is vip"),
        **_PERSONAL,
    },
    "assets": {
        "tag": ("asset tag", "tag"),
        "serial": ("serial", "serial number", "serial no", "sn"),
        "name": ("item name", "asset name"),
        "model": ("model name", "model", "asset model"),
        **_MODEL,
        "location": (*_LOCATION, "default location"),
        "purchased": ("purchase date", "purchased", "date purchased", "date of purchase"),
        "end_of_life": ("asset eol date", "eol date", "end of life", "eol"),
        "status": ("status", "status label"),
        "type": ("checkout type", "checked out to type", "checkout class", "type"),
        "username": ("checked out to: username", "username"),
        "first": ("checked out to: first name", "first name"),
        "last": ("checked out to: last name", "last name"),
        "full": (
            "checked out to: full name",
            "full name",
            "checked out to",
            "checked out",
            "assigned to",
        ),
        "email": ("checked out to: email", "email"),
        "place": ("checked out to: location", "checkout location"),
        "room": ("room", "room name", "cupboard", "shelf"),
        **_PERSONAL,
    },
    "orders": {
        "number": ("order number", "po number", "purchase order", "purchase order number", "po"),
        "model": ("model", "model name", "item", "description", "product", "item description"),
        "quantity": ("quantity", "qty", "quantity ordered", "ordered"),
        "site": (*_LOCATION, "ship to"),
        "due": ("due", "due date", "expected", "expected date", "eta", "delivery date"),
        "placed": ("order date", "placed", "ordered on"),
        "supplier": ("supplier", "vendor"),
        "tracking": ("tracking", "tracking number"),
        "job": ("job", "job number", "for job"),
    },
}
# A file must have one column of each group.
NEEDED: dict[str, list[tuple[str, ...]]] = {
    "sites": [("name",)],
    "models": [("model",)],
    "people": [("username", "email", "full", "first")],
    "assets": [("tag",)],
    "orders": [("number",), ("model",)],
}
DATES = ("purchased", "end_of_life", "due", "placed")


def columns_of(what: str, names: list[str]) -> dict[str, tuple[str, ...]]:
    """For each field of such a file, which of its columns (plain headings) may say it."""
    there = set(names)
    fields = {field: [plain(one) for one in headings] for field, headings in HEADINGS[what].items()}
    if what == "assets":
        # Where the item has a name of its own, as in old exports, a plain “Name” is the holder's.
        fields["full" if there & set(fields["name"]) else "name"].append("name")
    return {
        field: tuple(one for one in headings if one in there) for field, headings in fields.items()
    }


def known() -> set[str]:
    """Every heading that any kind of file may have."""
    fields = (headings for kind in HEADINGS.values() for headings in kind.values())
    return {plain(one) for headings in fields for one in headings}


def looks_like(names: list[str]) -> str | None:
    """Which kind of file has most of these headings, where it has what it needs and stands out."""
    scores = {
        what: len([one for one in columns_of(what, names).values() if one]) for what in HEADINGS
    }
    best = max(scores, key=lambda what: scores[what])
    columns = columns_of(best, names)
    fits = all(any(columns[field] for field in group) for group in NEEDED[best])
    return best if fits and scores[best] >= 3 else None
