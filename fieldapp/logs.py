"""Structured logs: one line of JSON each, with the operation's id where there is one."""

import logging
import os
import sys

import structlog


def configure() -> None:
    """Log to standard error, from LOG_LEVEL (warning) on."""
    level = getattr(logging, os.environ.get("LOG_LEVEL", "warning").upper(), logging.WARNING)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=True,
    )
