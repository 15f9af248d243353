"""How an operation can end other than by taking effect. Codes are those of ``docs/sync.md``."""

PORTABLE = True


class Outcome(Exception):
    """Raised by a verb that changes nothing: ``code`` is for programs, ``message`` for people."""

    def __init__(self, code: str, message: str):
        self.code = code
        self.message = message


class Held(Outcome):
    """A fact that a rule does not allow, or that must wait: kept whole, for a supervisor or later."""


class Refused(Outcome):
    """A decision that the rules do not allow, or no operation at all: kept whole too."""
