"""The questions of Live: every metric over the hour and the zoom; the minute under the cursor and those beside it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Set
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Protocol

from msgspec import Struct

from tui.analysis.feeds.feed import STALE_S, unwatched_stale_s
from tui.analysis.project.coarser import CoarserLine, read_coarser
from tui.analysis.project.diagnosis import Summary
from tui.analysis.project.history import Past, moved, windows_back
from tui.analysis.project.live import LOOK_BACK_S, MetricView, look_back
from tui.analysis.project.live_series import LiveSeries, metric_view
from tui.domain.edition import Edition, Yields
from tui.domain.records import HOUR, MINUTE, DiagnosisFilter, Scope, Threshold, Window
from tui.queries.moment import read_moment as read_diagnosed
from tui.store.errors import StoreError
from tui.ui.charts.window import window_around, window_at
from tui.ui.context import Feed
from tui.ui.live_query import LiveQuery, Owner
from tui.ui.time_scope import TimeScope

if TYPE_CHECKING:
    from tui.store.api import Snapshot

# A zoom of so much or less needs no minutes but those that tell since when a metric is bad.
IN_HAND_S = LOOK_BACK_S
# The frame of a key comes first; the minutes that the next key may need are read so much later.
AHEAD_S = 0.05
MOST_IN_HAND = 60
# Notes that are marked on the time axis.
MOST_NOTED = 500


class LiveData(Struct, frozen=True):
    """One reading of the store: the last hour of every metric, and the zoomed window of each charted one, with the
    stored minutes of the same hours on earlier days."""

    now_ts: float
    window: Window
    metrics: Mapping[str, MetricView]
    charts: Mapping[str, MetricView]
    pasts: Mapping[str, tuple[Past, ...]]
    # The moments of the notes in the window.
    noted: tuple[float, ...] = ()
    # The number of alarms that are firing now: their rules may have limits of their own.
    firing: int = 0
    # The product that the metrics are of; "" for all products together.
    product: str = ""
    # Of a long window: the hours and days that fill it where nobody collected.
    coarser: Mapping[str, tuple[CoarserLine, ...]] = {}
    # Metrics that are older are late.
    stale_s: float = STALE_S

    @property
    def views(self) -> tuple[MetricView, ...]:
        """All that is known of any metric: around the chosen minute, and up to now."""
        return *self.charts.values(), *self.metrics.values()


class MetricsQuery(Struct, frozen=True):
    """`window` None: `zoom_s` seconds up to now, or around the moment. `shown` are the metrics with a chart on screen.
    Within `IN_HAND_S` the charts of all metrics are read, so that the cursor finds them in hand.
    """

    edition: Edition
    now_ts: float
    zoom_s: int
    moment_ts: int | None
    shown: tuple[str, ...]
    thresholds: Mapping[str, Threshold]
    window: Window | None = None
    product: str = ""


def read_live(snapshot: Snapshot, query: MetricsQuery) -> LiveData:
    """Runs off the event loop."""
    now_ts, thresholds = query.now_ts, query.thresholds
    window = query.window or window_around(query.moment_ts, window_at(now_ts, query.zoom_s))
    hour = window_at(now_ts, HOUR, step_s=MINUTE)

    listed = query.edition.live_metrics
    charts = listed if query.zoom_s <= IN_HAND_S else query.shown
    series = LiveSeries(snapshot, query.edition, query.product)
    far, near = look_back(window), look_back(hour)
    both = Window(min(far.start_ts, near.start_ts), max(far.end_ts, near.end_ts))
    series.ahead(charts, both if both.seconds < far.seconds + near.seconds else far)
    series.ahead(listed, near)
    for _, past in windows_back(window):
        series.ahead(charts, past)

    def pasts(name: str) -> tuple[Past, ...]:
        slot_s = query.edition[listed[name].endpoint].slot_s
        found = (moved(days, series.points(name, of), slot_s) for days, of in windows_back(window))
        return tuple(past for past in found if past is not None)

    def view(name: str, of: Window) -> MetricView:
        return metric_view(series, name, thresholds.get(name), of, now_ts)

    drawn = {name: view(name, window) for name in charts}
    return LiveData(
        now_ts,
        window,
        metrics={name: view(name, hour) for name in listed},
        charts=drawn,
        pasts={name: pasts(name) for name in charts},
        firing=sum(alarm.is_firing for alarm in snapshot.alarms(0)),
        noted=tuple(float(note.ts) for note in snapshot.notes(window, MOST_NOTED)),
        product=query.product,
        coarser={
            name: read_coarser(snapshot, query.edition, name, query.product, one.points, window)
            for name, one in drawn.items()
        },
        stale_s=unwatched_stale_s(query.edition),
    )


class MomentQuery(Struct, frozen=True):
    edition: Edition
    moment_ts: int
    now_ts: float
    channel: str | None
    thresholds: Mapping[str, Threshold]
    product: str = ""


class MomentData(Struct, frozen=True):
    """One reading of the minute `moment_ts`. Of each metric it is the hour up to the end of that minute, and nothing
    that came later."""

    moment_ts: int
    metrics: Mapping[str, MetricView]
    # None in an edition without diagnoses.
    diagnosed: Summary | None


def read_moment(snapshot: Snapshot, query: MomentQuery) -> MomentData:
    """Runs off the event loop."""
    end_ts, edition = query.moment_ts + MINUTE, query.edition
    hour = Window(end_ts - HOUR, end_ts)
    series = LiveSeries(snapshot, edition, query.product)
    series.ahead(edition.live_metrics, look_back(hour))
    diagnosed = None
    if edition.has(Yields.DIAGNOSES):
        only = DiagnosisFilter(channel=query.channel)
        diagnosed = read_diagnosed(snapshot, edition.diagnosis, query.moment_ts, query.now_ts, only)
    return MomentData(
        query.moment_ts,
        {
            name: metric_view(series, name, query.thresholds.get(name), hour, query.now_ts)
            for name in edition.live_metrics
        },
        diagnosed,
    )


class AtAMinute(Owner, Protocol):
    """Live, as it is seen here."""

    scope: Scope
    time: TimeScope
    product: str

    def minute_ts(self) -> int | None:
        """The minute under the cursor, or the newest one; None before the first answer."""
        ...

    def show_minute(self, at: MomentData) -> None: ...


class MinutesInHand:
    """`in_hand` holds each minute that was read, by its start, until more may be known of it."""

    def __init__(self, screen: AtAMinute) -> None:
        self.in_hand: dict[int, MomentData] = {}
        self._screen = screen
        self.query = LiveQuery(screen, self._ask, self._show, topics=self._are_news, name="minute")

    def forget(self) -> None:
        """More may be known of each minute."""
        self.in_hand = {}

    async def read(self, feed: Feed, minute_ts: int) -> MomentData:
        """From the data in hand, else from the store. Raises StoreError."""
        # A minute that is forgotten while it is read is not put back.
        hand, screen = self.in_hand, self._screen
        if minute_ts not in hand:
            if len(hand) >= MOST_IN_HAND:
                del hand[next(iter(hand))]
            context, channel = screen.context, screen.scope.channel
            query = MomentQuery(
                context.edition, minute_ts, self.query.now_ts, channel, context.thresholds, screen.product
            )
            hand[minute_ts] = await feed.store.read(read_moment, query)
        return hand[minute_ts]

    async def _ask(self, feed: Feed, _: float) -> MomentData | None:
        minute_ts = self._screen.minute_ts()
        return None if minute_ts is None else await self.read(feed, minute_ts)

    def _show(self) -> None:
        if (at := self.query.data) is not None:
            self._screen.show_minute(at)
            self._screen.run_worker(partial(self._read_ahead, at.moment_ts), group="ahead", exclusive=True)

    def _are_news(self, topics: Set[str]) -> bool:
        if "diagnoses" in topics:
            self.forget()
        return "diagnoses" in topics

    async def _read_ahead(self, minute_ts: int) -> None:
        await asyncio.sleep(AHEAD_S)
        feed = await self._screen.context.opened()
        with suppress(StoreError):
            for steps in (-1, 1):
                await self.read(feed, minute_ts + steps * self._screen.time.step_s)
