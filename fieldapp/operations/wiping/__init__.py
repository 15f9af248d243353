"""What may be wiped and leave the house, and what proves that it was."""
