"""Stretches: the rows of what the answers told of the sessions of a call, and the timestamps that hang on each."""

from __future__ import annotations

import sqlite3
from array import array

from msgspec import Struct

from tui.domain.records import MINUTE, Window
from tui.store.sqlite.packing import unpack_stamps
from tui.store.sqlite.rollup import Cuts

# No longer than this is what is asked again and again of a call that is on: a few points of each curve.
SHORT_S = 10 * MINUTE


class Told(Struct, frozen=True):
    """What was told of one session, for one window."""

    stretch_id: int
    sid: str
    window: Window
    answered_ts: float

    @property
    def is_short(self) -> bool:
        return self.window.seconds <= SHORT_S

    def may_touch(self, window: Window) -> bool:
        """Whether points of both can lie in one minute."""
        mine = self.window
        return mine.start_ts // MINUTE <= window.end_ts // MINUTE and window.start_ts // MINUTE <= mine.end_ts // MINUTE


def read_stretches(connection: sqlite3.Connection, project_id: int, call_id: str, sid: str | None = None) -> list[Told]:
    """Those of a session, or of all of the call, the oldest answer first."""
    rows = connection.execute(
        "SELECT stretch_id, sid, start_ts, end_ts, answered_ts FROM stretches WHERE project_id = ?1 AND call_id = ?2"
        " AND (?3 IS NULL OR sid = ?3) ORDER BY answered_ts, stretch_id",
        (project_id, call_id, sid),
    )
    return [
        Told(stretch_id, name, Window(start, end), answered_ts) for stretch_id, name, start, end, answered_ts in rows
    ]


def read_stamps(connection: sqlite3.Connection, stretch_id: int) -> dict[int, array[int]]:
    """By their place."""
    rows = connection.execute("SELECT place, ts FROM stamps WHERE stretch_id = ?", (stretch_id,))
    return {place: unpack_stamps(ts) for place, ts in rows}


def read_cuts(connection: sqlite3.Connection, stretch_id: int) -> dict[int, Cuts]:
    """By the place of their timestamps."""
    rows = connection.execute("SELECT place, minutes, counts FROM stamps WHERE stretch_id = ?", (stretch_id,))
    return {place: Cuts(unpack_stamps(minutes), unpack_stamps(counts)) for place, minutes, counts in rows}
