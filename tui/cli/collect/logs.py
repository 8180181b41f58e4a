"""Logs of a service: lines on stderr, as text or as JSON, without a secret."""

from __future__ import annotations

import logging
import sys
from datetime import UTC, datetime
from typing import TextIO

import msgspec

from tui.agora.redact import redacted


def log_to_stderr(*, as_json: bool, stream: TextIO | None = None) -> None:
    """News and worse of the whole program."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonLine() if as_json else TextLine("%(levelname)s %(message)s"))
    logger = logging.getLogger("tui")
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    logger.propagate = False


class TextLine(logging.Formatter):
    """`2026-11-30T14:07:03Z WARNING …`; a traceback follows in lines of its own."""

    def format(self, record: logging.LogRecord) -> str:
        return f"{_moment(record)} {redacted(super().format(record))}"


class JsonLine(logging.Formatter):
    """One object a line: time (ISO 8601, UTC), ts (epoch seconds), level, room, message, and a possible traceback."""

    def format(self, record: logging.LogRecord) -> str:
        told = {
            "time": _moment(record),
            "ts": round(record.created, 3),
            "level": record.levelname.lower(),
            "room": record.name,
            "message": redacted(record.getMessage()),
        }
        if record.exc_info:
            told["traceback"] = redacted(self.formatException(record.exc_info))
        return msgspec.json.encode(told).decode()


def _moment(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
