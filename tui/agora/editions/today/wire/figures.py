"""Figures of today's edition: series by time, figures by dimension, buckets of freeze rates.

series      {ts, value} · {ts, <metric>} · {ts, <metric>, <dimension>} · {uid, values: [{ts, <metric>}]}
breakdown   {dimension_value, value, user_count} · {<dimension>, <metric>[, userCount][, refUsage]}
buckets     {bucket, user_count}
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tui.agora.editions.reference_2020.wire.envelope import Body
from tui.agora.editions.reference_2020.wire.reading import Fields, Reading
from tui.agora.editions.reference_2020.wire.values import Refused, text, timestamp, uid
from tui.agora.editions.today.wire.names import dimension_of, field_of, spellings
from tui.agora.editions.today.wire.values import RATES, amount, bucket, count, decoder_of, percent
from tui.domain.edition import Endpoint
from tui.domain.records import Breakdown, BreakdownRow, FreezeBucket, Remainder, Request, Series, Window

PAYLOAD = "data"


def series(body: Body, endpoint: Endpoint, request: Request) -> tuple[tuple[Series, ...], Remainder]:
    """One series, empty where the answer holds nothing; with users or a dimension one for each of their values."""
    reading, metric, dimension = Reading(), request.selection.metric, request.selection.dimension
    keys = spellings(dimension_of(endpoint, dimension)) if dimension else ()
    fields = _fields(endpoint, metric)
    by_name: dict[str, dict[int, float]] = {}
    is_by_uid = bool(request.selection.uids)
    for path, row in reading.top_rows(body.fields, PAYLOAD, "ts"):
        name = _name(reading, row, path, ("uid",) if is_by_uid else keys)
        if name is None:
            continue
        points = by_name.setdefault(name, {})
        for place, point in _points(reading, row, path):
            ts = reading.required(point, "ts", place, timestamp)
            value = reading.expected(point, _field(point, fields), place, decoder_of(metric))
            if ts is not None and value is not None:
                points[ts] = value
    if not by_name and not keys and not is_by_uid:
        by_name[""] = {}
    found = tuple(
        Series(metric, tuple(sorted(points.items())), request.channel, name) for name, points in by_name.items()
    )
    return found, reading.left(nothing=not any(by_name.values()))


def breakdown(body: Body, endpoint: Endpoint, request: Request) -> tuple[Breakdown, Remainder]:
    """In the answer's order; of a name that stands twice the last wins. Without a dimension the one name is ""."""
    reading, metric, dimension = Reading(), request.selection.metric, request.selection.dimension
    is_call = "call_id" in endpoint.params
    keys = ("dimension_value",) if is_call else spellings(dimension_of(endpoint, dimension)) if dimension else ()
    fields, users = _fields(endpoint, metric), "user_count" if is_call else "userCount"
    rows: dict[str, BreakdownRow] = {}
    window = None
    for path, row in reading.top_rows(body.fields, PAYLOAD, "windowStartTs"):
        name = _name(reading, row, path, keys)
        field = _field(row, fields)
        if name is None:
            continue
        rate = reading.expected(row, field, path, percent) if metric in RATES else None
        sum_ = None if metric in RATES else reading.expected(row, field, path, amount)
        rows[name] = BreakdownRow(
            name,
            rate,
            sum_,
            users=None if field == users else reading.optional(row, users, path, count, None),
            weight=reading.optional(row, "refUsage", path, amount, None),
        )
        window = window or _window(row)
    return Breakdown(metric, dimension, tuple(rows.values()), window), reading.left(nothing=not rows)


def buckets(body: Body) -> tuple[tuple[FreezeBucket, ...], Remainder]:
    """Ascending; empty ones may be left out."""
    reading = Reading()
    found: dict[tuple[float, float], FreezeBucket] = {}
    for path, row in reading.top_rows(body.fields, PAYLOAD, "ts"):
        bounds = reading.required(row, "bucket", path, bucket)
        users = reading.required(row, "user_count", path, count)
        if bounds is not None and users is not None:
            found[bounds] = FreezeBucket(*bounds, users)
    return tuple(found[bounds] for bounds in sorted(found)), reading.left(nothing=not found)


def _fields(endpoint: Endpoint, metric: str) -> tuple[str, ...]:
    return ("value",) if "call_id" in endpoint.params else spellings(field_of(metric))


def _field(row: Fields, fields: Sequence[str]) -> str:
    """The present one of the spellings."""
    return next((field for field in fields if field in row), fields[0])


def _name(reading: Reading, row: Fields, path: str, keys: Sequence[str]) -> str | None:
    """The row's user or value of a dimension, "" where none was asked for; None, and a note, where it lacks one."""
    if not keys:
        return ""
    key = _field(row, keys)
    if key == "uid":
        number = reading.required(row, key, path, uid)
        return None if number is None else str(number)
    return reading.required(row, key, path, text)


def _points(reading: Reading, row: Fields, path: str) -> Iterator[tuple[str, Fields]]:
    """The points of a row: the row itself, or its `values`."""
    if "values" in row:
        yield from reading.rows(row["values"], f"{path}.values")
    else:
        yield path, row


def _window(row: Fields) -> Window | None:
    try:
        return Window(timestamp(row.get("windowStartTs")), timestamp(row.get("windowEndTs")))
    except (Refused, ValueError):
        return None
