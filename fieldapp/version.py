"""The version that phones and server name to each other."""

VERSION = "1.0.0"
