"""Diagnoses: affected users by time, with the causes that the API named, and the times of which it may have named only
some.

An answer holds at most `cap` rows and does not mark the absent ones: a full one means *at least* so many in its window.
Its slots stay truncated until an answer that is not full covers them. `truncations` holds them one row a slot, so that
a later answer about a part of the window narrows the truncated part.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Any

from msgspec import DecodeError
from msgspec.json import Decoder

from tui.domain.records import ANY_DIAGNOSIS, MINUTE, Cause, Diagnosis, DiagnosisFilter, Remainder, Totals, Window
from tui.store.rows import coverage
from tui.store.rows.changed import bump
from tui.store.rows.connection import ALL_ROWS, RowConnection

ENDPOINT = "diagnosis"
_CAUSES = Decoder(list[tuple[int, str, int]])
_ROWS = Decoder(list[Any])


_NOTHING = Remainder()


def put_diagnoses(
    connection: RowConnection,
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
        " ON CONFLICT (project_id, ts, uid, exp_id, channel) DO UPDATE SET causes = excluded.causes,"
        " answered_ts = excluded.answered_ts WHERE excluded.answered_ts > diagnoses.answered_ts",
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
    connection: RowConnection,
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
    connection: RowConnection,
    project_id: int,
    window: Window,
    *,
    only: DiagnosisFilter = ANY_DIAGNOSIS,
    most: int = -1,
    oldest: bool = False,
) -> tuple[Diagnosis, ...]:
    where, values = _where(project_id, window, only)
    way = "ASC" if oldest else "DESC"
    rows = connection.execute(
        f"SELECT ts, uid, exp_id, channel, causes FROM diagnoses WHERE {where}"  # noqa: S608 - constants alone
        f" ORDER BY ts {way}, uid, exp_id, channel LIMIT ?",
        (*values, ALL_ROWS if most < 0 or _by_cause(only) else most),
    )
    found = [
        Diagnosis(ts, uid, exp_id, channel, tuple(Cause(*cause) for cause in causes))
        for ts, uid, exp_id, channel, _, causes in islice(_with_causes(rows, only), None if most < 0 else most)
    ]
    if oldest:
        found.sort(key=lambda one: (-one.ts, one.uid, one.exp_id, one.channel))
    return tuple(found)


def read_totals(
    connection: RowConnection, project_id: int, window: Window, only: DiagnosisFilter = ANY_DIAGNOSIS
) -> Totals:
    """The totals of the window. The database counts equal rows, so that each text of causes is taken apart once."""
    where, values = _where(project_id, window, only)
    kinds: Mapping[tuple[int, str], int]
    texts: Mapping[str, int]
    if _by_cause(only):
        rows = connection.execute(f"SELECT uid, exp_id, channel, causes FROM diagnoses WHERE {where}", values)  # noqa: S608 - constants alone
        found = [row[:4] for row in _with_causes(rows, only)]
        kinds = Counter((exp_id, channel) for _, exp_id, channel, _ in found)
        texts = Counter(causes for *_, causes in found)
        people = len({uid for uid, *_ in found})
    else:
        kinds = {
            (exp_id, channel): count
            for exp_id, channel, count in connection.execute(
                f"SELECT exp_id, channel, count(*) FROM diagnoses WHERE {where} GROUP BY 1, 2",  # noqa: S608 - constants alone
                values,
            )
        }
        rows = connection.execute(f"SELECT causes, count(*) FROM diagnoses WHERE {where} GROUP BY 1", values)  # noqa: S608 - constants alone
        texts = dict(rows.fetchall())
        (people,) = connection.execute(
            f"SELECT count(DISTINCT uid) FROM diagnoses WHERE {where}",  # noqa: S608 - constants alone
            values,
        ).fetchone()
    by_experience, by_channel = Counter[int](), Counter[str]()
    for (exp_id, channel), count in kinds.items():
        by_experience[exp_id] += count
        by_channel[channel] += count
    by_factor, by_host = Counter[int](), Counter[str]()
    for packed, count in texts.items():
        causes = unpacked(packed)
        by_factor.update(dict.fromkeys((cause[0] for cause in causes), count))
        by_host.update(dict.fromkeys((cause[1] for cause in causes), count))
    events = sum(kinds.values())
    return Totals(events, people, dict(by_experience), dict(by_factor), dict(by_host), dict(by_channel))


def read_truncated(
    connection: RowConnection, project_id: int, window: Window, slot_s: int = MINUTE
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


def read_newest_ts(connection: RowConnection, project_id: int) -> int | None:
    found = connection.execute(
        "SELECT (SELECT max(minute_ts) FROM coverage WHERE feed_id = ?2),"
        " (SELECT max(slot_ts) FROM truncations WHERE feed_id = ?2),"
        " (SELECT max(ts) FROM diagnoses WHERE project_id = ?1)",
        (project_id, coverage.feed_of(connection, project_id, ENDPOINT, "")),
    ).fetchone()
    return max((ts for ts in found if ts is not None), default=None)


def _truncate(connection: RowConnection, feed_id: int, slots: Iterable[int], answered_ts: float) -> bool:
    stored = connection.executemany(
        "INSERT INTO truncations (feed_id, slot_ts, answered_ts) VALUES (?, ?, ?)"
        " ON CONFLICT (feed_id, slot_ts) DO UPDATE SET answered_ts = excluded.answered_ts"
        " WHERE excluded.answered_ts > truncations.answered_ts",
        [(feed_id, slot_ts, answered_ts) for slot_ts in slots],
    )
    return stored.rowcount > 0


def _complete(connection: RowConnection, feed_id: int, slots: Iterable[int], answered_ts: float) -> bool:
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
    return " AND ".join(conditions), tuple(values)


def _by_cause(only: DiagnosisFilter) -> bool:
    return only.factor_id is not None or only.host_uid is not None


def _with_causes(rows: Iterable[Sequence[Any]], only: DiagnosisFilter) -> Iterator[tuple[Any, ...]]:
    """The rows that end with the text of causes of which one is meant, each with its causes behind."""
    for row in rows:
        causes = unpacked(row[-1])
        if not _by_cause(only) or any(
            only.factor_id in (None, factor_id) and only.host_uid in (None, host_uid)
            for factor_id, host_uid, _ in causes
        ):
            yield *row, causes


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
