"""Whether there is an answer at all, and whether it is the name of a picture."""

from fieldapp.operations.outcomes import Refused

PORTABLE = True


def given(value):
    """Whether there is an answer at all; an unticked box is none."""
    return value is not None and value != "" and value is not False


def check_picture(title, value):
    """The SHA-256 of its bytes. They come by themselves, before or after: nothing waits for them."""
    if not isinstance(value, str) or not is_sha(value):
        raise Refused("invalid", f"{title}: take the picture again.")


def is_sha(text):
    """64 hexadecimal digits, in small letters: the same picture must have one name only."""
    return len(text) == 64 and all(text[at] in "0123456789abcdef" for at in range(64))


def picture_of(answer):
    """The name of the picture in an answer: the answer itself, or what was drawn below a text; or None."""
    named = answer.get("picture") if isinstance(answer, dict) else answer
    return named if given(named) else None
