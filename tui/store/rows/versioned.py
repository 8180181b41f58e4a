"""Rows with kept contents from before their last changes, for the replay of a moment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple


class Versioned(NamedTuple):
    key: str
    contents: str


# Those of the step of the schema that first kept earlier states.
FIRST_VERSIONED: Mapping[str, Versioned] = {
    "calls": Versioned("call_id", "channel, created_ts, destroyed_ts, finished"),
    "sessions": Versioned(
        "call_id, sid",
        "channel, uid, network, platform, speaker, sdk_version, device_type, join_ts, leave_ts, finished",
    ),
    "diagnoses": Versioned("ts, uid, exp_id, channel", "causes"),
    "usage": Versioned("ts", "users, sessions, channels, changed_ts"),
}
# Those of the step that keeps the figures of today's edition: a step once released never changes.
OF_TODAY_ROWS: Mapping[str, Versioned] = {
    "calls": Versioned(
        "call_id",
        f"{FIRST_VERSIONED['calls'].contents}, peak_users, all_users, audio_freeze_percent, video_freeze_percent",
    ),
    "sessions": Versioned(
        "call_id, sid",
        f"{FIRST_VERSIONED['sessions'].contents}, account, roles, audio_freeze_percent, video_freeze_percent",
    ),
}
# Table → its key within a project, and the columns whose values are told by answers.
VERSIONED: Mapping[str, Versioned] = {**FIRST_VERSIONED, **OF_TODAY_ROWS}


def of(row: str, columns: str) -> str:
    """The columns, each as one of `row`."""
    return ", ".join(f"{row}.{column.strip()}" for column in columns.split(","))
