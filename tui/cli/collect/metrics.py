"""MetricsServer for Prometheus: the collector's values, in base units, at /metrics (extra `scry-tui[metrics]`).

    every 15 s: the store ─▶ Measured, one a project ─▶ a scrape reads the last ones, and never waits for the store

A value that is too old to be true now is left out; its age stays.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct, field

from tui.analysis.feeds.feed import STALE_S, unwatched_stale_s
from tui.analysis.feeds.quota import EndpointQuota, quotas
from tui.analysis.project.live_series import LiveSeries
from tui.cli.settings import Settings
from tui.config.values import ConfigError
from tui.domain.glossary import BIG_CHANNEL_METRICS, LIVE_METRICS, NAMED_METRICS, Metric
from tui.domain.records import HOUR, AlarmState, Level, Severity, Spend, StoreSize, Window
from tui.messages import collect as words
from tui.store.api import Snapshot

log = logging.getLogger(__name__)

OPTION = "--metrics-listen"
EACH_S = 15.0
# A label costs Prometheus a series for each value: of more channels than this only the first watched ones are told.
MOST_CHANNELS = 50
LOGGED = 500
PREFIX = "scry"
# The reference's names → names by the conventions of Prometheus: base units, ratios from 0 to 1.
NAMES: Mapping[str, str] = {
    "pcu": "users",
    "pcc": "channels",
    "joinSuccessRate": "join_success_ratio",
    "joinSuccess5SecsRate": "join_within_5s_ratio",
    "videoFreezeRate": "video_freeze_ratio",
    "audioFreezeRate": "audio_freeze_ratio",
    "networkDelay": "network_delay_ratio",
    "videoUpstreamExcellentTransRate": "video_upstream_excellent_ratio",
    "audioUpstreamExcellentTransRate": "audio_upstream_excellent_ratio",
    "videoEnd2EndExcellentTransRate": "video_end_to_end_excellent_ratio",
    "audioEnd2EndExcellentTransRate": "audio_end_to_end_excellent_ratio",
}
CHANNEL_NAMES: Mapping[str, str] = {
    "online_users": "channel_users",
    "video_freeze_users": "channel_video_freeze_users",
    "score": "channel_rating",
}


class Measured(Struct, frozen=True):
    """One project at one moment. `newest`: (metric, channel) → its newest point; `by_product`: (metric, product) → its
    newest point, in an edition that tells products apart; `bad` are the metrics beyond their limit, of all products
    together. `metrics` are those of Live in its edition; older points than `stale_s` are not told."""

    project: str
    now_ts: float
    newest: Mapping[tuple[str, str], tuple[int, float]]
    bad: Mapping[str, bool]
    quotas: Mapping[str, EndpointQuota]
    size: StoreSize
    # (severity, state) → number.
    alarms: Mapping[tuple[Severity, AlarmState], int] = {}
    # Received by this collector since it began; None: it receives none.
    vendor_alerts: int | None = None
    metrics: Mapping[str, Metric] = field(default_factory=lambda: LIVE_METRICS)
    by_product: Mapping[tuple[str, str], tuple[int, float]] = {}
    stale_s: float = STALE_S


def measure(
    snapshot: Snapshot, settings: Settings, watched: Sequence[str], now_ts: float
) -> tuple[Measured, tuple[Spend, ...]]:
    """The project now, and its last requests."""
    edition, window = settings.edition, Window(int(now_ts) - HOUR, int(now_ts) + 1)
    metrics, stale_s = edition.live_metrics, unwatched_stale_s(edition)
    names = [(name, "") for name, metric in metrics.items() if not metric.products]
    names += [(name, channel) for channel in watched[:MOST_CHANNELS] for name in CHANNEL_NAMES]
    found = snapshot.last_points(names, window, 1)
    newest = {name: points[-1] for name, points in found.items() if points}
    apart = {
        (name, product): edition[metric.endpoint].name_of(edition[metric.endpoint].selection(name, product))
        for name, metric in metrics.items()
        for product in metric.products
    }
    last = snapshot.last_points([*apart.values()], window, 1)
    by_product = {key: last[name][-1] for key, name in apart.items() if last[name]}
    joined = LiveSeries(snapshot, edition)
    newest |= {
        (name, ""): points[-1]
        for name, metric in metrics.items()
        if metric.products and (points := joined.points(name, window))
    }
    bad: dict[str, bool] = {}
    for name, metric in metrics.items():
        threshold = settings.thresholds.get(name)
        if threshold is not None and (point := newest.get((name, ""))) is not None and now_ts - point[0] <= stale_s:
            bad[name] = _level(metric, settings)(point[1]) is Level.BAD
    spendings = snapshot.spending(now_ts)
    measured = Measured(
        settings.name,
        now_ts,
        newest,
        bad,
        quotas(spendings, settings.limits, settings.shares, now_ts),
        snapshot.size(),
        Counter((one.severity, one.state) for one in snapshot.alarms(0) if one.is_open),
        metrics=metrics,
        by_product=by_product,
        stale_s=stale_s,
    )
    return measured, snapshot.requests(LOGGED)


def _level(metric: Metric, settings: Settings) -> Callable[[float], Level]:
    from tui.domain.glossary.levels import level

    return lambda value: level(value, settings.thresholds.get(metric.name), metric.direction)


def _is_fresh(point: tuple[int, float], measured: Measured) -> bool:
    return measured.now_ts - point[0] <= measured.stale_s


class Requests:
    """The requests of one project that were answered since this collector began, by any process on the store."""

    def __init__(self) -> None:
        self.answered: dict[str, int] = {}
        self.failed: dict[tuple[str, str], int] = {}
        self._counted: set[int] | None = None

    def count(self, spends: Iterable[Spend]) -> None:
        answered = [spend for spend in spends if spend.answered_ts is not None]
        before = self._counted
        self._counted = {spend.claim_id for spend in answered}
        for spend in answered if before is not None else ():
            if spend.claim_id in (before or ()):
                continue
            self.answered[spend.endpoint] = self.answered.get(spend.endpoint, 0) + 1
            if spend.failure is not None:
                key = spend.endpoint, spend.failure.value
                self.failed[key] = self.failed.get(key, 0) + 1


class MetricsServer:
    """The server of /metrics, on a thread of its own, and the values that it serves."""

    def __init__(self) -> None:
        self._measured: dict[str, tuple[Measured, Requests]] = {}
        self._server: Any = None

    def put(self, measured: Measured, requests: Requests) -> None:
        self._measured[measured.project] = measured, requests

    def drop(self, project: str) -> None:
        self._measured.pop(project, None)

    def listen(self, address: str) -> None:
        """Serve at `HOST:PORT`. Raises ConfigError for an address that is taken or none, or without the library."""
        host, port = listening_address(address, OPTION)
        try:
            from prometheus_client import start_http_server
            from prometheus_client.registry import CollectorRegistry
        except ImportError:
            raise ConfigError(words.NO_METRICS) from None
        registry = CollectorRegistry()
        registry.register(self)
        try:
            self._server, _ = start_http_server(port, host, registry)
        except OSError as error:
            raise ConfigError(words.NOT_LISTENING, option=OPTION, address=address, error=error.strerror) from None
        log.info("metrics at http://%s:%d/metrics", host, self._server.server_port)

    def close(self) -> None:
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()

    def describe(self) -> Iterator[Any]:
        """Nothing is known before the first reading; the registry asks for names alone."""
        return iter(())

    def collect(self) -> Iterator[Any]:
        """One scrape."""
        told = list(self._measured.values())
        yield from _live(told)
        yield from _channels(told)
        yield from _alarms(told)
        yield _vendor_alerts(told)
        yield from _quotas(told)
        yield from _requests(told)
        size = _gauge("store_bytes", "Size of the store's file.")
        for measured, _ in told:
            size.add_metric([measured.project], measured.size.file_bytes)
        yield size


Scraped = Sequence[tuple[Measured, Requests]]


def _gauge(name: str, text: str, labels: Sequence[str] = ()) -> Any:
    from prometheus_client.core import GaugeMetricFamily

    return GaugeMetricFamily(f"{PREFIX}_{name}", text, labels=["project", *labels])


def _counter(name: str, text: str, labels: Sequence[str]) -> Any:
    from prometheus_client.core import CounterMetricFamily

    return CounterMetricFamily(f"{PREFIX}_{name}", text, labels=["project", *labels])


def _base(value: float, metric: Metric) -> float:
    # The division's own digits behind those of the value are no measurement.
    return round(value / 100, 12) if metric.unit == "%" else value


def _live(told: Scraped) -> Iterator[Any]:
    age = _gauge("data_age_seconds", "Age of the newest minute of an endpoint.", ["endpoint"])
    bad = _gauge("metric_bad", "1 where a live metric is beyond its limit.", ["metric"])
    for name, metric in NAMED_METRICS.items():
        family = _gauge(NAMES[name], metric.explain.en)
        for measured, _ in told:
            own = measured.metrics.get(name)
            if own is None:
                continue
            point = measured.newest.get((name, ""))
            if not own.products and point is not None and _is_fresh(point, measured):
                family.add_metric([measured.project], _base(point[1], metric))
            for product in own.products:
                point = measured.by_product.get((name, product))
                if point is not None and _is_fresh(point, measured):
                    labels = {"project": measured.project, "product": product}
                    family.add_sample(f"{PREFIX}_{NAMES[name]}", labels, _base(point[1], metric))
        yield family
    for measured, _ in told:
        newest: dict[str, int] = {}
        told_ts = [*measured.newest.items(), *(((name, ""), one) for (name, _), one in measured.by_product.items())]
        for (name, channel), (ts, _value) in told_ts:
            if not channel:
                endpoint = measured.metrics[name].endpoint
                newest[endpoint] = max(ts, newest.get(endpoint, ts))
        for endpoint, ts in newest.items():
            age.add_metric([measured.project, endpoint], max(0.0, measured.now_ts - ts))
        for name, is_bad in measured.bad.items():
            bad.add_metric([measured.project, NAMES[name]], float(is_bad))
    yield age
    yield bad


def _channels(told: Scraped) -> Iterator[Any]:
    for name, its_name in CHANNEL_NAMES.items():
        family = _gauge(its_name, BIG_CHANNEL_METRICS[name].explain.en, ["channel"])
        for measured, _ in told:
            for (series, channel), point in measured.newest.items():
                if series == name and channel and _is_fresh(point, measured):
                    family.add_metric([measured.project, channel], point[1])
        yield family


def _alarms(told: Scraped) -> Iterator[Any]:
    """Each severity and state, zeros too: a series that comes and goes cannot be alerted on."""
    family = _gauge("alarms", "Alarms that are not over, by severity and state.", ["severity", "state"])
    for measured, _ in told:
        for severity in Severity:
            for state in (each for each in AlarmState if each is not AlarmState.OVER):
                count = measured.alarms.get((severity, state), 0)
                family.add_metric([measured.project, severity.value, state.value], count)
    yield family


def _vendor_alerts(told: Scraped) -> Any:
    """No notifier tells these alerts: the increase of this counter does."""
    family = _counter("vendor_alerts", "New alerts of the vendor that this collector received since it began.", ())
    for measured, _ in told:
        if measured.vendor_alerts is not None:
            family.add_metric([measured.project], measured.vendor_alerts)
    return family


def _quotas(told: Scraped) -> Iterator[Any]:
    spent = _gauge("quota_spent_requests", "Requests of the day that count against the limit.", ["endpoint"])
    limit = _gauge("quota_limit_requests", "Requests that a day allows.", ["endpoint"])
    empty = _gauge("quota_seconds_to_empty", "Time until the day's requests are spent.", ["endpoint"])
    for measured, _ in told:
        for name, quota in measured.quotas.items():
            if quota.limits.per_day is None:
                continue
            spent.add_metric([measured.project, name], quota.spent)
            limit.add_metric([measured.project, name], quota.limits.per_day)
            if quota.dry_ts is not None or quota.is_dry:
                left_s = 0.0 if quota.is_dry or quota.dry_ts is None else max(0.0, quota.dry_ts - measured.now_ts)
                empty.add_metric([measured.project, name], left_s)
    yield spent
    yield limit
    yield empty


def _requests(told: Scraped) -> Iterator[Any]:
    answered = _counter("requests", "Requests answered since the collector began, by any process.", ["endpoint"])
    failed = _counter("request_failures", "Failed requests since the collector began.", ["endpoint", "kind"])
    for measured, requests in told:
        for endpoint, count in sorted(requests.answered.items()):
            answered.add_metric([measured.project, endpoint], count)
        for (endpoint, kind), count in sorted(requests.failed.items()):
            failed.add_metric([measured.project, endpoint, kind.replace(" ", "_")], count)
    yield answered
    yield failed


def listening_address(text: str, option: str) -> tuple[str, int]:
    """`127.0.0.1:9464`, `[::1]:9464`, `:9464` (loopback). Raises ConfigError."""
    host, mark, port = text.rpartition(":")
    host = host.removeprefix("[").removesuffix("]") or "127.0.0.1"
    if not mark or not port.isdecimal() or int(port) > 65535 or "/" in host:
        raise ConfigError(words.NO_ADDRESS, option=option, address=repr(text))
    return host, int(port)
