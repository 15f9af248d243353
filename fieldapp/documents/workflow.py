"""A contract's own kind of job, as a supervisor defined it: every version that jobs may have begun with."""

from typing import Any

import msgspec

from fieldapp.documents.base import Document, Named


class Version(msgspec.Struct, kw_only=True):
    """One state of it, which never changes. ``definition`` is a workflow as data (``fieldapp.workflows.frame``)."""

    op: str
    by: Named
    at: str
    definition: dict[str, Any]


class OwnWorkflow(Document, kw_only=True):
    """``versions`` in order: a job's kind names one of them, ``x-laptop-loan@2`` the second. The newest is for new jobs, at the
    ``sites``, while it is ``offered``."""

    title: str
    sites: list[Named]
    versions: list[Version] = []
    offered: bool = True

    def scopes(self) -> list[str]:
        return [f"site:{one.id}" for one in self.sites]

    def keys(self) -> list[str]:
        return [f"workflow-title:{self.title.strip().lower()}"]
