"""Demo data: made up, the same for the same seed, and entered by operations like all else."""

from fieldapp.demo.load import load, plan
from fieldapp.demo.people import PASSWORD, USERS

__all__ = ["PASSWORD", "USERS", "load", "plan"]
