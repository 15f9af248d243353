"""The protocol: messages, merging, the feed, moments, cases. Knows no web server."""
