"""Figures over time: live metrics and big channels by the minute, usage by the day (实时数据, 大频道, 数据洞察)."""

from __future__ import annotations

from tui.api.endpoints import Endpoint
from tui.api.wire.envelope import Body
from tui.api.wire.reading import Reading
from tui.api.wire.values import Refused, integer, shown, timestamp
from tui.records import Series, SetAside, UsageDay

_BIG_CHANNEL_FIELD = "value"


def series(body: Body, endpoint: Endpoint, channel: str) -> tuple[tuple[Series, ...], tuple[SetAside, ...]]:
    """One series for each of `endpoint.series`, in that order, empty where the answer holds nothing of it."""
    reading = Reading()
    fields = endpoint.metrics or (_BIG_CHANNEL_FIELD,)
    columns: list[dict[int, float]] = [{} for _ in fields]
    for path, row in reading.top_rows(body.fields, "data"):
        ts = reading.required(row, "ts", path, timestamp)
        if ts is None:
            continue
        for field, points in zip(fields, columns, strict=True):
            reading.point(points, ts, row.get(field), f"{path}.{field}")
    found = tuple(
        Series(metric, tuple(sorted(points.items())), channel)
        for metric, points in zip(endpoint.series, columns, strict=True)
    )
    return found, reading.set_aside


def usage(body: Body) -> tuple[tuple[UsageDay, ...], tuple[SetAside, ...]]:
    """The days, ascending; of a day that stands twice the last wins."""
    reading = Reading()
    days: dict[int, UsageDay] = {}
    for path, row in reading.top_rows(body.fields, "data"):
        ts = reading.required(row, "ts", path, timestamp)
        if ts is not None:
            users, sessions, channels = (
                reading.optional(row, field, path, _count, None)
                for field in ("userCount", "sessionCount", "channelCount")
            )
            days[ts] = UsageDay(ts, users, sessions, channels)
    return tuple(days[ts] for ts in sorted(days)), reading.set_aside


def _count(value: object) -> int:
    count = integer(value)
    if count < 0:
        raise Refused(f"a negative count: {shown(value)}")
    return count
