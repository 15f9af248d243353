"""Like for like: two lists of software, and what was decided about their differences."""
