"""What the verbs of ``records`` will ask for, so that a batch of an import has it in a few queries.

On the server only: a phone does not write the books.
"""

from fieldapp.labels.tags import clean_tag
from fieldapp.operations.arguments import AssetRecord, ModelRecord, PersonRecord, SiteRecord


def keys_of_record(op) -> list[str]:
    """The keys by which it is seen whether another document is that thing already."""
    args = op.args
    if isinstance(args, AssetRecord):
        keys = [f"tag:{clean_tag(args.tag)}"]
        return [*keys, f"serial:{args.serial.strip().upper()}"] if args.serial else keys
    if isinstance(args, PersonRecord):
        return [f"person:{args.username.lower()}"] if args.username else []
    if isinstance(args, SiteRecord):
        return [f"site-name:{args.name.strip().lower()}"]
    if isinstance(args, ModelRecord):
        return [f"model:{args.name.strip().lower()}|{(args.number or '').strip().lower()}"]
    return []


def reads_of_record(op) -> list[str]:
    """Ids of the documents that it names."""
    if not isinstance(op.args, (AssetRecord, PersonRecord)):
        return []
    named = [f"site:{op.args.site}"]
    for kind in ("model", "person"):
        key = getattr(op.args, kind, None)
        if key:
            named.append(f"{kind}:{key}")
    return named
