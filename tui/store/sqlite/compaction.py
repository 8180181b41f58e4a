"""Folding: of a call that is watched while it is on an answer tells some minutes, which would soon be many stretches.

told     |=====long=====|                     what answers told, each a little more than the one before
                   |==1==|
                       |==2==|
                           |==3==|
folded   |=====long=====|                     1 begins with its whole minute, 2 has gone into it; so will 3, as soon
                  |·=1=2·|                    as no older answer can still be on its way
                           |==3==|

What is read is the same before and after: a curve has in the folded stretch what all answers together told of it. The
work is small, since blobs are joined by their blocks (packing.py), and of the digests only one minute is made anew.
"""

from __future__ import annotations

import sqlite3
from array import array
from bisect import bisect_left
from itertools import pairwise

from msgspec import Struct

from tui.domain.records import HOUR, MINUTE, Window
from tui.store.sqlite.overlay import Stretch, merged, told
from tui.store.sqlite.packing import (
    head_of_values,
    pack_doubles,
    pack_stamps,
    pack_values,
    unpack_doubles,
    unpack_values,
)
from tui.store.sqlite.rollup import Cuts, cut, digested
from tui.store.sqlite.segments import Told, read_stamps, read_stretches

# Longer than the longest answer takes: which of two is the newer must still be known when the older comes late.
LATE_S = 11 * MINUTE
# A longer one takes in nothing more: with each short one its rows would be written again.
LONG_S = HOUR
# Of a session with each answer: so that those which were not at once are caught up with.
MOST_FOLDS = 2

Key = tuple[int, int]
"""mid, peer_uid"""


class Row(Struct, frozen=True):
    place: int
    digest: bytes
    points: bytes


def fold(connection: sqlite3.Connection, project_id: int, call_id: str, sid: str) -> None:
    """Some of the short stretches of a session, each into the one before it."""
    for _ in range(MOST_FOLDS):
        known = read_stretches(connection, project_id, call_id, sid)
        settled = [one for one in known if one.answered_ts < known[-1].answered_ts - LATE_S]
        number = next((number for number, pair in enumerate(pairwise(settled)) if _is_open(*pair)), None)
        if number is None:
            return
        older, newer = settled[number : number + 2]
        if older.window.seconds < LONG_S:
            _take_in(connection, known[:number], older, newer)
        else:
            _begin_with_minute(connection, known[: number + 1], newer)


def _is_open(older: Told, newer: Told) -> bool:
    joins = older.window.start_ts <= newer.window.start_ts <= older.window.end_ts < newer.window.end_ts
    return joins and newer.is_short and (older.window.seconds < LONG_S or newer.window.start_ts % MINUTE > 0)


def _take_in(connection: sqlite3.Connection, earlier: list[Told], older: Told, newer: Told) -> None:
    """`newer` into `older`; `earlier` are those before them."""
    window = Window(older.window.start_ts, newer.window.end_ts)
    join = _Join(connection, older, newer)
    others = _Others(connection, [one for one in earlier if one.may_touch(window)], window)
    reaches_beyond = any(one.window.end_ts // MINUTE >= older.window.end_ts // MINUTE for one in others.told)
    stored = _Writer(connection, older.stretch_id, join.olds.stamps)
    for key in {**join.olds.rows, **join.news.rows}:
        if key not in join.news.rows and not reaches_beyond:
            continue
        quick = join.quick(key)
        if quick is not None:
            stored.put(key, *quick)
        else:
            stored.put_points(key, merged([*others.of(key), *join.olds.of(key), *join.news.of(key)]))
    stored.end(window, newer.answered_ts)
    connection.execute("DELETE FROM curves WHERE stretch_id = ?", (newer.stretch_id,))
    connection.execute("DELETE FROM stamps WHERE stretch_id = ?", (newer.stretch_id,))
    connection.execute("DELETE FROM stretches WHERE stretch_id = ?", (newer.stretch_id,))


def _begin_with_minute(connection: sqlite3.Connection, earlier: list[Told], newer: Told) -> None:
    """Take into `newer` what is known of its first minute, so that no minute of its curves is in two stretches."""
    window = Window(newer.window.start_ts // MINUTE * MINUTE, newer.window.end_ts)
    news = _Curves(connection, newer)
    others = _Others(connection, [one for one in earlier if one.may_touch(window)], window)
    stored = _Writer(connection, newer.stretch_id, news.stamps)
    for key in news.rows:
        stored.put_points(key, merged([*others.of(key), *news.of(key)]))
    stored.end(window, newer.answered_ts)


class _Curves:
    """All curves of a stretch."""

    def __init__(self, connection: sqlite3.Connection, whose: Told) -> None:
        self.window = whose.window
        self.stamps = read_stamps(connection, whose.stretch_id)
        found = connection.execute(
            "SELECT mid, peer_uid, stamps, digest, points FROM curves WHERE stretch_id = ? ORDER BY curve_id",
            (whose.stretch_id,),
        )
        self.rows: dict[Key, Row] = {(mid, peer_uid): Row(*row) for mid, peer_uid, *row in found}

    def of(self, key: Key) -> list[Stretch]:
        row = self.rows.get(key)
        return [] if row is None else [told(self.window, self.stamps[row.place], unpack_values(row.points))]


class _Others:
    """What earlier stretches hold of a window."""

    def __init__(self, connection: sqlite3.Connection, told_of: list[Told], window: Window) -> None:
        self.told = told_of
        self._connection = connection
        self._window = window
        self._stamps: dict[int, dict[int, array[int]]] = {}

    def of(self, key: Key) -> list[Stretch]:
        found = []
        for one in self.told:
            row = self._connection.execute(
                "SELECT stamps, points FROM curves WHERE stretch_id = ? AND mid = ? AND peer_uid = ?",
                (one.stretch_id, *key),
            ).fetchone()
            if row is not None:
                if one.stretch_id not in self._stamps:
                    self._stamps[one.stretch_id] = read_stamps(self._connection, one.stretch_id)
                place, points = row
                ts = self._stamps[one.stretch_id][place]
                low, high = bisect_left(ts, self._window.start_ts), bisect_left(ts, self._window.end_ts)
                speaks_for = told(one.window, ts, array("d")).speaks_for
                found.append(Stretch(speaks_for, ts[low:high], unpack_values(points, low, high)))
        return found


class _Seam(Struct, frozen=True):
    """How two arrays of timestamps are joined: the first up to before `kept`, then the second.

    The seam lies in one minute: before it are `whole` minutes of the first, from its `at`th point on; `rest` is the
    first minute of the second after it, which begins with the `until`th point.
    """

    ts: array[int]
    kept: int
    whole: int
    at: int
    rest: int
    until: int


class _Join:
    """Two stretches of which the newer goes on where the older ends."""

    def __init__(self, connection: sqlite3.Connection, older: Told, newer: Told) -> None:
        self.olds = _Curves(connection, older)
        self.news = _Curves(connection, newer)
        self._seams: dict[tuple[int, int], _Seam | None] = {}

    def quick(self, key: Key) -> tuple[array[int], bytes, bytes] | None:
        """Timestamps, digest and points of a curve that both hold; None where it is not as simple as that."""
        old, new = self.olds.rows.get(key), self.news.rows.get(key)
        if old is None or new is None:
            return None
        places = old.place, new.place
        if places not in self._seams:
            self._seams[places] = self._seam(self.olds.stamps[old.place], self.news.stamps[new.place])
        seam = self._seams[places]
        if seam is None:
            return None
        between = unpack_values(old.points, seam.at, seam.kept) + unpack_values(new.points, 0, seam.until)
        columns = zip(
            unpack_doubles(old.digest, 3),
            digested(between, [len(between)] if between else []),
            unpack_doubles(new.digest, 3),
            strict=True,
        )
        digest = pack_doubles(*(first[: seam.whole] + edge + last[seam.rest :] for first, edge, last in columns))
        return seam.ts, digest, head_of_values(old.points, seam.kept) + new.points

    def _seam(self, old: array[int], new: array[int]) -> _Seam | None:
        speaks_for = told(self.news.window, new, array("d")).speaks_for
        if old and old[-1] >= speaks_for.end_ts:
            return None
        kept = bisect_left(old, speaks_for.start_ts)
        minute_ts = speaks_for.start_ts // MINUTE * MINUTE
        at, until = bisect_left(old, minute_ts), bisect_left(new, minute_ts + MINUTE)
        whole, rest = len(cut(old[:at]).minutes), len(cut(new[:until]).minutes)
        return _Seam(old[:kept] + new, kept, whole, at, rest, until)


class _Writer:
    """Writes curves of a stretch anew; `stamps` are those that it has."""

    def __init__(self, connection: sqlite3.Connection, stretch_id: int, stamps: dict[int, array[int]]) -> None:
        self._connection = connection
        self._stretch_id = stretch_id
        self._next = max(stamps, default=-1) + 1
        self._places: dict[bytes, int] = {}
        self._known: dict[int, tuple[array[int], int]] = {}
        self._cuts: dict[int, Cuts] = {}

    def put(self, key: Key, ts: array[int], digest: bytes, points: bytes) -> None:
        self._connection.execute(
            "INSERT OR REPLACE INTO curves (stretch_id, mid, peer_uid, stamps, digest, points)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (self._stretch_id, *key, self._place(ts), digest, points),
        )

    def put_points(self, key: Key, points: tuple[array[int], array[float]]) -> None:
        ts, values = points
        counts = self._cuts[self._place(ts)].counts
        self.put(key, ts, pack_doubles(*digested(values, counts)), pack_values(values))

    def end(self, window: Window, answered_ts: float) -> None:
        self._connection.execute(
            "DELETE FROM stamps WHERE stretch_id = ?1"
            " AND place NOT IN (SELECT stamps FROM curves WHERE stretch_id = ?1)",
            (self._stretch_id,),
        )
        self._connection.execute(
            "UPDATE stretches SET start_ts = ?, end_ts = ?, answered_ts = ? WHERE stretch_id = ?",
            (window.start_ts, window.end_ts, answered_ts, self._stretch_id),
        )

    def _place(self, ts: array[int]) -> int:
        # Most are the very same array, which is kept: its number tells it from all others.
        if id(ts) not in self._known:
            self._known[id(ts)] = ts, self._places.setdefault(ts.tobytes(), self._next)
            place = self._known[id(ts)][1]
            if place == self._next:
                self._next += 1
                cuts = self._cuts[place] = cut(ts)
                self._connection.execute(
                    "INSERT INTO stamps (stretch_id, place, ts, minutes, counts) VALUES (?, ?, ?, ?, ?)",
                    (self._stretch_id, place, pack_stamps(ts), pack_stamps(cuts.minutes), pack_stamps(cuts.counts)),
                )
        return self._known[id(ts)][1]
