"""The status of a want, as screens show it: from the planner's due time and the requests under way."""

from __future__ import annotations

import math
from collections.abc import Sequence

from msgspec.structs import replace

from tui.collector.scheduler import Due, is_part
from tui.collector.under_way import UnderWay
from tui.domain.records import WantState, WantStatus


def status_of(due: Due, now_ts: float, running: Sequence[UnderWay]) -> WantStatus:
    if due.done:
        return WantStatus(due.want, WantState.DONE, requests=due.requests)
    if due.fetching:
        return with_progress(
            WantStatus(due.want, WantState.FETCHING, None, due.failure, due.interval_s, due.requests), running
        )
    if due.stopped:
        return WantStatus(due.want, WantState.STOPPED, requests=due.requests)
    state = WantState.FAILED if due.failure else WantState.WAITING if due.due_ts > now_ts else WantState.FETCHING
    next_ts = due.due_ts if math.isfinite(due.due_ts) else None
    by_hand_ts = next_ts if due.by_hand else None
    return WantStatus(due.want, state, next_ts, due.failure, due.interval_s, due.requests, by_hand_ts=by_hand_ts)


def with_progress(status: WantStatus, running: Sequence[UnderWay]) -> WantStatus:
    mine = next((one for one in running if is_part(one.claim, status.want)), None)
    return replace(status, progress=mine.progress) if mine is not None else status
