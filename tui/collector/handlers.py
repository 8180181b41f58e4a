"""Handlers: for each kind of answer, the check against its request and its way into the store."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from tui.collector.fitting import (
    as_it_is,
    fitted_calls,
    fitted_curves,
    fitted_details,
    fitted_diagnoses,
    fitted_page,
    fitted_series,
    fitted_usage,
)
from tui.domain.edition import Endpoint, Yields
from tui.domain.glossary import USERS
from tui.domain.percentages import Scale, told_scale
from tui.domain.records import (
    Answer,
    Breakdown,
    BreakdownRow,
    CallDetails,
    CallList,
    Diagnosis,
    FreezeBucket,
    KeptFigure,
    Listing,
    Remainder,
    Request,
    Series,
    Session,
    SessionPage,
    UsageDay,
    Window,
)
from tui.store.api import Changes

Put = Callable[[Changes, Endpoint, Request, Any, Remainder, float], None]
"""(changes, endpoint, request, value, left, answered_ts)"""

Packed = Callable[[CallDetails, Window], object]
"""`Store.packed`"""


class Handler(NamedTuple):
    """`fitted` removes rows that cannot belong to the request, sent at `asked_ts`; `prepare`, in a thread, packs the
    value for a quick `put`; `miss` notes an unreadable answer."""

    put: Put
    fitted: Callable[[Answer[Any], Request, float], Answer[Any]]
    prepare: Callable[[Packed, Any, Request], Any] | None = None
    miss: Callable[[Changes, Endpoint, Request, float], object] = lambda *_: None


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
    if request.selection.dimension:
        rows = tuple(_row(one) for one in value if one.points)
        changes.put_figure("", _figure(request, answered_ts, rows=rows, unread=left.unread))
        return
    if request.selection.key != request.selection.feed:
        raise ValueError("a series of some users, or of some values of a dimension, has no place in the store")
    changes.put_series(
        endpoint=request.endpoint,
        channel=request.channel,
        window=request.window,
        series=value,
        answered_ts=answered_ts,
        delay_s=endpoint.settle_s(request.selection),
        slot_s=endpoint.step_of(request.selection),
        left=left,
        selection=request.selection,
    )


def _row(one: Series) -> BreakdownRow:
    """The newest point of one value of a dimension: users are a count, all else a rate."""
    value = one.points[-1][1]
    return BreakdownRow(one.of, count=value) if one.metric == USERS else BreakdownRow(one.of, percent=value)


def _miss_series(changes: Changes, endpoint: Endpoint, request: Request, answered_ts: float) -> None:
    if request.call_id or request.selection.dimension:
        return
    changes.miss_series(
        endpoint=request.endpoint,
        channel=request.channel,
        window=request.window,
        answered_ts=answered_ts,
        delay_s=endpoint.settle_s(request.selection),
        slot_s=endpoint.step_of(request.selection),
        selection=request.selection,
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
    changes: Changes,
    endpoint: Endpoint,
    request: Request,
    value: tuple[object, Scale | None],
    left: Remainder,
    answered_ts: float,
) -> None:
    packed, scale = value
    if scale is not None:
        changes.put_scale(scale, answered_ts=answered_ts)
    changes.put_details(request.call_id, request.window, (), packed, answered_ts=answered_ts)
    changes.put_told_curves(
        request.call_id, request.selection.sids, request.window, answered_ts=answered_ts, unread=left.unread
    )


def _put_breakdown(
    changes: Changes, endpoint: Endpoint, request: Request, value: Breakdown, left: Remainder, answered_ts: float
) -> None:
    changes.put_figure(request.call_id, _figure(request, answered_ts, rows=value.rows, unread=left.unread))


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
    unread: int = 0,
) -> KeptFigure:
    chosen = request.selection
    return KeptFigure(
        *(request.endpoint, chosen.metric, chosen.dimension, request.window, answered_ts, points, rows, buckets),
        channel=request.channel,
        product=chosen.product,
        unread=unread,
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
    Yields.SERIES: Handler(_put_series, fitted_series, miss=_miss_series),
    Yields.DIAGNOSES: Handler(_put_diagnoses, fitted_diagnoses, miss=_miss_diagnoses),
    Yields.DAYS: Handler(_put_usage, fitted_usage, miss=_miss_usage),
    Yields.CALLS: Handler(_put_calls, fitted_calls),
    Yields.DETAILS: Handler(
        _put_details,
        fitted_details,
        prepare=lambda packed, details, asked: (details.sessions, packed(details, asked.window)),
    ),
    Yields.SESSIONS: Handler(
        _put_page,
        fitted_page,
        prepare=lambda packed, page, asked: (page, packed(CallDetails(asked.call_id, (), ()), asked.window)),
    ),
    Yields.CURVES: Handler(
        _put_curves,
        fitted_curves,
        prepare=lambda packed, curves, asked: (
            packed(CallDetails(asked.call_id, (), curves), asked.window),
            told_scale(curves),
        ),
    ),
    Yields.BREAKDOWN: Handler(_put_breakdown, as_it_is),
    Yields.BUCKETS: Handler(_put_buckets, as_it_is),
}
