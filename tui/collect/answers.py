"""Answers: for each endpoint that is collected, how it is asked and where in the store its answer goes."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, NamedTuple

from tui.api.client import Client
from tui.api.endpoints import ENDPOINTS
from tui.records import Answer, CallList, Diagnosis, Request, Series, UsageDay
from tui.store import calls, diagnoses, series, usage

Put = Callable[[sqlite3.Connection, int, Request, Any, int, float], None]
"""(connection, project_id, request, value, rows, answered_ts)"""

# Where a diagnosis is set aside whole: itself, or what it cannot be without.
_WHOLE = re.compile(r"data\[(\d+)\](?:\.(?:ts|user|exp_id))?")


class Kind(NamedTuple):
    """`rows` says how many rows an answer held, those that could not be understood included."""

    ask: Callable[[Client, Request], Awaitable[Answer[Any]]]
    put: Put
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
        series=value,
        answered_ts=answered_ts,
        delay_s=ENDPOINTS[request.endpoint].delay_s[1],
    )


def _minutes(answer: Answer[tuple[Series, ...]]) -> int:
    return max((len(one.points) for one in answer.value), default=0)


def _diagnosed(answer: Answer[tuple[Diagnosis, ...]]) -> int:
    found = (_WHOLE.fullmatch(part.path) for part in answer.set_aside)
    return len(answer.value) + len({match[1] for match in found if match})


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
        value,
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
    calls.put_calls(connection, project_id, value.calls, answered_ts=answered_ts)


KINDS: Mapping[str, Kind] = {
    "live_scale": Kind(lambda client, asked: client.live_scale(asked.window), _put_series, _minutes),
    "live_experience": Kind(lambda client, asked: client.live_experience(asked.window), _put_series, _minutes),
    "live_net": Kind(lambda client, asked: client.live_net(asked.window), _put_series, _minutes),
    "all_video_freeze": Kind(lambda client, asked: client.all_video_freeze(asked.window), _put_series, _minutes),
    "all_slow_joining": Kind(lambda client, asked: client.all_slow_joining(asked.window), _put_series, _minutes),
    "all_joining_trial": Kind(lambda client, asked: client.all_joining_trial(asked.window), _put_series, _minutes),
    "channel_users": Kind(
        lambda client, asked: client.channel_users(asked.channel, asked.window), _put_series, _minutes
    ),
    "channel_video_freeze": Kind(
        lambda client, asked: client.channel_video_freeze(asked.channel, asked.window), _put_series, _minutes
    ),
    "channel_score": Kind(
        lambda client, asked: client.channel_score(asked.channel, asked.window), _put_series, _minutes
    ),
    "diagnosis": Kind(lambda client, asked: client.diagnosis(asked.window), _put_diagnoses, _diagnosed),
    "usage": Kind(lambda client, asked: client.usage(asked.window), _put_usage),
    "call_lists": Kind(
        lambda client, asked: client.call_lists(asked.window, asked.channel),
        _put_calls,
        lambda answer: len(answer.value.calls),
    ),
}
