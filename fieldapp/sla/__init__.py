"""Calendars and clocks: when a promise is due, what was counted, and what was paused."""
