"""Orders, deliveries and their boxes, until what is in them is known."""
