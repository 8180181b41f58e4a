"""Figures over time: live metrics and big channels by the minute, usage by the day (实时数据, 大频道, 数据洞察)."""

from __future__ import annotations

from tui.agora.editions.reference_2020.wire.envelope import Body
from tui.agora.editions.reference_2020.wire.reading import Reading
from tui.agora.editions.reference_2020.wire.values import Refused, integer, number, shown, timestamp
from tui.domain.edition import Endpoint
from tui.domain.records import Remainder, Series, UsageDay

_BIG_CHANNEL_FIELD = "value"
_USAGE_FIELDS = ("userCount", "sessionCount", "channelCount")


def series(body: Body, endpoint: Endpoint, channel: str) -> tuple[tuple[Series, ...], Remainder]:
    """One series for each of `endpoint.series`, in that order, empty where the answer holds nothing of it."""
    reading = Reading()
    fields = endpoint.metrics or (_BIG_CHANNEL_FIELD,)
    columns: list[dict[int, float]] = [{} for _ in fields]
    for path, row in reading.top_rows(body.fields, "data", "ts"):
        ts = reading.required(row, "ts", path, timestamp)
        if ts is None:
            continue
        for field, points in zip(fields, columns, strict=True):
            if (value := reading.expected(row, field, path, number)) is not None:
                points[ts] = value
    found = tuple(
        Series(metric, tuple(sorted(points.items())), channel)
        for metric, points in zip(endpoint.series, columns, strict=True)
    )
    return found, reading.left(nothing=not any(columns))


def usage(body: Body) -> tuple[tuple[UsageDay, ...], Remainder]:
    """The days, ascending; of a day that stands twice the last wins. Null is no figure."""
    reading = Reading()
    days: dict[int, UsageDay] = {}
    for path, row in reading.top_rows(body.fields, "data", "ts"):
        ts = reading.required(row, "ts", path, timestamp)
        if ts is None:
            continue
        before = reading.refused
        figures = [reading.expected(row, field, path, _count) for field in _USAGE_FIELDS]
        if reading.refused == before or any(figure is not None for figure in figures):
            days[ts] = UsageDay(ts, *figures)
    return tuple(days[ts] for ts in sorted(days)), reading.left(nothing=not days)


def _count(value: object) -> int:
    count = integer(value)
    if count < 0:
        raise Refused(f"a negative count: {shown(value)}")
    return count
