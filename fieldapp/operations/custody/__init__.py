"""Who has a machine: handed over, lent, lost, found, and by what that was seen."""
