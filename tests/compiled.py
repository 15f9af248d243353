"""What each app of a run would compile anew: the code of its addresses, and of its pages. The first keeps it for the next.

Each test makes an app, and that is nine tenths of making it; a page is compiled twenty times as long as it is rendered.
Nothing outlives the run, for what a template becomes hangs on more than its text.
"""

import os
from collections.abc import Callable
from pathlib import Path

from flask import Flask
from jinja2 import FileSystemBytecodeCache
from werkzeug.routing import Rule

FOLDER = "COMPILED_TEMPLATES"


class Address(Rule):
    """Its code holds nothing of the app."""

    compiled: dict[tuple, Callable] = {}

    def _compile_builder(self, append_unknown: bool = True) -> Callable:
        key = (self.rule, self.subdomain, repr(self.defaults), append_unknown)
        if key not in self.compiled:
            self.compiled[key] = super()._compile_builder(append_unknown)
        return self.compiled[key]


def begin(folder: Path) -> None:
    """For this process, and for those that it starts."""
    folder.mkdir(exist_ok=True)
    os.environ[FOLDER] = str(folder)
    go_on()


def go_on() -> None:
    """In a process that has been started so."""
    Flask.url_rule_class = Address
    if FOLDER in os.environ:
        Flask.jinja_options = {"bytecode_cache": FileSystemBytecodeCache(os.environ[FOLDER])}
