"""Rows with kept contents from before their last changes, for the replay of a moment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Versioned(NamedTuple):
    key: str
    contents: str


# Table → its key within a project, and the columns whose values are told by answers.
VERSIONED: Mapping[str, Versioned] = {
    "calls": Versioned("call_id", "channel, created_ts, destroyed_ts, finished"),
    "sessions": Versioned(
        "call_id, sid",
        "channel, uid, network, platform, speaker, sdk_version, device_type, join_ts, leave_ts, finished",
    ),
    "diagnoses": Versioned("ts, uid, exp_id, channel", "causes"),
    "usage": Versioned("ts", "users, sessions, channels, changed_ts"),
}


def of(row: str, columns: str) -> str:
    """The columns, each as one of `row`."""
    return ", ".join(f"{row}.{column.strip()}" for column in columns.split(","))
