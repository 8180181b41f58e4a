"""Standout: a metric of Live by every dimension in one slot: the requests for it, and the answers in hand. Pure.

    project   one request a dimension; a rate brings the users of each value
    channel   a rate tells no users: they are asked for with it, two requests a dimension

The users are those of one product: Native and WebRTC answer apart.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from tui.analysis.project.outliers import DIMENSIONS
from tui.domain.edition import Edition, Endpoint
from tui.domain.glossary import NAMED_METRICS
from tui.domain.records import Breach, BreakdownRow, Direction, KeptFigure, Selection, Threshold, Want, Window

USERS = "pcu"
# A request inside of these margins, in seconds, is not sent: clocks differ, and it may wait for a reserve host.
NEAR_MARGIN_S = 6
FAR_MARGIN_S = 66
# Of a metric without a threshold.
LEAST_PERCENT = 3.0


class Slice(Struct, frozen=True):
    """The users of one product in one slot, of the project or of a channel."""

    metric: str
    product: str
    window: Window
    channel: str = ""


class Reach(Struct, frozen=True):
    """Whether the slot may be asked for: `breach` is the limit in the way; TOO_NEAR ends at `from_ts`. `until_ts`: the
    slot leaves the reach."""

    breach: Breach | None
    from_ts: float
    until_ts: float


def slice_of(edition: Edition, metric: str, product: str, channel: str, ts: int | None, now_ts: float) -> Slice | None:
    """In the slot that holds `ts`; without one in the newest slot that can be asked for. None: the metric has no
    dimensions here."""
    endpoint = edition.by_dimension(metric, of_channel=bool(channel))
    if endpoint is None:
        return None
    if ts is None:
        ts = math.floor(now_ts - endpoint.longest_delay_s - NEAR_MARGIN_S) - endpoint.slot_s
    start_ts = endpoint.slot_of(ts)
    return Slice(metric, product, Window(start_ts, start_ts + endpoint.slot_s), channel)


def reach(endpoint: Endpoint, window: Window, now_ts: float) -> Reach:
    from_ts = window.end_ts + endpoint.longest_delay_s + NEAR_MARGIN_S
    until_ts = math.inf if endpoint.reach_s is None else window.start_ts + endpoint.reach_s - FAR_MARGIN_S
    breach = Breach.TOO_NEAR if now_ts < from_ts else Breach.TOO_OLD if now_ts > until_ts else None
    return Reach(breach, from_ts, until_ts)


def slice_wants(edition: Edition, one: Slice) -> tuple[Want, ...]:
    """Every request for it: by dimension, and the users of a channel by dimension behind each rate."""
    found = []
    for dimension in DIMENSIONS:
        for metric in _metrics(one):
            endpoint = edition.by_dimension(metric, of_channel=bool(one.channel))
            if endpoint is not None:
                weighted = "extraMetrics" in endpoint.optional
                selection = Selection(metric=metric, product=one.product, dimension=dimension, weighted=weighted)
                found.append(Want(endpoint.name, one.channel, window=one.window, selection=selection))
    return tuple(found)


def _metrics(one: Slice) -> tuple[str, ...]:
    return (one.metric, USERS) if one.channel and one.metric != USERS else (one.metric,)


def missing(wants: Iterable[Want], figures: Iterable[KeptFigure]) -> tuple[Want, ...]:
    """The wants without an answer in the store."""
    told = {_key(figure.endpoint, figure.metric, figure.dimension) for figure in figures}
    return tuple(
        want for want in wants if _key(want.endpoint, want.selection.metric, want.selection.dimension) not in told
    )


def _key(endpoint: str, metric: str, dimension: str) -> tuple[str, str, str]:
    return endpoint, metric, dimension


def figures_of(edition: Edition, one: Slice, figures: Iterable[KeptFigure]) -> tuple[KeptFigure, ...]:
    """The answers about the slice among `figures`."""
    names = {want.endpoint for want in slice_wants(edition, one)}
    return tuple(
        figure
        for figure in figures
        if figure.dimension
        and figure.endpoint in names
        and figure.metric in _metrics(one)
        and (figure.window, figure.product, figure.channel) == (one.window, one.product, one.channel)
    )


def weighed(one: Slice, figures: Sequence[KeptFigure]) -> tuple[KeptFigure, ...]:
    """The figures of the metric, each row with its users; of a channel those of its other answer. A dimension without
    the answer about users is left out."""
    own = [figure for figure in figures if figure.metric == one.metric]
    if one.metric == USERS:
        return tuple(replace(figure, rows=tuple(map(_counted, figure.rows))) for figure in own)
    if not one.channel:
        return tuple(own)
    users = {figure.dimension: _users(figure) for figure in figures if figure.metric == USERS}
    return tuple(
        replace(figure, rows=tuple(replace(row, users=users[figure.dimension].get(row.name)) for row in figure.rows))
        for figure in own
        if figure.dimension in users
    )


def _counted(row: BreakdownRow) -> BreakdownRow:
    return replace(row, users=None if row.count is None else round(row.count))


def _users(figure: KeptFigure) -> Mapping[str, int]:
    return {row.name: round(row.count) for row in figure.rows if row.count is not None}


def least_percent(metric: str, thresholds: Mapping[str, Threshold]) -> float:
    """The least bad share of a value that stands out: where its rate deserves a look."""
    threshold = thresholds.get(metric)
    if threshold is None:
        return LEAST_PERCENT
    return 100.0 - threshold.warn if is_low_bad(metric) else threshold.warn


def is_low_bad(metric: str) -> bool:
    return NAMED_METRICS[metric].direction is Direction.LESS_IS_WORSE


def largest(figures: Iterable[KeptFigure]) -> tuple[tuple[str, BreakdownRow, int], ...]:
    """Of each dimension the value with the most users: (dimension, row, all users). These are those of the dimension
    with the most: an answer names the largest values of a dimension alone."""
    found: dict[str, BreakdownRow] = {}
    total = 0
    for figure in sorted(figures, key=lambda each: DIMENSIONS.index(each.dimension)):
        counted = [row for row in figure.rows if row.users]
        if counted:
            found[figure.dimension] = max(counted, key=lambda row: row.users or 0)
            total = max(total, sum(row.users or 0 for row in counted))
    return tuple((dimension, most, total) for dimension, most in found.items())
