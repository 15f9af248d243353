"""What is signed on the phone: exactly the text that was shown, and who signed, drew and saw it."""

from fieldapp.documents import Signature
from fieldapp.operations.outcomes import Held, Refused
from fieldapp.operations.work.pictures import check_picture, given, picture_of
from fieldapp.portable.natives import sha256
from fieldapp.screens.texts import fill, gaps, wording

PORTABLE = True

LONGEST = 4000
NAME = 200


def check_signature(title, value):
    """A map of picture, witness, by, text, version, language, values, sha: the text is one of ours, and filled
    with the values it has that hash."""
    for name in ["text", "language", "sha"]:
        if not isinstance(value.get(name), str):
            raise Refused(
                "invalid", f"{title}: open the page again, and sign the text that it shows."
            )
    version = value.get("version")
    if isinstance(version, bool) or not isinstance(version, int):
        raise Refused("invalid", f"{title}: open the page again, and sign the text that it shows.")
    words = wording(value.get("text"), version, value.get("language"))
    if words is None:
        raise Held("disputed", f"{title}: the text that was signed is not known here.")
    check_values(title, words, value.get("values"))
    if sha256(fill(words, value.get("values"))) != value.get("sha"):
        raise Held("disputed", f"{title}: what was signed is not what the text says.")
    if given(value.get("picture")):
        check_picture(title, value.get("picture"))
    for name in ["by", "witness"]:
        check_name(title, value.get(name))


def check_values(title, words, values):
    """Each gap of the text has a value, and nothing else has."""
    if not isinstance(values, dict):
        raise Refused("invalid", f"{title}: the text has gaps that were not filled.")
    names = gaps(words)
    for name in sorted(values):
        one = values.get(name)
        if name not in names or not isinstance(one, str) or len(one) > LONGEST:
            raise Refused("invalid", f"{title}: “{name}” is no part of the text.")
    if any(values.get(name) is None for name in names):
        raise Refused("invalid", f"{title}: the text has gaps that were not filled.")


def check_name(title, name):
    if name is not None and (not isinstance(name, str) or len(name) > NAME):
        raise Refused("invalid", f"{title}: a name is a text of at most {NAME} characters.")


def signature_of(value, world):
    """What a hand-over keeps of it, or None where nobody signed. Who draws nothing is seen by a witness."""
    if value is None or not given(value.get("by") or ""):
        return None
    check_signature("Signature", value)
    by = value.get("by").strip()
    if not by:
        raise Refused("invalid", "Signature: type the name of who signs.")
    made = as_signed(value, by)
    if made.picture is None and made.witness is None:
        raise Refused("invalid", "Signature: draw it, or type the name of a witness.")
    return made


def as_signed(value, by):
    """A checked answer, as documents keep it."""
    return Signature(
        by=by,
        text=value.get("text"),
        version=value.get("version"),
        language=value.get("language"),
        values=value.get("values"),
        sha=value.get("sha"),
        picture=picture_of(value),
        witness=(value.get("witness") or "").strip() or None,
    )


def signed_for(step, evidence):
    """What was signed for a step, by whoever the need beside it names; None where no text was."""
    for need in step.needs:
        value = evidence.get(need.name)
        if need.kind == "signature" and isinstance(value, dict) and need.by is not None:
            name = (evidence.get(need.by) or "").strip()
            if name:
                return as_signed(value, name)
    return None
