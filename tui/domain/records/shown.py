"""Scope and text of a screen: the part of the data in view, and styled pieces of text."""

from __future__ import annotations

from msgspec import Struct

from tui.domain.records.time import Window

# A run is a piece of text and its style's name (widgets/styles.py); a line is a tuple of runs.
Run = tuple[str, str]
Runs = tuple[Run, ...]


class Scope(Struct, frozen=True):
    """The part of the data that a screen shows; each drill narrows it by one field.

    `sender_uid` is the sender, of the user and the peer of a pair.
    """

    window: Window | None = None
    moment_ts: int | None = None
    channel: str | None = None
    call_id: str | None = None
    uid: str | None = None
    sid: str | None = None
    peer_uid: int | None = None
    sender_uid: int | None = None
