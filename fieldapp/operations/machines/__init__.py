"""Machines: their state and life, their labels, where they were seen and counted."""
