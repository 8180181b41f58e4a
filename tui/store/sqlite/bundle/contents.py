"""Contents: the rows of a stretch of time in a store, each with the time from which it was known."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from tui.domain.edition import Edition, Yields
from tui.domain.records import DAY, HOUR, REFUSALS, AlarmRule, FeedKey, Selection, SeriesName, feed_of
from tui.store.rows.report_rows import UNREADABLE, as_text, of_text
from tui.store.rows.versioned import VERSIONED
from tui.store.sqlite.bundle.alarms_then import alarms_then
from tui.store.sqlite.bundle.arrivals import (
    Arrivals,
    Pace,
    PastReply,
    coverage_then,
    feeds_then,
    last_answers_then,
    truncations_then,
)
from tui.store.sqlite.bundle.shape import EVER, MOST_TS, TABLES

# A screen at the first moment shows the time before it: minutes and calls of some hours, days of some weeks.
LEAD_S, CALLS_LEAD_S, DAYS_LEAD_S = 3 * HOUR, 6 * HOUR, 56 * DAY
DAYS_BACK = (1, 7)
# A point stored by a version without times of arrival counts as known after its minute and the longest usual delay.
UNKNOWN_LATE_S = 240
PROJECT = 1
_BRINGS: Mapping[str, Collection[Yields]] = {
    "calls": (Yields.CALLS,),
    "sessions": (Yields.DETAILS, Yields.SESSIONS),
    "chunks": (Yields.DETAILS, Yields.CURVES),
    "told_curves": (Yields.CURVES,),
    "listings": (Yields.CALLS, Yields.DETAILS, Yields.SESSIONS),
    "diagnoses": (Yields.DIAGNOSES,),
    "usage": (Yields.DAYS,),
    "figures": (Yields.SERIES, Yields.BREAKDOWN, Yields.BUCKETS, Yields.CURVES),
}
_REFUSED = tuple(kind.value for kind in REFUSALS)

BundleRow = tuple[Any, ...]


class Stretch(Struct, frozen=True):
    """`channels` and `call_id`: () and "" for all. `paces`: those of the edition's endpoints. `feeds`: metric → the
    endpoints that tell it. `judged`: rule → the metric that it judges. `brings`: table → the endpoints with the
    answers that fill it."""

    start_ts: int
    end_ts: int
    channels: tuple[str, ...] = ()
    call_id: str = ""
    paces: Mapping[str, Pace] = {}
    feeds: Mapping[str, Collection[str]] = {}
    judged: Mapping[str, str] = {}
    brings: Mapping[str, Collection[str]] = {}


def stretch_of(
    edition: Edition,
    start_ts: int,
    end_ts: int,
    channels: tuple[str, ...] = (),
    call_id: str = "",
    rules: Iterable[AlarmRule] = (),
) -> Stretch:
    feeds: defaultdict[str, list[str]] = defaultdict(list)
    for name, each in edition.endpoints.items():
        for metric in dict.fromkeys((*each.series, *each.metrics)):
            feeds[metric].append(name)
    paces = {
        name: Pace(each.slot_s, each.longest_delay_s, each.cap if each.yields is Yields.DIAGNOSES else None)
        for name, each in edition.endpoints.items()
    }
    judged = {rule.name: rule.metric for rule in rules if rule.metric}
    brings = {
        table: [name for name, each in edition.endpoints.items() if each.yields in its]
        for table, its in _BRINGS.items()
    }
    return Stretch(start_ts, end_ts, channels, call_id, paces, feeds, judged, brings)


class Contents:
    """`rows(table)` in the order of the table's key; numbers of series and feeds are given anew, so that the same
    content has the same bytes."""

    def __init__(self, connection: sqlite3.Connection, project_id: int, stretch: Stretch) -> None:
        self.connection, self.project_id, self.stretch = connection, project_id, stretch
        self.calls = {
            row[0]
            for row in self._select(
                "SELECT call_id FROM calls WHERE project_id = :project AND"
                " created_ts >= :calls AND created_ts < :end AND"
                " coalesce(destroyed_ts, :end) >= :start AND {channel} AND (:call = '' OR call_id = :call)"
            )
        }
        self.replies = tuple(self._replies())
        self.arrivals = Arrivals(self.replies)
        # Metric and channel → the arrival of its first point; filled by the points, which come before the stands.
        self._first_known: dict[tuple[str, str], float] = {}

    def _select(self, sql: str, *, channel: str = "channel") -> sqlite3.Cursor:
        at, names = self.stretch, self.stretch.channels
        marks = ", ".join(f":c{number}" for number in range(len(names)))
        values: dict[str, Any] = {
            "project": self.project_id,
            "lead": at.start_ts - LEAD_S,
            "calls": at.start_ts - DAY,
            "days": at.start_ts - DAYS_LEAD_S,
            "start": at.start_ts - CALLS_LEAD_S,
            "end": at.end_ts,
            "call": at.call_id,
            **{f"c{number}": name for number, name in enumerate(names)},
        }
        return self.connection.execute(
            sql.format(
                channel=f"{channel} IN ({marks})" if names else "true",
                wide=f"{channel} IN ('', {marks})" if names else "true",
            ),
            values,
        )

    def rows(self, table: str) -> Iterator[BundleRow]:
        """Rows of the bundle's table; those of a call that is left out are left out."""
        made: Iterator[BundleRow] = getattr(self, f"_{table}", lambda: self._plain(table))()
        names = [column.name for column in TABLES[table].columns]
        if "call_id" not in names or table == "calls":
            yield from made
            return
        place = names.index("call_id")
        yield from (row for row in made if not row[place] or row[place] in self.calls)

    # -- minutes

    def _spans(self) -> list[tuple[int, int]]:
        at = self.stretch
        back = DAYS_BACK if at.end_ts - at.start_ts <= DAY else ()
        return [(at.start_ts - LEAD_S, at.end_ts), *((at.start_ts - HOUR - d * DAY, at.end_ts - d * DAY) for d in back)]

    def _of_spans(self, sql: str, number: int, step_s: int) -> dict[BundleRow, None]:
        found: dict[BundleRow, None] = {}
        # Hours and days fill in before the minutes.
        spans = self._spans() if step_s < HOUR else [(self.stretch.start_ts - DAYS_LEAD_S, self.stretch.end_ts)]
        for span in spans:
            found.update(dict.fromkeys(self.connection.execute(sql, (number, *span))))
        return found

    def _points_by_series(self) -> Iterator[tuple[SeriesName, list[BundleRow]]]:
        series = self._select(
            "SELECT series_id, metric, channel, product, step_s FROM series WHERE project_id = :project AND {wide}"
            " ORDER BY metric, channel, product, step_s"
        ).fetchall()
        within = "WHERE series_id = ? AND ts >= ? AND ts < ?"
        for number, *texts in series:
            name = SeriesName(*texts)
            feeds = [
                (endpoint, name.channel, self._feed_at(endpoint, name))
                for endpoint in self.stretch.feeds.get(name.metric, ())
            ]
            rows = [
                (
                    ts,
                    value,
                    self.arrivals.of_second(feeds, ts + (UNKNOWN_LATE_S if late_s is None else late_s)),
                    EVER if until_s is None else self.arrivals.of_second(feeds, ts + until_s),
                )
                for ts, value, late_s, until_s in (
                    *self._of_spans(f"SELECT ts, value, late_s, NULL FROM points {within}", number, name.step_s),  # noqa: S608
                    *self._of_spans(f"SELECT ts, value, late_s, until_s FROM revised {within}", number, name.step_s),  # noqa: S608
                )
            ]
            if known := sorted({(row[0], row[2]): row for row in rows if row[3] > row[2]}.values()):
                first_ts = min(row[2] for row in known)
                whose = name.metric, name.channel
                self._first_known[whose] = min(first_ts, self._first_known.get(whose, first_ts))
                yield name, known

    def _feed_at(self, endpoint: str, name: SeriesName) -> str:
        """The feed of a series by its name: a step that is the endpoint's own goes without saying."""
        if not name.step_s:
            return ""
        own_s = self.stretch.paces[endpoint].slot_s
        return Selection(name.metric, name.product, step_s=0 if name.step_s == own_s else name.step_s).feed

    def _series(self) -> Iterator[BundleRow]:
        for number, (name, _) in enumerate(self._points_by_series(), 1):
            yield number, PROJECT, *name, 0.0, EVER

    def _points(self) -> Iterator[BundleRow]:
        for number, (_, rows) in enumerate(self._points_by_series(), 1):
            yield from ((number, *row) for row in rows)

    # -- feeds

    def _replies(self) -> Iterator[PastReply]:
        rows = self._select(
            "SELECT claim_id, endpoint, channel, start_ts, end_ts, claimed_ts, answered_ts, failure, call_id,"
            " rows, selection"
            " FROM ledger"
            " WHERE project_id = :project AND claimed_ts >= :calls AND claimed_ts < :end"
            " AND answered_ts IS NOT NULL AND {wide} ORDER BY claim_id"
        )
        for claim_id, endpoint, channel, start_ts, end_ts, claimed_ts, came_ts, failure, call_id, count, key in rows:
            if not call_id or call_id in self.calls:
                yield PastReply(
                    claim_id,
                    (endpoint, channel, feed_of(key)),
                    start_ts,
                    end_ts,
                    claimed_ts,
                    came_ts,
                    failure is None,
                    failure in _REFUSED,
                    count,
                )

    def _feed_rows(self) -> list[tuple[int, FeedKey, float]]:
        rows = self._select(
            "SELECT feed_id, endpoint, channel, selection, answered_ts FROM feeds"
            " WHERE project_id = :project AND {wide} ORDER BY endpoint, channel, selection"
        )
        return [(feed_id, (endpoint, channel, chosen), ts) for feed_id, endpoint, channel, chosen, ts in rows]

    def _feeds(self) -> Iterator[BundleRow]:
        numbers = {feed: number for number, (_, feed, _) in enumerate(self._feed_rows(), 1)}
        last = {feed: answered_ts for _, feed, answered_ts in self._feed_rows()}
        for feed, answered_ts, from_ts, until_ts in feeds_then(self.replies, last):
            yield numbers[feed], PROJECT, *feed, answered_ts, from_ts, until_ts

    def _replies_by_feed(self) -> defaultdict[FeedKey, list[PastReply]]:
        replies: defaultdict[FeedKey, list[PastReply]] = defaultdict(list)
        for reply in self.replies:
            replies[reply.feed].append(reply)
        return replies

    def _coverage(self) -> Iterator[BundleRow]:
        replies = self._replies_by_feed()
        for number, (feed_id, feed, _) in enumerate(self._feed_rows(), 1):
            last = dict(self._slots("coverage", "minute_ts", feed_id, feed))
            for slot in coverage_then(replies[feed], self._pace(feed), last):
                yield number, *slot

    def _pace(self, feed: FeedKey) -> Pace:
        pace = self.stretch.paces.get(feed[0], Pace(60, 180))
        return replace(pace, slot_s=Selection.of_feed(feed[2]).step_s or pace.slot_s)

    def _slots(self, table: str, slot: str, feed_id: int, feed: FeedKey) -> list[tuple[int, float]]:
        lead_s = DAYS_LEAD_S if self._pace(feed).slot_s >= HOUR else LEAD_S
        return self.connection.execute(
            f"SELECT {slot}, answered_ts FROM {table} WHERE feed_id = ? AND {slot} >= ? AND {slot} < ? ORDER BY 1",  # noqa: S608
            (feed_id, self.stretch.start_ts - lead_s, self.stretch.end_ts),
        ).fetchall()

    def _marks(self, table: str, slot: str) -> Iterator[BundleRow]:
        for number, (feed_id, feed, _) in enumerate(self._feed_rows(), 1):
            for slot_ts, answered_ts in self._slots(table, slot, feed_id, feed):
                yield number, slot_ts, answered_ts, self.arrivals.of(answered_ts, feed), EVER

    def _unread(self) -> Iterator[BundleRow]:
        return self._marks("unread", "minute_ts")

    def _truncations(self) -> Iterator[BundleRow]:
        replies = self._replies_by_feed()
        for number, (feed_id, feed, _) in enumerate(self._feed_rows(), 1):
            pace = self._pace(feed)
            last = dict(self._slots("truncations", "slot_ts", feed_id, feed))
            if pace.cap is not None or last:
                first_ts = self.stretch.start_ts - LEAD_S
                found = truncations_then(replies[feed], pace, last)
                within = sorted(
                    slot for slot in found if first_ts <= slot[0] < self.stretch.end_ts and slot[3] > slot[2]
                )
                yield from ((number, *slot) for slot in within)

    def _last_answers(self) -> Iterator[BundleRow]:
        for feed, *rest in last_answers_then(self.replies):
            yield PROJECT, *feed, *rest

    def _came(self, table: str, asked_ts: float) -> float:
        return self.arrivals.of(asked_ts, endpoints=self.stretch.brings.get(table, ()))

    # -- tables with earlier states

    def _versions(self, table: str, where: str) -> Iterator[BundleRow]:
        key, contents = VERSIONED[table]
        order = [column.name for column in TABLES[table].columns if column.name not in ("project_id", "answered_ts")]
        columns = ", ".join(order)
        assert {*order} == {name.strip() for name in f"{key}, {contents}".split(",")}
        place = [column.name for column in TABLES[table].columns].index("answered_ts") - 1
        rows = self._select(
            f"SELECT {columns}, answered_ts, coalesce(known_ts, answered_ts) AS known, {EVER}"  # noqa: S608
            f" FROM {table} WHERE {where}"
            f" UNION ALL SELECT {columns}, known_ts, known_ts, until_ts FROM {table}_before WHERE {where}"
            f" ORDER BY {key}, known"
        )
        for row in rows:
            *values, answered_ts, known_ts, replaced_ts = row
            from_ts, until_ts = self._came(table, known_ts), self._came(table, replaced_ts)
            if until_ts > from_ts:
                yield PROJECT, *values[:place], answered_ts, *values[place:], from_ts, until_ts

    def _calls(self) -> Iterator[BundleRow]:
        return (row for row in self._versions("calls", "project_id = :project AND {channel}") if row[1] in self.calls)

    def _sessions(self) -> Iterator[BundleRow]:
        return self._versions("sessions", "project_id = :project")

    def _diagnoses(self) -> Iterator[BundleRow]:
        return self._versions("diagnoses", "project_id = :project AND ts >= :lead AND ts < :end AND {channel}")

    def _usage(self) -> Iterator[BundleRow]:
        return self._versions("usage", "project_id = :project AND ts >= :days AND ts < :end")

    # -- tables whose rows are written once, or whose last state alone is stored

    _PLAIN: Mapping[str, tuple[str, str, str]] = {
        # table: known from, condition, order
        "chunks": ("coalesce(known_ts, answered_ts)", "true", "call_id, sid, start_ts"),
        "listings": ("answered_ts", "start_ts < :end AND end_ts > :calls AND {wide}", "listing_id"),
        "told_curves": ("answered_ts", "start_ts < :end AND end_ts > :calls", "call_id, sid, start_ts, end_ts"),
        "figures": (
            "answered_ts",
            "start_ts < :end AND end_ts > :calls AND {wide}",
            "call_id, channel, product, endpoint, metric, dimension, start_ts, end_ts",
        ),
        "ledger": ("claimed_ts", "claimed_ts >= :calls AND claimed_ts < :end AND {wide}", "claim_id"),
        "reports": ("changed_ts", "changed_ts >= :calls AND changed_ts < :end", "report_id"),
        "notes": ("0.0", "ts >= :lead AND ts < :end", "note_id"),
        "alerts": ("received_ts", "ts >= :calls AND ts < :end", "alert_key"),
        "deliveries": ("coalesce(settled_ts, claimed_ts)", "claimed_ts >= :calls AND claimed_ts < :end", "delivery_id"),
        "silences": ("start_ts", "start_ts < :end AND end_ts > :lead AND {wide}", "silence_id"),
    }

    def _plain(self, table: str) -> Iterator[BundleRow]:
        known, where, order = self._PLAIN[table]
        names = [column.name for column in TABLES[table].columns if column.name != "project_id"]
        place = [column.name for column in TABLES[table].columns].index("project_id")
        rows = self._select(
            f"SELECT {', '.join(names)}, {known}, {EVER} FROM {table} WHERE project_id = :project AND {where}"  # noqa: S608
            f" ORDER BY {order}"
        )
        for row in rows:
            *values, known_ts, until_ts = row
            from_ts = self._came(table, known_ts) if table in ("chunks", "listings", "told_curves") else known_ts
            yield *values[:place], PROJECT, *values[place:], from_ts, until_ts

    def _stands(self) -> Iterator[BundleRow]:
        """The last judgement of each rule, without the slots, by which the next ones are judged. Before the first
        point of its metric no rule is judged; one that was judged before the stretch has points in its lead."""
        rows = self._select(
            "SELECT rule, channel, version, floor_ts, checked_ts FROM stands WHERE project_id = :project AND {wide}"
            " ORDER BY rule, channel"
        )
        for rule, channel, *values, checked_ts in rows:
            first_ts = self._first_known.get((self.stretch.judged.get(rule, ""), channel), 0.0)
            yield PROJECT, rule, channel, *values, "[]", checked_ts, first_ts, EVER

    def _chunks(self) -> Iterator[BundleRow]:
        for number, row in enumerate((row for row in self._plain("chunks") if row[2] in self.calls), 1):
            yield number, *row[1:]

    def _figures(self) -> Iterator[BundleRow]:
        """Each from its answer to the next one of its window. Those of all times end with the calendar, beyond which no
        bundle is opened."""
        _, where, order = self._PLAIN["figures"]
        names = [column.name for column in TABLES["figures"].columns]
        columns, end = ", ".join(names), names.index("end_ts")
        rows = self._select(
            f"SELECT {columns}, {EVER} FROM figures WHERE project_id = :project AND {where}"  # noqa: S608 - constants
            f" UNION ALL SELECT {columns}, until_ts FROM figures_before WHERE project_id = :project AND {where}"
            f" ORDER BY {order}, answered_ts"
        )
        known = names.index("answered_ts")
        for *row, replaced_ts in rows:
            from_ts, until_ts = self._came("figures", row[known]), self._came("figures", replaced_ts)
            if until_ts > from_ts:
                yield PROJECT, *row[1:end], min(row[end], MOST_TS), *row[end + 1 :], from_ts, until_ts

    def _notes(self) -> Iterator[BundleRow]:
        return self._narrowed("notes", 7)

    def _alerts(self) -> Iterator[BundleRow]:
        return self._narrowed("alerts", 4)

    def _reports(self) -> Iterator[BundleRow]:
        return self._narrowed("reports", 2)

    def _narrowed(self, table: str, place: int) -> Iterator[BundleRow]:
        """Without those of another channel; one that names none belongs to the project."""
        for row in self._plain(table):
            channel = ""
            with suppress(*UNREADABLE):
                channel = of_text(row[place], _OfChannel).channel or ""
            if not self.stretch.channels or not channel or channel in self.stretch.channels:
                yield row

    def _alarms(self) -> Iterator[BundleRow]:
        """Each alarm in each of its states; one that went before it fired lies among the replaced parts alone."""
        rows: dict[int, str] = dict(
            self._select(
                "SELECT alarm_id, told FROM alarms WHERE project_id = :project AND coalesce(over_ts, :end) >= :calls"
            )
        )
        befores: defaultdict[int, list[tuple[float, str]]] = defaultdict(list)
        for alarm_id, until_ts, told in self._select(
            "SELECT alarm_id, until_ts, told FROM alarms_before WHERE project_id = :project AND until_ts >= :calls"
            " ORDER BY alarm_id, until_ts"
        ):
            befores[alarm_id].append((until_ts, told))
        for alarm_id in sorted({*rows, *befores}):
            with suppress(*UNREADABLE):
                for from_ts, until_ts, alarm in alarms_then(rows.get(alarm_id), befores[alarm_id]):
                    channels = self.stretch.channels
                    if from_ts < self.stretch.end_ts and (not channels or alarm.channel in ("", *channels)):
                        row = (alarm_id, PROJECT, alarm.rule, alarm.channel, alarm.state.value, alarm.over_ts)
                        yield *row, as_text(alarm), from_ts, until_ts


class _OfChannel(Struct):
    channel: str | None = None
