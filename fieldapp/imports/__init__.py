"""Files that others made: Snipe-IT's CSV exports and the inventory of GLPI's agent.

``table`` reads a file, whatever its encoding; ``values`` its cells; one module a kind of row says what it
wants in the books; ``run`` compares that with what is there, and makes the operations.
"""
