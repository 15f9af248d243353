"""What jobs of free steps have of their own: urgency, attempts to reach somebody, where they go, how they end."""
