"""What customers are sent, and what they do by their links."""
