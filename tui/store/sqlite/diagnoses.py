"""Diagnoses: affected users by time, with the causes that the API named, and the times of which it may have named only
some.

An answer holds at most `cap` rows and does not mark the absent ones: a full one means *at least* so many in its window.
Its slots stay truncated until an answer that is not full covers them. `truncations` holds them one row a slot, so that
a later answer about a part of the window narrows the truncated part.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import Any

from msgspec import DecodeError
from msgspec.json import Decoder

from tui.domain.records import ANY_DIAGNOSIS, MINUTE, Cause, Diagnosis, DiagnosisFilter, Remainder, Totals, Window
from tui.store.sqlite import coverage
from tui.store.sqlite.changed import bump

ENDPOINT = "diagnosis"
_CAUSES = Decoder(list[tuple[int, str, int]])
_ROWS = Decoder(list[Any])
# As `unpacked`: a text that is no JSON, or no list, names no cause.
_ALL_CAUSES, _ONE_CAUSE = "iif(json_valid(causes), causes, '[]')", "iif(type = 'array', value, '[]')"


_NOTHING = Remainder()


def put_diagnoses(
    connection: sqlite3.Connection,
    project_id: int,
    diagnoses: Sequence[Diagnosis],
    *,
    window: Window,
    cap: int,
    delay_s: int,
    answered_ts: float,
    slot_s: int = MINUTE,
    left: Remainder = _NOTHING,
) -> None:
    """Store one answer about `window`; `left` are its unread rows. The same answer twice is the same as once.

    One row per time, user, experience and channel; the causes are those of the newest answer that held it. A full
    answer settles a slot only where the window is one slot: no narrower request is possible.
    """
    stored = connection.executemany(
        "INSERT INTO diagnoses (project_id, ts, uid, exp_id, channel, causes, answered_ts) VALUES (?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT DO UPDATE SET causes = excluded.causes, answered_ts = excluded.answered_ts"
        " WHERE excluded.answered_ts > answered_ts",
        [(project_id, one.ts, one.uid, one.exp_id, one.channel, _packed(one.causes), answered_ts) for one in diagnoses],
    )
    news = stored.rowcount > 0
    feed = coverage.heard(connection, project_id, ENDPOINT, "", answered_ts=answered_ts)
    known = coverage.covered(connection, feed.feed_id, window, slot_s)
    begun = [slot_ts for slot_ts in window.slots(slot_s) if slot_ts < answered_ts]
    told, unread = coverage.spoken_for(begun, left, slot_s)
    full = max(left.rows, len(diagnoses)) >= cap
    if full:
        touched = (slot_ts for slot_ts in window.touched(slot_s) if slot_ts < int(answered_ts))
        unsettled = [slot_ts for slot_ts in touched if not known.is_settled(slot_ts, delay_s)]
        news |= _truncate(connection, feed.feed_id, unsettled, answered_ts)
        # A full answer may now have left out the rows that were unread before.
        news |= coverage.was_read(connection, feed.feed_id, told, answered_ts=answered_ts)
    else:
        news |= _complete(connection, feed.feed_id, told, answered_ts)
    if not full or window.seconds <= slot_s:
        slots = [slot_ts for slot_ts in told if not known.is_settled(slot_ts, delay_s)]
        news |= coverage.cover(connection, feed.feed_id, slots, answered_ts=answered_ts)
    slots = [slot_ts for slot_ts in unread if not known.is_settled(slot_ts, delay_s)]
    news |= coverage.leave_open(connection, feed.feed_id, slots, answered_ts=answered_ts)
    if news:
        bump(connection, project_id, "diagnoses")


def miss_diagnoses(
    connection: sqlite3.Connection,
    project_id: int,
    window: Window,
    *,
    answered_ts: float,
    delay_s: int,
    slot_s: int = MINUTE,
) -> None:
    if coverage.miss(
        connection, project_id, ENDPOINT, "", window, answered_ts=answered_ts, delay_s=delay_s, slot_s=slot_s
    ):
        bump(connection, project_id, "diagnoses")


def read_diagnoses(
    connection: sqlite3.Connection,
    project_id: int,
    window: Window,
    *,
    only: DiagnosisFilter = ANY_DIAGNOSIS,
    most: int = -1,
    oldest: bool = False,
) -> tuple[Diagnosis, ...]:
    where, values = _where(project_id, window, only)
    way = "ASC" if oldest else "DESC"
    found = connection.execute(
        f"SELECT ts, uid, exp_id, channel, causes FROM diagnoses WHERE {where}"  # noqa: S608 - constants alone
        f" ORDER BY ts {way}, uid, exp_id, channel LIMIT ?",
        (*values, most),
    ).fetchall()
    if oldest:
        found.sort(key=lambda row: (-row[0], *row[1:]))
    return tuple(
        Diagnosis(ts, uid, exp_id, channel, tuple(Cause(*cause) for cause in unpacked(causes)))
        for ts, uid, exp_id, channel, causes in found
    )


def read_totals(
    connection: sqlite3.Connection, project_id: int, window: Window, only: DiagnosisFilter = ANY_DIAGNOSIS
) -> Totals:
    """The totals of the window. SQLite counts equal texts of causes, so that each is taken apart once."""
    where, values = _where(project_id, window, only)

    def counted(columns: str, group: str) -> list[tuple[Any, ...]]:
        return connection.execute(
            f"SELECT {columns}, count(*) FROM diagnoses WHERE {where} GROUP BY {group}",  # noqa: S608 - constants alone
            values,
        ).fetchall()

    by_experience: dict[int, int] = {}
    by_channel: dict[str, int] = {}
    events = 0
    for exp_id, channel, count in counted("exp_id, channel", "1, 2"):
        by_experience[exp_id] = by_experience.get(exp_id, 0) + count
        by_channel[channel] = by_channel.get(channel, 0) + count
        events += count
    by_factor: dict[int, int] = {}
    by_host: dict[str, int] = {}
    for packed, count in counted("causes", "1"):
        causes = unpacked(packed)
        for factor_id in {cause[0] for cause in causes}:
            by_factor[factor_id] = by_factor.get(factor_id, 0) + count
        for host_uid in {cause[1] for cause in causes}:
            by_host[host_uid] = by_host.get(host_uid, 0) + count
    (people,) = connection.execute(
        f"SELECT count(DISTINCT uid) FROM diagnoses WHERE {where}",  # noqa: S608 - constants alone
        values,
    ).fetchone()
    return Totals(events, people, by_experience, by_factor, by_host, by_channel)


def read_truncated(
    connection: sqlite3.Connection, project_id: int, window: Window, slot_s: int = MINUTE
) -> tuple[Window, ...]:
    rows = connection.execute(
        "SELECT slot_ts FROM truncations WHERE feed_id = ? AND slot_ts > ? AND slot_ts < ? ORDER BY slot_ts",
        (coverage.feed_of(connection, project_id, ENDPOINT, ""), window.start_ts - slot_s, window.end_ts),
    )
    windows: list[Window] = []
    for slot_ts in chain.from_iterable(rows):
        if windows and windows[-1].end_ts == slot_ts:
            windows[-1] = Window(windows[-1].start_ts, slot_ts + slot_s)
        else:
            windows.append(Window(slot_ts, slot_ts + slot_s))
    return tuple(windows)


def read_newest_ts(connection: sqlite3.Connection, project_id: int) -> int | None:
    found = connection.execute(
        "SELECT (SELECT max(minute_ts) FROM coverage WHERE feed_id = ?2),"
        " (SELECT max(slot_ts) FROM truncations WHERE feed_id = ?2),"
        " (SELECT max(ts) FROM diagnoses WHERE project_id = ?1)",
        (project_id, coverage.feed_of(connection, project_id, ENDPOINT, "")),
    ).fetchone()
    return max((ts for ts in found if ts is not None), default=None)


def _truncate(connection: sqlite3.Connection, feed_id: int, slots: Iterable[int], answered_ts: float) -> bool:
    stored = connection.executemany(
        "INSERT INTO truncations (feed_id, slot_ts, answered_ts) VALUES (?, ?, ?)"
        " ON CONFLICT DO UPDATE SET answered_ts = max(answered_ts, excluded.answered_ts)"
        " WHERE excluded.answered_ts > answered_ts",
        [(feed_id, slot_ts, answered_ts) for slot_ts in slots],
    )
    return stored.rowcount > 0


def _complete(connection: sqlite3.Connection, feed_id: int, slots: Iterable[int], answered_ts: float) -> bool:
    """An answer that was not full held all there was of each minute that it spoke for."""
    removed = connection.executemany(
        "DELETE FROM truncations WHERE feed_id = ? AND slot_ts = ? AND answered_ts < ?",
        [(feed_id, slot_ts, answered_ts) for slot_ts in slots],
    )
    return removed.rowcount > 0


def _where(project_id: int, window: Window, only: DiagnosisFilter) -> tuple[str, tuple[int | str, ...]]:
    """The condition and its values; every name in it is a constant."""
    conditions = ["project_id = ? AND ts >= ? AND ts < ?"]
    values: list[int | str] = [project_id, window.start_ts, window.end_ts]
    if only.exp_id is not None:
        conditions.append("exp_id = ?")
        values.append(only.exp_id)
    if only.channel is not None:
        conditions.append("channel = ?")
        values.append(only.channel)
    of_cause = []
    if only.factor_id is not None:
        of_cause.append(f"json_extract({_ONE_CAUSE}, '$[0]') = ?")
        values.append(only.factor_id)
    if only.host_uid is not None:
        of_cause.append(f"json_extract({_ONE_CAUSE}, '$[1]') = ?")
        values.append(only.host_uid)
    if of_cause:
        named = " AND ".join(of_cause)
        conditions.append(f"EXISTS (SELECT 1 FROM json_each({_ALL_CAUSES}) WHERE {named})")  # noqa: S608 - constants alone
    return " AND ".join(conditions), tuple(values)


def _packed(causes: Iterable[Cause]) -> str:
    packed = [(cause.factor_id, cause.host_uid, cause.count) for cause in causes]
    return json.dumps(packed, ensure_ascii=False, separators=(",", ":"))


def unpacked(causes: str) -> list[tuple[int, str, int]]:
    """Factor, host and count of each cause. Further fields of a newer scry are left out; an unreadable cause is none:
    the diagnosis stays."""
    try:
        return _CAUSES.decode(causes)
    except DecodeError:
        pass
    try:
        rows = _ROWS.decode(causes)
    except DecodeError:
        return []
    return [tuple(row[:3]) for row in rows if isinstance(row, list) and list(map(type, row[:3])) == [int, str, int]]
