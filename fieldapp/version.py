"""The version that phones and server name to each other."""

VERSION = "1.0.0"


def numbers(version: str) -> list[int]:
    """``[1, 10]`` of ``1.10``, so that it is newer than ``1.9.2``. Raises ValueError for what is no version."""
    return [int(one) for one in version.split(".")]
