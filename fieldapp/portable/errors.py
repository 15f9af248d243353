"""What a build says when a rule or a template can't run on the phone."""


class NotPortable(Exception):
    """Something outside the subset: where it is, what it is, and what to write instead."""

    def __init__(self, file: str, line: int, what: str, instead: str = ""):
        self.file, self.line, self.what, self.instead = file, line, what, instead
        super().__init__(f"{file}:{line}: {what}" + (f"; {instead}" if instead else ""))
