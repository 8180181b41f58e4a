"""Series: the points of every metric, with the coverage of each slot.

Points keep the raw timestamps of the API; a slot is `floor(ts / slot_s)`. An answer at or after the end of a slot plus
the endpoint's longest documented delay *settles* the slot: from then on its coverage changes only with its values.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from tui.domain.records import EVERYTHING, MINUTE, Coverage, Remainder, Selection, Series, SeriesName, Window
from tui.store.rows import coverage
from tui.store.rows.changed import bump
from tui.store.rows.connection import RowConnection, RowCursor, marks
from tui.store.snapshot import AnySeriesName

SeriesPoints = Sequence[tuple[int, float]]
Slots = Mapping[int, list[tuple[int, float]]]
_NOTHING = Remainder()
_ID = "SELECT series_id FROM series WHERE project_id = ? AND metric = ? AND channel = ? AND product = ? AND step_s = ?"


def put_series(
    connection: RowConnection,
    project_id: int,
    *,
    endpoint: str,
    channel: str,
    window: Window,
    series: Sequence[Series],
    answered_ts: float,
    delay_s: int,
    slot_s: int = MINUTE,
    left: Remainder = _NOTHING,
    selection: Selection = EVERYTHING,
) -> None:
    """Store one answer about `window`; `left` are its unread rows. The same answer twice is the same as once.

    A slot with points in the answer replaces the stored points of that slot within the window, unless these came with a
    newer answer; a slot without points is left alone. An answer that a newer one of the same feed overtook replaces no
    settled slot. Points outside the window only add: the answer does not cover their slots. So do the points of a slot
    with unread rows.
    """
    feed = coverage.heard(connection, project_id, endpoint, channel, selection.feed, answered_ts=answered_ts)
    covered = coverage.covered(connection, feed.feed_id, window, slot_s)

    def is_settled(slot_ts: int) -> bool:
        return covered.is_settled(slot_ts, delay_s)

    def is_outdated(slot_ts: int) -> bool:
        # The coverage of a settled minute is not the newest answer's: any answer since may have confirmed it.
        known_ts = feed.newest_ts if is_settled(slot_ts) else covered.answered_ts.get(slot_ts, -math.inf)
        return answered_ts < known_ts

    sure = {ts // slot_s * slot_s for one in series for ts, _ in one.points}
    begun = [slot_ts for slot_ts in window.slots(slot_s) if slot_ts < answered_ts]
    told, unread = coverage.spoken_for(begun, left, slot_s, sure)
    in_part = frozenset(unread)
    changed: set[int] = set()
    for several in _in_turns(series, selection.product, slot_s if selection.metric else 0):
        series_ids = _series_ids(connection, project_id, several)
        points = {series_ids[name]: points for name, points in several.items()}
        changed |= _put_points(connection, points, window, slot_s, is_outdated, in_part, answered_ts)
    told = [slot_ts for slot_ts in told if slot_ts in changed or not is_settled(slot_ts)]
    coverage.cover(connection, feed.feed_id, told, answered_ts=answered_ts)
    left_open = [slot_ts for slot_ts in unread if not is_settled(slot_ts)]
    coverage.leave_open(connection, feed.feed_id, left_open, answered_ts=answered_ts)
    bump(connection, project_id, f"series:{endpoint}")


def miss_series(
    connection: RowConnection,
    project_id: int,
    *,
    endpoint: str,
    channel: str,
    window: Window,
    answered_ts: float,
    delay_s: int,
    slot_s: int = MINUTE,
    selection: Selection = EVERYTHING,
) -> None:
    if coverage.miss(
        connection,
        project_id,
        endpoint,
        channel,
        window,
        answered_ts=answered_ts,
        delay_s=delay_s,
        slot_s=slot_s,
        selection=selection.feed,
    ):
        bump(connection, project_id, f"series:{endpoint}")


def read_series(
    connection: RowConnection, project_id: int, names: Sequence[AnySeriesName], window: Window
) -> dict[AnySeriesName, Series]:
    # One query a series: it reads neighbouring rows of the table, where one query for all would skip between them.
    def asked(name: SeriesName) -> RowCursor:
        return connection.execute(
            f"SELECT ts, value FROM points WHERE ts >= ? AND ts < ? AND series_id = ({_ID}) ORDER BY ts",  # noqa: S608 - constant
            (window.start_ts, window.end_ts, project_id, *name),
        )

    # All of them are sent before the first answer is read.
    sent = [asked(SeriesName(*name)) for name in names]
    return {name: Series(name[0], tuple(rows.fetchall()), name[1]) for name, rows in zip(names, sent, strict=True)}


def read_coverage(
    connection: RowConnection,
    project_id: int,
    endpoint: str,
    channel: str,
    window: Window,
    slot_s: int = MINUTE,
    selection: Selection = EVERYTHING,
) -> Coverage:
    # All of it is sent before the first answer is read.
    feed = project_id, endpoint, channel, selection.feed
    rows = connection.execute(
        f"SELECT minute_ts, answered_ts FROM coverage WHERE feed_id = ({coverage.FEED})"  # noqa: S608 - constant
        " AND minute_ts >= ? AND minute_ts <= ?",
        (*feed, window.start_ts, window.end_ts - slot_s),
    )
    firsts = connection.execute(
        f"SELECT (SELECT min(minute_ts) FROM coverage WHERE feed_id = ({coverage.FEED})),"  # noqa: S608 - constant
        f" (SELECT min(minute_ts) FROM unread WHERE feed_id = ({coverage.FEED}))",
        (*feed, *feed),
    )
    unread = connection.execute(
        f"SELECT minute_ts FROM unread WHERE feed_id = ({coverage.FEED}) AND minute_ts >= ? AND minute_ts < ?",  # noqa: S608 - constant
        (*feed, window.start_ts, window.end_ts),
    )
    answered_ts = dict(rows.fetchall())
    first_ts = min((ts for ts in firsts.fetchone() if ts is not None), default=None)
    return Coverage(window, answered_ts, first_ts, frozenset(ts for (ts,) in unread), slot_s)


def read_newest_minute_ts(
    connection: RowConnection,
    project_id: int,
    metrics: Sequence[str],
    *,
    product: str | None = None,
    step_s: int = 0,
) -> int | None:
    of_product = "" if product is None else " AND product = ?"
    (newest_ts,) = connection.execute(
        "SELECT max((SELECT max(ts) FROM points WHERE points.series_id = series.series_id)) FROM series"  # noqa: S608 - marks only
        f" WHERE project_id = ? AND channel = '' AND metric IN ({marks(metrics)}) AND step_s = ?{of_product}",
        (project_id, *metrics, step_s, *(() if product is None else (product,))),
    ).fetchone()
    return None if newest_ts is None else int(newest_ts)


def read_oldest_ts(connection: RowConnection, project_id: int) -> int | None:
    # One seek a series: a minimum over all points would read them all.
    (oldest_ts,) = connection.execute(
        "SELECT min((SELECT min(ts) FROM points WHERE points.series_id = series.series_id)) FROM series"
        " WHERE project_id = ?",
        (project_id,),
    ).fetchone()
    return None if oldest_ts is None else int(oldest_ts)


def _in_turns(series: Sequence[Series], product: str, step_s: int) -> list[dict[SeriesName, SeriesPoints]]:
    """All series in one turn; one that the answer has twice is in two."""
    turns: list[dict[SeriesName, SeriesPoints]] = []
    for one in series:
        name = SeriesName(one.metric, one.channel, product, step_s)
        turn = next((turn for turn in turns if name not in turn), None)
        if turn is None:
            turns.append(turn := {})
        turn[name] = one.points
    return turns


def _series_ids(connection: RowConnection, project_id: int, names: Collection[SeriesName]) -> dict[SeriesName, int]:
    """Those of one product and step; a series is made at its first answer."""
    metrics, channels, products, steps = (tuple(dict.fromkeys(each)) for each in zip(*names, strict=True))
    rows = connection.execute(
        "SELECT metric, channel, product, step_s, series_id FROM series WHERE project_id = ?"  # noqa: S608 - marks only
        f" AND metric IN ({marks(metrics)}) AND channel IN ({marks(channels)}) AND product = ? AND step_s = ?",
        (project_id, *metrics, *channels, *products, *steps),
    )
    found = {SeriesName(*name): int(series_id) for *name, series_id in rows}
    missing = [name for name in names if name not in found]
    # All of them are sent before the first answer is read.
    made = [
        connection.execute(
            "INSERT INTO series (project_id, metric, channel, product, step_s) VALUES (?, ?, ?, ?, ?)"
            " RETURNING series_id",
            (project_id, *name),
        )
        for name in missing
    ]
    found.update((name, int(row.fetchone()[0])) for name, row in zip(missing, made, strict=True))
    return found


def _put_points(
    connection: RowConnection,
    said: Mapping[int, SeriesPoints],
    window: Window,
    slot_s: int,
    is_outdated: Callable[[int], bool],
    in_part: Collection[int],
    answered_ts: float,
) -> set[int]:
    """Store the differences of each series, by its id; returns the changed minutes of the window. Some points of the
    minutes `in_part` may be absent here. Each point has the seconds from its time to the first answer with it, a value
    that is replaced stays among the `revised` (earlier.py).

    All series are read by one statement, and written by one of each kind: over a network each answer that is waited for
    takes its time.
    """

    def late_s(ts: int) -> int:
        return math.ceil(answered_ts - ts)

    known: dict[int, dict[int, tuple[float, int | None]]] = {series_id: {} for series_id in said}
    for series_id, ts, value, late in connection.execute(
        f"SELECT series_id, ts, value, late_s FROM points WHERE series_id IN ({marks(said)}) AND ts >= ? AND ts < ?"  # noqa: S608 - marks only
        " ORDER BY series_id, ts",
        (*said, window.start_ts, window.end_ts),
    ):
        known[series_id][ts] = value, late
    changed: set[int] = set()
    gone: list[tuple[int, int, float, int | None, int]] = []
    new: list[tuple[int, int, float, int]] = []
    for series_id, points in said.items():
        stored = _by_slot(((ts, value) for ts, (value, _) in known[series_id].items()), slot_s)
        told = _by_slot((point for point in points if window.holds(point[0])), slot_s)
        replaced = [
            slot_ts
            for slot_ts in told
            if told[slot_ts] != stored.get(slot_ts) and not (slot_ts in stored and is_outdated(slot_ts))
        ]
        after = {ts: value for slot_ts in replaced for ts, value in told[slot_ts]}
        gone += [
            (series_id, ts, value, known[series_id][ts][1], late_s(ts))
            for slot_ts in replaced
            for ts, value in stored.get(slot_ts, ())
            if after.get(ts) != value and (ts in after or slot_ts not in in_part)
        ]
        outside = (point for point in points if not window.holds(point[0]))
        new += [(series_id, ts, value, late_s(ts)) for ts, value in (*after.items(), *outside)]
        changed.update(replaced)
    connection.executemany(
        "INSERT INTO revised (series_id, ts, value, late_s, until_s) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (series_id, ts, until_s) DO NOTHING",
        gone,
    )
    connection.executemany("DELETE FROM points WHERE series_id = ? AND ts = ?", [row[:2] for row in gone])
    connection.executemany(
        "INSERT INTO points (series_id, ts, value, late_s) VALUES (?, ?, ?, ?) ON CONFLICT (series_id, ts) DO NOTHING",
        new,
    )
    return changed


def _by_slot(points: Iterable[tuple[int, float]], slot_s: int) -> Slots:
    slots: defaultdict[int, list[tuple[int, float]]] = defaultdict(list)
    for ts, value in points:
        slots[ts // slot_s * slot_s].append((ts, value))
    return slots
