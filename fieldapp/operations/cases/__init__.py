"""What clashed: read by its author, decided by a supervisor."""
