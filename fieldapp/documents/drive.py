"""A drive, and what an eraser wrote of the drives that it wiped."""

import msgspec

from fieldapp.documents.base import Named


class Drive(msgspec.Struct, kw_only=True):
    """One drive. ``result`` is ok, failed, or destroyed (a drive that could not be wiped, and is no more);
    ``method`` is clear, purge or destroy."""

    serial: str
    method: str
    result: str = "ok"
    model: str = ""
    tool: str = ""
    version: str = ""


class EraserLog(msgspec.Struct, kw_only=True):
    """What an eraser wrote, as it was read: ``drives`` are proposed until a step names them. The file itself is the
    blob ``sha``; ``format`` is nwipe, json, xml or pdf (kept, not read)."""

    op: str
    sha: str
    format: str
    name: str = ""
    tool: str = ""
    version: str = ""
    drives: list[Drive] = []
    at: str
    by: Named
