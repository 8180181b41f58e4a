"""Answers: for each endpoint that is collected, how it is asked and where in the store its answer goes."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, NamedTuple

from msgspec.structs import replace

from tui.api.client import Client
from tui.api.endpoints import ENDPOINTS
from tui.api.intake import Progress
from tui.records import (
    DAY,
    Answer,
    CallDetails,
    CallList,
    Diagnosis,
    Listing,
    Request,
    Series,
    Session,
    UsageDay,
    Window,
)
from tui.store import calls, diagnoses, series, usage
from tui.store.curves import PackedCurves, pack, put_details
from tui.store.listings import put_listing
from tui.triage.listing import MOST_ROWS

Put = Callable[[sqlite3.Connection, int, Request, Any, int, float], None]
"""(connection, project_id, request, value, rows, answered_ts)"""

# What lies further than this from the window that was asked is no answer to it: a server that sends years of minutes
# would fill the store with them.
NEAR_S = DAY
# So long before the window a call may have begun that is told of, or a user's stay in it; one of years would be walked
# through in steps of hours, and drawn by the minute.
LONGEST_S = 31 * DAY

# Where a row is set aside whole: itself, or what it cannot be without.
_WHOLE = re.compile(r"data\[(\d+)\](?:\.(?:ts|user|exp_id))?")
_WHOLE_CALL = re.compile(r"call_lists\[(\d+)\](?:\.(?:call_id|cname|created_ts))?")
_WHOLE_SESSION = re.compile(r"call_info\[(\d+)\](?:\.(?:sid|uid|join_ts))?")


class Kind(NamedTuple):
    """`rows` says how many rows an answer held, those that could not be understood included; `prepare`, in a thread,
    makes of the value what `put` then writes quickly."""

    ask: Callable[[Client, Request, Progress], Awaitable[Answer[Any]]]
    put: Put
    prepare: Callable[[Any, Request], Any] | None = None
    rows: Callable[[Answer[Any]], int] = lambda answer: len(answer.value)


def _put_series(
    connection: sqlite3.Connection,
    project_id: int,
    request: Request,
    value: tuple[Series, ...],
    rows: int,
    answered_ts: float,
) -> None:
    series.put_series(
        connection,
        project_id,
        endpoint=request.endpoint,
        channel=request.channel,
        window=request.window,
        series=[replace(one, points=tuple(p for p in one.points if _is_near(p[0], request.window))) for one in value],
        answered_ts=answered_ts,
        delay_s=ENDPOINTS[request.endpoint].delay_s[1],
    )


def _minutes(answer: Answer[tuple[Series, ...]]) -> int:
    return max((len(one.points) for one in answer.value), default=0)


def _diagnosed(answer: Answer[tuple[Diagnosis, ...]]) -> int:
    return len(answer.value) + _unread(answer, _WHOLE)


def _listed(answer: Answer[CallList]) -> int:
    return len(answer.value.calls) + _unread(answer, _WHOLE_CALL)


def _named(answer: Answer[CallDetails]) -> int:
    return len(answer.value.sessions) + _unread(answer, _WHOLE_SESSION)


def _unread(answer: Answer[Any], whole: re.Pattern[str]) -> int:
    """How many rows were set aside whole; `whole` says where."""
    found = (whole.fullmatch(part.path) for part in answer.set_aside)
    return len({match[1] for match in found if match})


def _put_diagnoses(
    connection: sqlite3.Connection,
    project_id: int,
    request: Request,
    value: tuple[Diagnosis, ...],
    rows: int,
    answered_ts: float,
) -> None:
    diagnoses.put_diagnoses(
        connection,
        project_id,
        [one for one in value if _is_near(one.ts, request.window)],
        window=request.window,
        cap=ENDPOINTS["diagnosis"].cap or 0,
        delay_s=ENDPOINTS["diagnosis"].delay_s[1],
        answered_ts=answered_ts,
        rows=rows,
    )


def _put_usage(
    connection: sqlite3.Connection,
    project_id: int,
    request: Request,
    value: tuple[UsageDay, ...],
    rows: int,
    answered_ts: float,
) -> None:
    usage.put_usage(connection, project_id, value, window=request.window, answered_ts=answered_ts)


def _put_calls(
    connection: sqlite3.Connection, project_id: int, request: Request, value: CallList, rows: int, answered_ts: float
) -> None:
    told = [call for call in value.calls if _is_likely(call.created_ts, call.destroyed_ts, request, answered_ts)]
    calls.put_calls(connection, project_id, told, answered_ts=answered_ts)
    began = [call.created_ts for call in told]
    put_listing(
        connection,
        project_id,
        request.endpoint,
        # As many as it lists at most may be fewer than there are, whatever the answer says.
        _listing(request.window, answered_ts, rows, began, is_full=value.has_more or _is_cut(request, rows)),
        channel=request.channel,
    )


def _put_details(
    connection: sqlite3.Connection,
    project_id: int,
    request: Request,
    value: tuple[tuple[Session, ...], PackedCurves],
    rows: int,
    answered_ts: float,
) -> None:
    told, packed = value
    sessions = [one for one in told if _is_likely(one.join_ts, one.leave_ts, request, answered_ts)]
    put_details(
        connection,
        project_id,
        request.call_id,
        request.window,
        sessions,
        packed,
        answered_ts=answered_ts,
    )
    joined = [session.join_ts for session in sessions]
    put_listing(
        connection,
        project_id,
        request.endpoint,
        _listing(request.window, answered_ts, rows, joined, is_full=rows >= MOST_ROWS),
        call_id=request.call_id,
        part=request.part,
    )


def _is_near(ts: int, window: Window) -> bool:
    return window.start_ts - NEAR_S <= ts < window.end_ts + NEAR_S


def _is_likely(start_ts: int, end_ts: int | None, request: Request, answered_ts: float) -> bool:
    """Whether a call or a stay can have been when the answer says."""
    last_ts = start_ts if end_ts is None else end_ts
    return request.window.start_ts - LONGEST_S <= start_ts and last_ts < answered_ts + NEAR_S


def _is_cut(request: Request, rows: int) -> bool:
    """Of a second alone nobody could find out more: there the answer's word must do."""
    return rows >= MOST_ROWS and request.window.seconds > 1


def _listing(window: Window, answered_ts: float, rows: int, began: Sequence[int], *, is_full: bool) -> Listing:
    return Listing(window, answered_ts, rows, is_full, min(began, default=None), max(began, default=None))


def _ask_details(client: Client, asked: Request, progress: Progress) -> Awaitable[Answer[CallDetails]]:
    assert asked.part is not None
    return client.call_details(
        asked.call_id,
        asked.window,
        with_servers=asked.part.with_servers,
        with_metrics=asked.part.with_metrics,
        progress=progress,
    )


def _by_the_minute(ask: Callable[[Client, Request], Awaitable[Answer[tuple[Series, ...]]]]) -> Kind:
    return Kind(lambda client, asked, _: ask(client, asked), _put_series, rows=_minutes)


KINDS: Mapping[str, Kind] = {
    "live_scale": _by_the_minute(lambda client, asked: client.live_scale(asked.window)),
    "live_experience": _by_the_minute(lambda client, asked: client.live_experience(asked.window)),
    "live_net": _by_the_minute(lambda client, asked: client.live_net(asked.window)),
    "all_video_freeze": _by_the_minute(lambda client, asked: client.all_video_freeze(asked.window)),
    "all_slow_joining": _by_the_minute(lambda client, asked: client.all_slow_joining(asked.window)),
    "all_joining_trial": _by_the_minute(lambda client, asked: client.all_joining_trial(asked.window)),
    "channel_users": _by_the_minute(lambda client, asked: client.channel_users(asked.channel, asked.window)),
    "channel_video_freeze": _by_the_minute(
        lambda client, asked: client.channel_video_freeze(asked.channel, asked.window)
    ),
    "channel_score": _by_the_minute(lambda client, asked: client.channel_score(asked.channel, asked.window)),
    "diagnosis": Kind(lambda client, asked, _: client.diagnosis(asked.window), _put_diagnoses, rows=_diagnosed),
    "usage": Kind(lambda client, asked, _: client.usage(asked.window), _put_usage),
    "call_lists": Kind(
        lambda client, asked, _: client.call_lists(asked.window, asked.channel),
        _put_calls,
        rows=_listed,
    ),
    "call_details": Kind(
        _ask_details,
        _put_details,
        prepare=lambda details, asked: (details.sessions, pack(details, asked.window)),
        rows=_named,
    ),
}
