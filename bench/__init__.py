"""``make bench``: how fast and how large it is. Figures are compared within one run, for machines are noisy."""
