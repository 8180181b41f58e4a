"""The edition: one published version of the API as a value — its endpoints, limits, windows, paging and steps.

    Edition
     ├── endpoints   by their names in Scry: the names in the ledger, in the store and in the config file
     └── roles       the endpoint of a screen: diagnosis, usage, call lists, call details, reports

`agora/editions` holds one table for each edition; the composition root (`cli`) hands one value to client, collector,
monitor and screens. No other room names a path or a limit.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from enum import Enum
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING

from msgspec import Struct, field

from tui.domain.records import DAY, HOUR, MINUTE, Breach, Limits, Selection, SeriesName, Window
from tui.domain.records.curve_metrics import CurveMetric

if TYPE_CHECKING:
    from tui.domain.glossary import Metric


class Yields(Enum):
    """The kind of record in an endpoint's answers."""

    SERIES = "series"
    DIAGNOSES = "diagnoses"
    DAYS = "days"
    CALLS = "calls"
    DETAILS = "details"
    SESSIONS = "sessions"
    CURVES = "curves"
    BREAKDOWN = "breakdown"
    BUCKETS = "buckets"
    RECEIPT = "receipt"


class Paging(Enum):
    """How an endpoint answers where more rows match than one answer holds.

    NONE: there is one answer. NEWEST: the newest `cap` rows; only an earlier window shows the others. CURSOR: pages of
    `cap` rows, each with a sign of whether another one follows.
    """

    NONE = "none"
    NEWEST = "newest"
    CURSOR = "cursor"


# Two estimates of the server's clock differ by less than this.
CLOCK_S = 5


class Endpoint(Struct, frozen=True):
    """One endpoint of the reference.

    `params` are its required query parameters and `optional` the others, in the document's order; `metrics` are the
    names that `metric=` may hold. `series` names the `Series.metric` of each series it yields. `slot_s` is the step of
    its data in seconds. `delay_s` is the shortest and the longest documented delay, (0, 0) where none is documented;
    `reach_s` how far back it answers; `cap` the most rows (calls, users, diagnoses) of one answer; `span_s` the longest
    stretch of data in one answer. None: the document sets no such bound. `section` is the heading in the reference.

    `one_metric`: a request names one of the metrics (Selection). `is_strict`: the server refuses a window that does not
    end before now minus the delay, or does not start after now minus the reach. `longest_s`: it refuses a window of so
    many seconds or more; None: of no length. `caps` are the most rows of an answer by dimension.
    """

    name: str
    method: str
    path: str
    section: str
    params: tuple[str, ...]
    limits: Limits
    yields: Yields
    optional: tuple[str, ...] = ()
    metrics: tuple[str, ...] = ()
    series: tuple[str, ...] = ()
    slot_s: int = MINUTE
    paging: Paging = Paging.NONE
    delay_s: tuple[int, int] = (0, 0)
    reach_s: int | None = None
    cap: int | None = None
    span_s: int | None = None
    one_metric: bool = False
    is_strict: bool = False
    longest_s: int | None = None
    caps: Mapping[str, int] = {}

    @property
    def lists_newest(self) -> bool:
        """True where an answer lists the newest rows that began in its window."""
        return self.paging is Paging.NEWEST

    @property
    def is_daily(self) -> bool:
        """True where its data are figures of whole UTC days."""
        return self.slot_s == DAY

    @property
    def is_insight(self) -> bool:
        """True where one answer holds one metric of the project by the day or by the hour (Selection.step_s)."""
        return self.yields is Yields.SERIES and self.one_metric and self.slot_s == HOUR

    def settle_s(self, selection: Selection) -> int:
        """The seconds after the end of a slot from which an answer is final: insights of day T are computed anew on day
        T+2."""
        return 3 * DAY - self.step_of(selection) if self.is_insight else self.longest_delay_s

    @property
    def by_product(self) -> bool:
        """True where a request names one of the products (Native, WebRTC)."""
        return "productType" in self.params

    @property
    def is_live(self) -> bool:
        """True where each request buys one metric of the last minutes, at a step below a minute."""
        return self.yields is Yields.SERIES and self.one_metric and self.slot_s < MINUTE

    @property
    def longest_delay_s(self) -> int:
        return self.delay_s[1]

    @property
    def most_s(self) -> int | None:
        """The most seconds of one request; None: any number."""
        return self.span_s if self.longest_s is None else self.longest_s - 1

    def oldest_ts(self, now_ts: float) -> float:
        """The oldest instant within reach at `now_ts`; -inf where the document sets no bound."""
        return -math.inf if self.reach_s is None else now_ts - self.reach_s

    def latest_ts(self, now_ts: float) -> float:
        """The latest end of a window that the server answers at `now_ts`; inf where it refuses none as too near."""
        return now_ts - self.longest_delay_s - CLOCK_S if self.is_strict else math.inf

    def breach(self, window: Window, now_ts: float) -> Breach | None:
        """The limit for which the server would refuse this window at `now_ts`."""
        if self.longest_s is not None and window.seconds >= self.longest_s:
            return Breach.TOO_LONG
        if not self.is_strict:
            return None
        if window.end_ts >= now_ts - self.longest_delay_s:
            return Breach.TOO_NEAR
        return Breach.TOO_OLD if window.start_ts <= self.oldest_ts(now_ts) else None

    def selection(self, metric: str, product: str = "", step_s: int = 0) -> Selection:
        """The selection of a series; a step that is the endpoint's own goes without saying."""
        return Selection(metric, product, step_s=0 if step_s == self.slot_s else step_s)

    def step_of(self, selection: Selection) -> int:
        """The seconds of a slot of that selection."""
        return selection.step_s or self.slot_s

    def name_of(self, selection: Selection, channel: str = "") -> SeriesName:
        """The name of the series that a request of that selection tells."""
        return SeriesName(selection.metric, channel, selection.product, self.step_of(selection))

    def slot_of(self, ts: float) -> int:
        """The start of the slot that holds `ts`."""
        return int(ts // self.slot_s) * self.slot_s


class Edition(Struct, frozen=True, dict=True):
    """One edition of the API, under one plan of its price list.

    `plan` is "" if one set of limits holds for everybody. `shared` names the endpoints that may have one common limit,
    `groups` all such sets, each of endpoints with equal limits.
    `probe` names the endpoint with the largest quota: its answer is the first to give the server's time.
    `mids` are the metrics of a session that it tells, in the order of its table, with the id of each. `presence` is the
    metric that tells whether a product has users at all, "" where no product is named.
    """

    name: str
    endpoints: Mapping[str, Endpoint]
    plan: str = ""
    shared: tuple[str, ...] = ()
    probe: str = ""
    groups: tuple[tuple[str, ...], ...] = ()
    mids: Mapping[CurveMetric, int] = field(default_factory=dict)
    presence: str = ""

    def __getitem__(self, name: str) -> Endpoint:
        """Raises KeyError for a name that this edition does not have."""
        return self.endpoints[name]

    @cached_property
    def limits(self) -> Mapping[str, Limits]:
        """The documented limits, by endpoint."""
        return MappingProxyType({name: endpoint.limits for name, endpoint in self.endpoints.items()})

    @cached_property
    def diagnosis(self) -> Endpoint:
        return self.role(Yields.DIAGNOSES)

    @cached_property
    def usage(self) -> Endpoint:
        return self.role(Yields.DAYS)

    @cached_property
    def call_lists(self) -> Endpoint:
        return self.role(Yields.CALLS)

    @cached_property
    def call_details(self) -> Endpoint:
        """Tells the users of a call."""
        return self.role(Yields.DETAILS if self.has(Yields.DETAILS) else Yields.SESSIONS)

    @cached_property
    def call_curves(self) -> Endpoint:
        """Tells the curves of a call: the endpoint of its users, or another one, which is asked by session."""
        return self.role(Yields.DETAILS if self.has(Yields.DETAILS) else Yields.CURVES)

    @property
    def asks_by_session(self) -> bool:
        return self.call_curves is not self.call_details

    @cached_property
    def report(self) -> Endpoint:
        return self.role(Yields.RECEIPT)

    @cached_property
    def of_project(self) -> tuple[str, ...]:
        """The endpoints of series of the whole project by the minute or finer, several metrics in an answer."""
        return self._series(lambda one: bool(one.metrics) and not one.one_metric and one.slot_s <= MINUTE)

    @cached_property
    def of_live(self) -> tuple[str, ...]:
        """The endpoints of Live: those of the project, or those with one metric of one product in an answer."""
        by_metric = self._series(lambda one: one.one_metric and one.slot_s < MINUTE)
        return self.of_project or by_metric

    @cached_property
    def live_metrics(self) -> Mapping[str, Metric]:
        """The metrics of Live by name; {} under a plan without realtime data."""
        from tui.domain.glossary.metrics import LIVE_METRICS, TODAY_METRICS

        known = (*LIVE_METRICS.values(), *TODAY_METRICS.values())
        return MappingProxyType({metric.name: metric for metric in known if metric.endpoint in self.of_live})

    def by_dimension(self, metric: str, *, of_channel: bool = False) -> Endpoint | None:
        """The endpoint of a metric of Live by the values of a dimension in one slot, of the project or of a channel;
        None: the metric has no dimensions, or the plan no such endpoint."""
        ranked = [one for one in self.endpoints.values() if one.yields is Yields.BREAKDOWN and one.slot_s < MINUTE]
        series = [
            one
            for one in (self.endpoints[name] for name in self.of_live)
            if {"cname", "dimension"}.issubset(one.optional)
        ]
        if not any(metric in one.metrics for one in ranked):
            return None
        return next((one for one in (series if of_channel else ranked) if metric in one.metrics), None)

    @cached_property
    def asks_by_metric(self) -> bool:
        """Whether a request buys one metric of one product: then the metrics of Live differ in age."""
        return any(metric.products for metric in self.live_metrics.values())

    @cached_property
    def of_all_channels(self) -> tuple[str, ...]:
        """The endpoints of one series over all big channels."""
        return self._series(lambda one: not one.metrics)

    @cached_property
    def of_a_channel(self) -> tuple[str, ...]:
        """The endpoints of one series of one big channel."""
        return self._series(lambda one: not one.metrics, "cname")

    @cached_property
    def of_a_call(self) -> tuple[str, ...]:
        """The endpoints of one series of one call."""
        return self._series(lambda one: one.one_metric, "call_id")

    @cached_property
    def insights(self) -> tuple[str, ...]:
        """The endpoints of days and hours of the project: of its usage, then of its quality by product; () under a
        plan without them."""
        return tuple(name for name, one in self.endpoints.items() if one.is_insight)

    def _series(self, is_such: Callable[[Endpoint], bool], *scope: str) -> tuple[str, ...]:
        """The names of the endpoints of series that take this scope, and no other."""
        series = [one for one in self.endpoints.values() if one.yields is Yields.SERIES and is_such(one)]
        return tuple(one.name for one in series if {"cname", "call_id"}.intersection(one.params) == {*scope})

    def has(self, yields: Yields) -> bool:
        """Whether an endpoint has such answers."""
        return any(endpoint.yields is yields for endpoint in self.endpoints.values())

    def role(self, yields: Yields) -> Endpoint:
        """The first endpoint with such answers; raises LookupError where this edition has none."""
        for endpoint in self.endpoints.values():
            if endpoint.yields is yields:
                return endpoint
        raise LookupError(f"edition {self.name} has no endpoint for {yields.value}")
