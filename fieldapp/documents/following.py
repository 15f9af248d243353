"""A step that completes by what was done elsewhere: the operation, as the verb of steps gets it."""

from typing import Any

import msgspec


class StepDone(msgspec.Struct, kw_only=True):
    """Arguments of ``step.complete``."""

    step: str
    evidence: dict[str, Any] = {}
    here: dict[str, str] = {}


class Following(msgspec.Struct, kw_only=True):
    """``id`` is that of the operation which it follows from: the log has no other."""

    id: str
    target: str
    args: StepDone
    expect: dict[str, Any] = {}
