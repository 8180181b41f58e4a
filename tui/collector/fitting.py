"""Fitting: an answer without the rows that cannot belong to its request."""

from __future__ import annotations

from collections.abc import Collection
from typing import TypeVar

from msgspec.structs import replace

from tui.agora.errors import Unreadable
from tui.domain.records import (
    DAY,
    MINUTE,
    Answer,
    CallDetails,
    CallList,
    Curve,
    Diagnosis,
    Request,
    Series,
    SessionPage,
    SetAside,
    UsageDay,
    Window,
)

T = TypeVar("T")
SeriesOfAll = tuple[Series, ...]
Diagnoses = tuple[Diagnosis, ...]
UsageDays = tuple[UsageDay, ...]
Curves = tuple[Curve, ...]

# Rows further than this from the requested window are dropped: a server that sends years of minutes would fill the
# store.
NEAR_S = DAY
# The earliest start, before the window, of a call or a stay in it: one of years would take thousands of requests and
# columns.
LONGEST_S = 31 * DAY
ELSEWHEN = "of another time than was asked for"


def fitted_series(answer: Answer[SeriesOfAll], request: Request, asked_ts: float) -> Answer[SeriesOfAll]:
    times = {ts for one in answer.value for ts, _ in one.points}
    near = _near(times, request.window)
    kept = tuple(replace(one, points=tuple(point for point in one.points if point[0] in near)) for one in answer.value)
    return _without(answer, kept, len(times) - len(near), nothing=not near) if len(near) < len(times) else answer


def fitted_diagnoses(answer: Answer[Diagnoses], request: Request, asked_ts: float) -> Answer[Diagnoses]:
    near = _near({one.ts for one in answer.value}, request.window)
    kept = tuple(one for one in answer.value if one.ts in near)
    return _without(answer, kept, len(answer.value) - len(kept), nothing=not kept)


def fitted_usage(answer: Answer[UsageDays], request: Request, asked_ts: float) -> Answer[UsageDays]:
    near = _near({one.ts for one in answer.value}, request.window, DAY)
    kept = tuple(one for one in answer.value if one.ts in near)
    return _without(answer, kept, len(answer.value) - len(kept), nothing=not kept)


def fitted_calls(answer: Answer[CallList], request: Request, asked_ts: float) -> Answer[CallList]:
    kept = tuple(
        # A list of one channel: a call without a name belongs to that channel.
        replace(call, channel=call.channel or request.channel)
        for call in answer.value.calls
        if _is_likely(call.created_ts, call.destroyed_ts, request, asked_ts)
    )
    count = len(answer.value.calls) - len(kept)
    return _without(answer, replace(answer.value, calls=kept), count, nothing=not kept)


def fitted_details(answer: Answer[CallDetails], request: Request, asked_ts: float) -> Answer[CallDetails]:
    told, window = answer.value, request.window
    sessions = tuple(one for one in told.sessions if _is_likely(one.join_ts, one.leave_ts, request, asked_ts))
    # Points outside of the window are left out when the curves are packed.
    elsewhere = sum(
        one.ts[-1] < window.start_ts - MINUTE or one.ts[0] >= window.end_ts + MINUTE for one in told.curves if one.ts
    )
    count = len(told.sessions) - len(sessions) + elsewhere
    return _without(answer, replace(told, sessions=sessions), count, nothing=not sessions)


def as_it_is(answer: Answer[T], request: Request, asked_ts: float) -> Answer[T]:
    """Its rows have no times."""
    return answer


def _near(times: Collection[int], window: Window, margin_s: int = MINUTE) -> set[int]:
    """The times that may belong to the window; none where not one lies in it or within `margin_s` of it: then another
    clock or another time zone wrote them."""
    near = {ts for ts in times if window.start_ts - NEAR_S <= ts < window.end_ts + NEAR_S}
    return near if any(window.start_ts - margin_s <= ts < window.end_ts + margin_s for ts in near) else set()


def _is_likely(start_ts: int, end_ts: int | None, request: Request, asked_ts: float) -> bool:
    """True where a call or a stay is possible at the times in the answer."""
    last_ts = start_ts if end_ts is None else end_ts
    return request.window.start_ts - LONGEST_S <= start_ts and last_ts < asked_ts + NEAR_S


def _without(answer: Answer[T], value: T, count: int, *, nothing: bool) -> Answer[T]:
    """`answer` with this value, without `count` rows of unknown time. Raises Unreadable where `nothing` is left."""
    if not count:
        return answer if value == answer.value else replace(answer, value=value)
    left = answer.left
    parts = (*left.parts, SetAside("ts", ELSEWHEN))
    left = replace(left, parts=parts, unread=left.unread + count, timeless=True)
    if nothing:
        raise Unreadable(f"none of {left.rows} rows could be read: {left.first}")
    return replace(answer, value=value, left=left)


def fitted_page(answer: Answer[SessionPage], request: Request, asked_ts: float) -> Answer[SessionPage]:
    told = answer.value
    kept = tuple(one for one in told.sessions if _is_likely(one.join_ts, one.leave_ts, request, asked_ts))
    count = len(told.sessions) - len(kept)
    return _without(answer, replace(told, sessions=kept), count, nothing=not kept)


def fitted_curves(answer: Answer[Curves], request: Request, asked_ts: float) -> Answer[Curves]:
    """Points outside of the window are left out when the curves are packed."""
    window, asked = request.window, frozenset(request.selection.sids)
    kept = tuple(one for one in answer.value if one.sid in asked)
    elsewhere = sum(
        one.ts[-1] < window.start_ts - MINUTE or one.ts[0] >= window.end_ts + MINUTE for one in kept if one.ts
    )
    return _without(answer, kept, len(answer.value) - len(kept) + elsewhere, nothing=bool(answer.value) and not kept)
