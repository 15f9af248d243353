"""What is signed: a text of ours, filled in. The same words on the screen, in the proof, and years later."""

from fieldapp.documents import TEXTS
from fieldapp.portable.natives import sha256

PORTABLE = True

LANGUAGES = ["en", "de"]
NAMES = {"en": "English", "de": "Deutsch"}


def wording(text, version, language):
    """The words of that version with their gaps, or None where there is none such."""
    for one in TEXTS:
        if one[0] == text and one[1] == version and one[2] == language:
            return one[3]
    return None


def newest(text, language):
    """The number of the version that is shown today; 0 where there is no such text."""
    versions = [one[1] for one in TEXTS if one[0] == text and one[2] == language]
    return max(versions) if len(versions) > 0 else 0


def fill(words, values):
    """The words with the values in their gaps. A value is put in as it is: its own braces are no gaps."""
    parts = words.split("{")
    told = parts[0]
    for part in parts[1:]:
        name = part.split("}")[0]
        told += (values.get(name) or "…") + part[len(name) + 1 :]
    return told


def gaps(words):
    """The names of the values that a text wants."""
    return [part.split("}")[0] for part in words.split("{")[1:]]


def signed_words(signature):
    """What stood on the screen, exactly; None where the text is none of ours."""
    words = wording(signature["text"], signature["version"], signature["language"])
    return fill(words, signature["values"]) if words is not None else None


def proof(text, language, values):
    """What a form carries along: which text, filled with what, the words themselves, and their SHA-256."""
    spoken = language if newest(text, language) > 0 else "en"
    version = newest(text, spoken)
    words = wording(text, version, spoken)
    told = {name: values.get(name) or "…" for name in gaps(words)}
    full = fill(words, told)
    return {
        "text": text,
        "version": version,
        "language": spoken,
        "values": [{"name": name, "value": told[name]} for name in told],
        "words": full,
        "sha": sha256(full),
    }
