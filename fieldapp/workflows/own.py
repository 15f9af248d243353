"""Workflows that a contract has of its own: from data to what the rules work by."""

from typing import Any

import msgspec

from fieldapp.workflows.frame import Workflow


def workflow_from(definition: dict[str, Any] | None) -> Workflow | None:
    """The workflow that the data say; None for none. Raises :class:`msgspec.ValidationError` where they say none."""
    if definition is None:
        return None
    return msgspec.convert(definition, Workflow)


def workflows_in(documents: list[dict[str, Any]]) -> dict[str, Workflow]:
    """Every version of these documents' workflows, by kind."""
    told = [version["definition"] for one in documents for version in one["versions"]]
    return {one["kind"]: msgspec.convert(one, Workflow) for one in told}


def as_data(workflow: Workflow) -> dict[str, Any]:
    """Everything that it says, defaults too: phones read it as it is."""
    return msgspec.to_builtins(workflow)
