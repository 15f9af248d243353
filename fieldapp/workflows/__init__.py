"""The kinds of job, one file each. A new kind is a new file here: it is found by its ``WORKFLOW``."""

from importlib import import_module
from pkgutil import iter_modules

from fieldapp.workflows.frame import AssetRole, Bill, Effect, PartSpec, StepSpec, Workflow

__all__ = ["AssetRole", "Bill", "Effect", "PartSpec", "StepSpec", "WORKFLOWS", "Workflow"]


def _found() -> dict[str, Workflow]:
    modules = (import_module(f"{__name__}.{found.name}") for found in iter_modules(__path__))
    kinds = (module.WORKFLOW for module in modules if hasattr(module, "WORKFLOW"))
    return {workflow.kind: workflow for workflow in sorted(kinds, key=lambda one: one.kind)}


WORKFLOWS: dict[str, Workflow] = _found()
