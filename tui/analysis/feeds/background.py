"""Background wants: the requests of a watched project, with any screen open, or none."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from msgspec.structs import replace

from tui.analysis.feeds.insights import insight_wants
from tui.domain.edition import Edition, Yields
from tui.domain.glossary import USERS, Metric
from tui.domain.records import MINUTE, Want, Window

# The ranks of wants: the ones that are looked at, those near an alarm, the rest.
CHOSEN, NEAR, REST = 0, 1, 2
QUARTER_S = 15 * MINUTE


def live_wants(edition: Edition, chosen: str = "", product: str = "", near: Collection[str] = ()) -> tuple[Want, ...]:
    """The project's figures. Where a request buys one metric of one product, those that are looked at come first: the
    `chosen` metric (of `product`, "" for all), then the users that weigh it and the metrics `near` an alarm."""
    if not edition.asks_by_metric:
        return tuple(map(Want, edition.of_project))

    def rank(metric: Metric, of: str) -> int:
        if metric.name == chosen and product in ("", of):
            return CHOSEN
        is_weight = bool(chosen) and not product and metric.name == USERS
        return NEAR if is_weight or metric.name in near else REST

    return tuple(
        Want(metric.endpoint, selection=edition[metric.endpoint].selection(metric.name, of), rank=rank(metric, of))
        for metric in edition.live_metrics.values()
        for of in metric.products
    )


# Of a channel that is watched in an edition that asks by metric.
CHANNEL_METRICS = (USERS, "videoFreezeRate", "audioFreezeRate", "joinSuccessRate", "networkDelay")


def channel_metrics(edition: Edition) -> tuple[Metric, ...]:
    """The metrics of Live that the edition tells of one channel, a request for each."""
    known = (edition.live_metrics.get(name) for name in CHANNEL_METRICS if edition.asks_by_metric)
    return tuple(metric for metric in known if metric is not None and "cname" in edition[metric.endpoint].optional)


def channel_wants(edition: Edition, channel: str, product: str = "") -> tuple[Want, ...]:
    """`product` "": of all products, where a request names one."""
    by_metric = (
        Want(metric.endpoint, channel, selection=edition[metric.endpoint].selection(metric.name, of))
        for metric in channel_metrics(edition)
        for of in metric.products
        if product in ("", of)
    )
    return (*(Want(endpoint, channel) for endpoint in edition.of_a_channel), *by_metric)


def channels_wants(edition: Edition, watched: Iterable[str], product: str = "") -> tuple[Want, ...]:
    """The counts over all big channels, and the values of those that are watched."""
    of_each = (want for name in watched for want in channel_wants(edition, name, product))
    return (*map(Want, edition.of_all_channels), *of_each)


def recent_calls(edition: Edition, now_ts: float) -> tuple[Want, ...]:
    """The calls of the last half hour, anew each quarter: the background of a plan without figures of the project."""
    if edition.of_live or not edition.has(Yields.CALLS):
        return ()
    end_ts = int(now_ts // QUARTER_S) * QUARTER_S
    return (Want(edition.call_lists.name, window=Window(end_ts - 2 * QUARTER_S, end_ts)),)


def background_wants(edition: Edition, watched: Sequence[str], attended: Collection[str] | None) -> tuple[Want, ...]:
    """The project's minutes, its diagnoses, its days and insights; and of the `watched` big channels, theirs; as far
    as the edition has them.

    `attended` are the endpoints asked for at the pace of a viewer, None: all. The others are asked for often enough to
    lose no minute.
    """
    kinds = [kind for kind in (Yields.DIAGNOSES, Yields.DAYS) if edition.has(kind)]
    wants = [*live_wants(edition), *(Want(edition.role(kind).name) for kind in kinds)]
    # Where a request buys one metric of one product, channels are asked for while somebody looks at them.
    if watched and not edition.asks_by_metric:
        wants += channels_wants(edition, watched)
    paced = (replace(want, attended=attended is None or want.endpoint in attended) for want in wants)
    return (*paced, *insight_wants(edition))
