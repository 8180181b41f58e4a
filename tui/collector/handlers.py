"""Handlers: for each kind of answer, the check against its request and its way into the store."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

from msgspec.structs import replace

from tui.agora.errors import Unreadable
from tui.domain.edition import Endpoint, Yields
from tui.domain.records import (
    DAY,
    MINUTE,
    Answer,
    Breakdown,
    BreakdownRow,
    CallDetails,
    CallList,
    Curve,
    Diagnosis,
    FreezeBucket,
    KeptFigure,
    Listing,
    Remainder,
    Request,
    Series,
    Session,
    SessionPage,
    SetAside,
    UsageDay,
    Window,
)
from tui.store.api import Changes

T = TypeVar("T")
SeriesOfAll = tuple[Series, ...]
Diagnoses = tuple[Diagnosis, ...]
UsageDays = tuple[UsageDay, ...]
Curves = tuple[Curve, ...]

Put = Callable[[Changes, Endpoint, Request, Any, Remainder, float], None]
"""(changes, endpoint, request, value, left, answered_ts)"""

Packed = Callable[[CallDetails, Window], object]
"""`Store.packed`"""

# Rows further than this from the requested window are dropped: a server that sends years of minutes would fill the
# store.
NEAR_S = DAY
# The earliest start, before the window, of a call or a stay in it: one of years would take thousands of requests and
# columns.
LONGEST_S = 31 * DAY
ELSEWHEN = "of another time than was asked for"


class Handler(NamedTuple):
    """`fitted` removes rows that cannot belong to the request, sent at `asked_ts`; `prepare`, in a thread, packs the
    value for a quick `put`; `miss` notes an unreadable answer."""

    put: Put
    fitted: Callable[[Answer[Any], Request, float], Answer[Any]]
    prepare: Callable[[Packed, Any, Request], Any] | None = None
    miss: Callable[[Changes, Endpoint, Request, float], object] = lambda *_: None


# -- rows that cannot belong to the request


def _fitted_series(answer: Answer[SeriesOfAll], request: Request, asked_ts: float) -> Answer[SeriesOfAll]:
    times = {ts for one in answer.value for ts, _ in one.points}
    near = _near(times, request.window)
    kept = tuple(replace(one, points=tuple(point for point in one.points if point[0] in near)) for one in answer.value)
    return _without(answer, kept, len(times) - len(near), nothing=not near) if len(near) < len(times) else answer


def _fitted_diagnoses(answer: Answer[Diagnoses], request: Request, asked_ts: float) -> Answer[Diagnoses]:
    near = _near({one.ts for one in answer.value}, request.window)
    kept = tuple(one for one in answer.value if one.ts in near)
    return _without(answer, kept, len(answer.value) - len(kept), nothing=not kept)


def _fitted_usage(answer: Answer[UsageDays], request: Request, asked_ts: float) -> Answer[UsageDays]:
    near = _near({one.ts for one in answer.value}, request.window, DAY)
    kept = tuple(one for one in answer.value if one.ts in near)
    return _without(answer, kept, len(answer.value) - len(kept), nothing=not kept)


def _fitted_calls(answer: Answer[CallList], request: Request, asked_ts: float) -> Answer[CallList]:
    kept = tuple(
        # A list of one channel: a call without a name belongs to that channel.
        replace(call, channel=call.channel or request.channel)
        for call in answer.value.calls
        if _is_likely(call.created_ts, call.destroyed_ts, request, asked_ts)
    )
    count = len(answer.value.calls) - len(kept)
    return _without(answer, replace(answer.value, calls=kept), count, nothing=not kept)


def _fitted_details(answer: Answer[CallDetails], request: Request, asked_ts: float) -> Answer[CallDetails]:
    told, window = answer.value, request.window
    sessions = tuple(one for one in told.sessions if _is_likely(one.join_ts, one.leave_ts, request, asked_ts))
    # Points outside of the window are left out when the curves are packed.
    elsewhere = sum(
        one.ts[-1] < window.start_ts - MINUTE or one.ts[0] >= window.end_ts + MINUTE for one in told.curves if one.ts
    )
    count = len(told.sessions) - len(sessions) + elsewhere
    return _without(answer, replace(told, sessions=sessions), count, nothing=not sessions)


def _as_it_is(answer: Answer[T], request: Request, asked_ts: float) -> Answer[T]:
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


def _fitted_page(answer: Answer[SessionPage], request: Request, asked_ts: float) -> Answer[SessionPage]:
    told = answer.value
    kept = tuple(one for one in told.sessions if _is_likely(one.join_ts, one.leave_ts, request, asked_ts))
    count = len(told.sessions) - len(kept)
    return _without(answer, replace(told, sessions=kept), count, nothing=not kept)


def _fitted_curves(answer: Answer[Curves], request: Request, asked_ts: float) -> Answer[Curves]:
    """Points outside of the window are left out when the curves are packed."""
    window, asked = request.window, frozenset(request.selection.sids)
    kept = tuple(one for one in answer.value if one.sid in asked)
    elsewhere = sum(
        one.ts[-1] < window.start_ts - MINUTE or one.ts[0] >= window.end_ts + MINUTE for one in kept if one.ts
    )
    return _without(answer, kept, len(answer.value) - len(kept) + elsewhere, nothing=bool(answer.value) and not kept)


# -- into the store


def _put_series(
    changes: Changes,
    endpoint: Endpoint,
    request: Request,
    value: tuple[Series, ...],
    left: Remainder,
    answered_ts: float,
) -> None:
    if request.call_id:
        points = value[0].points if value else ()
        changes.put_figure(request.call_id, _figure(request, answered_ts, points=points))
        return
    changes.put_series(
        endpoint=request.endpoint,
        channel=request.channel,
        window=request.window,
        series=value,
        answered_ts=answered_ts,
        delay_s=endpoint.longest_delay_s,
        slot_s=endpoint.slot_s,
        left=left,
    )


def _miss_series(changes: Changes, endpoint: Endpoint, request: Request, answered_ts: float) -> None:
    if request.call_id:
        return
    changes.miss_series(
        endpoint=request.endpoint,
        channel=request.channel,
        window=request.window,
        answered_ts=answered_ts,
        delay_s=endpoint.longest_delay_s,
        slot_s=endpoint.slot_s,
    )


def _miss_diagnoses(changes: Changes, endpoint: Endpoint, request: Request, answered_ts: float) -> None:
    changes.miss_diagnoses(
        request.window,
        answered_ts=answered_ts,
        delay_s=endpoint.longest_delay_s,
        slot_s=endpoint.slot_s,
    )


def _put_diagnoses(
    changes: Changes,
    endpoint: Endpoint,
    request: Request,
    value: tuple[Diagnosis, ...],
    left: Remainder,
    answered_ts: float,
) -> None:
    changes.put_diagnoses(
        value,
        window=request.window,
        cap=endpoint.cap or 0,
        delay_s=endpoint.longest_delay_s,
        slot_s=endpoint.slot_s,
        answered_ts=answered_ts,
        left=left,
    )


def _put_usage(
    changes: Changes,
    endpoint: Endpoint,
    request: Request,
    value: tuple[UsageDay, ...],
    left: Remainder,
    answered_ts: float,
) -> None:
    changes.put_usage(value, window=request.window, answered_ts=answered_ts, left=left)


def _miss_usage(changes: Changes, endpoint: Endpoint, request: Request, answered_ts: float) -> None:
    changes.miss_usage(request.window, answered_ts=answered_ts)


def _put_calls(
    changes: Changes,
    endpoint: Endpoint,
    request: Request,
    value: CallList,
    left: Remainder,
    answered_ts: float,
) -> None:
    changes.put_calls(value.calls, answered_ts=answered_ts)
    began = [call.created_ts for call in value.calls]
    changes.put_listing(
        request.endpoint,
        # A list of full length may lack calls, with any value of `has_more`.
        _listing(
            request.window, answered_ts, left, began, is_full=value.has_more or _is_cut(endpoint, request, left.rows)
        ),
        channel=request.channel,
    )


def _put_details(
    changes: Changes,
    endpoint: Endpoint,
    request: Request,
    value: tuple[tuple[Session, ...], object],
    left: Remainder,
    answered_ts: float,
) -> None:
    sessions, packed = value
    changes.put_details(
        request.call_id,
        request.window,
        sessions,
        packed,
        answered_ts=answered_ts,
    )
    joined = [session.join_ts for session in sessions]
    changes.put_listing(
        request.endpoint,
        _listing(request.window, answered_ts, left, joined, is_full=is_capped(endpoint, left.rows)),
        call_id=request.call_id,
        part=request.part,
    )


def _put_page(
    changes: Changes,
    endpoint: Endpoint,
    request: Request,
    value: tuple[SessionPage, object],
    left: Remainder,
    answered_ts: float,
) -> None:
    page, packed = value
    changes.put_details(request.call_id, request.window, page.sessions, packed, answered_ts=answered_ts)
    # Pages are in no order that is told for sure: only the last one says that all users were listed.
    listing = Listing(request.window, answered_ts, left.rows, page.has_more, None, None, left.unread + page.lacking)
    changes.put_listing(request.endpoint, listing, call_id=request.call_id, part=request.part)


def _put_curves(
    changes: Changes, endpoint: Endpoint, request: Request, packed: object, left: Remainder, answered_ts: float
) -> None:
    changes.put_details(request.call_id, request.window, (), packed, answered_ts=answered_ts)
    changes.put_told_curves(
        request.call_id, request.selection.sids, request.window, answered_ts=answered_ts, unread=left.unread
    )


def _put_breakdown(
    changes: Changes, endpoint: Endpoint, request: Request, value: Breakdown, left: Remainder, answered_ts: float
) -> None:
    changes.put_figure(request.call_id, _figure(request, answered_ts, rows=value.rows))


def _put_buckets(
    changes: Changes,
    endpoint: Endpoint,
    request: Request,
    value: tuple[FreezeBucket, ...],
    left: Remainder,
    answered_ts: float,
) -> None:
    changes.put_figure(request.call_id, _figure(request, answered_ts, buckets=value))


def _figure(
    request: Request,
    answered_ts: float,
    *,
    points: tuple[tuple[int, float], ...] = (),
    rows: tuple[BreakdownRow, ...] = (),
    buckets: tuple[FreezeBucket, ...] = (),
) -> KeptFigure:
    chosen = request.selection
    return KeptFigure(
        request.endpoint, chosen.metric, chosen.dimension, request.window, answered_ts, points, rows, buckets
    )


def _is_cut(endpoint: Endpoint, request: Request, rows: int) -> bool:
    """True for a capped list of more than one second. Below one second there is no narrower request."""
    return is_capped(endpoint, rows) and request.window.seconds > 1


def _listing(window: Window, answered_ts: float, left: Remainder, began: Sequence[int], *, is_full: bool) -> Listing:
    oldest_ts, newest_ts = min(began, default=None), max(began, default=None)
    return Listing(window, answered_ts, left.rows, is_full, oldest_ts, newest_ts, left.unread)


def is_capped(endpoint: Endpoint, rows: int) -> bool:
    """True where an answer holds as many rows as it can."""
    return endpoint.cap is not None and rows >= endpoint.cap


HANDLERS: Mapping[Yields, Handler] = {
    Yields.SERIES: Handler(_put_series, _fitted_series, miss=_miss_series),
    Yields.DIAGNOSES: Handler(_put_diagnoses, _fitted_diagnoses, miss=_miss_diagnoses),
    Yields.DAYS: Handler(_put_usage, _fitted_usage, miss=_miss_usage),
    Yields.CALLS: Handler(_put_calls, _fitted_calls),
    Yields.DETAILS: Handler(
        _put_details,
        _fitted_details,
        prepare=lambda packed, details, asked: (details.sessions, packed(details, asked.window)),
    ),
    Yields.SESSIONS: Handler(
        _put_page,
        _fitted_page,
        prepare=lambda packed, page, asked: (page, packed(CallDetails(asked.call_id, (), ()), asked.window)),
    ),
    Yields.CURVES: Handler(
        _put_curves,
        _fitted_curves,
        prepare=lambda packed, curves, asked: packed(CallDetails(asked.call_id, (), curves), asked.window),
    ),
    Yields.BREAKDOWN: Handler(_put_breakdown, _as_it_is),
    Yields.BUCKETS: Handler(_put_buckets, _as_it_is),
}
