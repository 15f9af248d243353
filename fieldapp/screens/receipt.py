"""A receipt: what was signed for a machine, word for word, with the signature; to show and to print."""

from fieldapp.screens.custody import chain_of, signature_view
from fieldapp.screens.words import holder, key_of, machine_name

PORTABLE = True


def page(found, here):
    asset = found["asset"]
    link = signed_link(asset, here["params"]["op"]) if asset is not None else None
    if link is None:
        return None
    return {
        "title": "Receipt",
        "asset": asset,
        "key": key_of(asset),
        "name": machine_name(asset),
        "holder": holder(link),
        "at": link["at"],
        "by": link["by"]["name"] if link["by"] is not None else "",
        "void": link["void"],
        "job": link["job"] or "",
        "signature": signature_view(link),
    }


def signed_link(asset, op):
    """The hand-over that was signed in that operation."""
    for link in chain_of(asset):
        if link["op"] == op and link["signature"] is not None:
            return link
    return None
