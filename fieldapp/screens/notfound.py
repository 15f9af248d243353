"""Nothing of that name is on this phone: what it was, and what to do."""

from fieldapp.screens.labels import about_label

PORTABLE = True


def page(found, here):
    path = here["path"].split("?")[0]
    code = path.split("/")[-1].upper()
    if path.startswith("/A/"):
        scanned = {"code": code, "asset": None, "rolls": found.get("rolls") or []}
        label = about_label(scanned)
        if label is not None:
            return words(label[0], label[1])
        return words(
            f"Unknown tag {code}",
            "No machine of your sites has this tag. Check the letters, or search by serial.",
        )
    if path.startswith("/assets/"):
        return words(
            "Unknown machine",
            "It is not at one of your sites. Scan its label, or search by serial or name.",
        )
    if path.startswith("/orders/"):
        return words(
            "Unknown order",
            "It is not at one of your sites, or it was cancelled. Search by its number.",
        )
    return words(
        "Unknown job",
        "It is not at one of your sites, or was closed long ago. Search by number or by name.",
    )


def words(title, advice):
    return {"title": title, "advice": advice}
