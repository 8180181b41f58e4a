"""What is on screen: what it answers for, and the styled pieces of text that it is made of."""

from __future__ import annotations

from msgspec import Struct

from tui.domain.records.time import Window

# A run is a piece of text and the role that styles it; a line is a tuple of runs. See widgets/roles.py.
Run = tuple[str, str]
Runs = tuple[Run, ...]


class Scope(Struct, frozen=True):
    """What the screen answers for; each drill narrows it by one field."""

    window: Window | None = None
    moment_ts: int | None = None
    channel: str | None = None
    call_id: str | None = None
    uid: str | None = None
    sid: str | None = None
    peer_uid: int | None = None
