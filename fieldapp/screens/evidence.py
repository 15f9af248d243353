"""What a step asks for, as fields of a form, and what it was given, in words."""

from fieldapp.portable.natives import epoch_or_none
from fieldapp.screens.filters import day_input, when
from fieldapp.screens.texts import proof, signed_words
from fieldapp.screens.wiping import RESULTS, drive_rows
from fieldapp.screens.words import machine_name, machine_words, spoken

PORTABLE = True

# As documents hold them: 2026-11-22T10:41:07.120Z.
MOMENT = 24
END_OF_DATES = 7258118400000

PREFIX = "args.evidence."


def need_view(job, need, fills, here):
    """One field: its name, what it is called, and what stands in it already."""
    machine = job["assets"].get(need["asset"] or "")
    return {
        "name": need["name"],
        "kind": need["kind"],
        "picture": is_picture(need),
        "field": PREFIX + need["name"],
        "title": need["title"] or spoken(need["name"]),
        "choices": need["choices"],
        "required": need["required"] and not need.get("when"),
        "when": "-".join(list((need.get("when") or {}).values())),
        "rows": drive_rows(job, need, fills) if need["kind"] == "drives" else None,
        "strict": need["strict"],
        "machine": which(machine, need) if machine is not None else "",
        "value": fills.get(need["name"], "") or fills.get(need["name"] + ".picture", ""),
        "witness": fills.get(need["name"] + ".witness", ""),
        "signing": signing(job, need, machine, here),
        "tag": fills.get(need["name"] + ".tag") or fills.get(need["name"], ""),
        "serial": fills.get(need["name"] + ".serial", ""),
        "model": fills.get(need["name"] + ".model") or like_for_like(job),
    }


def which(machine, need):
    """The machine that is wanted; with its serial, where that is what must be scanned."""
    name = machine_name(machine)
    return (
        f"{name} · serial {machine['serial']}" if need.get("serial") and machine["serial"] else name
    )


def signing(job, need, machine, here):
    """The text above the signature, as it stands today; None for a signature without one."""
    if need["kind"] != "signature" or not need.get("text"):
        return None
    values = {
        "person": job["person"]["name"] if job["person"] is not None else job["site"]["name"],
        "machines": machine_words(machine) if machine is not None else "",
        "taker": here["user"]["name"],
        "site": job["site"]["name"],
        "day": day_input(here["now"], job["site"]["zone"]),
    }
    return proof(need["text"], here["query"].get("lang") or "en", values)


def like_for_like(job):
    """A new machine is of the old one's model until someone says otherwise."""
    old = job["assets"].get("outgoing")
    return (old["model"] or "") if old is not None else ""


def fills_from_query(query):
    """Answers that came back from the scanner: ``fill.outgoing=K7M3Q9X``."""
    return {name.removeprefix("fill."): query[name] for name in query if name.startswith("fill.")}


def fills_from_fields(fields):
    """Answers of a form that could not be taken as it was; casts and parts of names are cut off."""
    found = {}
    for field in fields:
        name = field[0].split(":")[0]
        if name.startswith(PREFIX):
            found[name.removeprefix(PREFIX)] = field[1]
    return found


def given(step, job, here):
    """The step's evidence, one line each: what was asked, and the answer."""
    pictures = [need["name"] for need in step["needs"] if is_picture(need)]
    return [
        {
            "title": title_of(step, name),
            "value": in_words(value, job, here) if name not in pictures else "",
            "photo": picture_of(value) if name in pictures else "",
            "words": words_of(value) if name in pictures else "",
            "witness": witness_of(value) if name in pictures else "",
        }
        for name, value in step["evidence"].items()
    ]


def picture_of(answer):
    """The name of the picture: the answer itself, or what was drawn below a text."""
    return (answer.get("picture") or "") if isinstance(answer, dict) else answer


def words_of(answer):
    """The text that was signed, word for word."""
    return (signed_words(answer) or "") if isinstance(answer, dict) else ""


def witness_of(answer):
    return (answer.get("witness") or "") if isinstance(answer, dict) else ""


def is_picture(need):
    """Whether it is answered with the name of a photo."""
    return need["kind"] in ["photo", "signature"]


def title_of(step, name):
    for need in step["needs"]:
        if need["name"] == name:
            return need["title"] or spoken(name)
    return spoken(name)


def in_words(value, job, here):
    """An answer as people read it."""
    if value is True:
        return "Yes"
    if isinstance(value, dict):
        if "0" in value:
            return "; ".join(
                [drive_told(value[key]) for key in value if isinstance(value[key], dict)]
            )
        known = [value.get("tag"), value.get("serial"), value.get("model")]
        return " · ".join([one for one in known if one and isinstance(one, str)])
    if isinstance(value, int):
        return str(value)
    if isinstance(value, list):
        return "; ".join([drive_told(one) for one in value if isinstance(one, dict)])
    if isinstance(value, str):
        return when(value, here["now"], job["site"]["zone"]) if is_moment(value) else value
    return ""


def drive_told(row):
    """A drive as it was recorded: ``WD-1: wiped``."""
    serial, result = row.get("serial"), row.get("result") or "ok"
    words = RESULTS.get(result) if isinstance(result, str) else None
    return f"{serial}: {words or ''}" if isinstance(serial, str) else ""


def is_moment(text):
    """Whether the text is a moment as documents hold them, of an era that every calendar reaches."""
    ms = epoch_or_none(text) if len(text) == MOMENT else None
    return ms is not None and ms >= 0 and ms < END_OF_DATES
