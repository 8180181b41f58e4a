"""The collector: the loop that does what the plan says. It claims, asks, and writes answer and ledger as one change."""

from __future__ import annotations

import asyncio
import logging
import math
import sqlite3
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any

from tui.api.client import Client
from tui.api.endpoints import ENDPOINTS
from tui.api.errors import ApiError
from tui.clock import Clock
from tui.collect.plan import Due, Known, next_step, window_to_look_back
from tui.records import (
    Answer,
    Failure,
    FailureKind,
    Limits,
    Request,
    Series,
    Spend,
    Want,
    WantState,
    WantStatus,
)
from tui.store import Store, StoreError, ledger, series

log = logging.getLogger(__name__)

# How long to leave the store alone after it failed: long enough not to spin, short enough to heal unnoticed.
STORE_RETRY_S = 5.0

# How many of the parts of an answer that were set aside the log names.
LOGGED_PARTS = 10

Ask = Callable[[Client, Request], Awaitable[Answer[tuple[Series, ...]]]]

ASK: Mapping[str, Ask] = {
    "live_scale": lambda client, request: client.live_scale(request.window),
    "live_experience": lambda client, request: client.live_experience(request.window),
    "live_net": lambda client, request: client.live_net(request.window),
    "all_video_freeze": lambda client, request: client.all_video_freeze(request.window),
    "all_slow_joining": lambda client, request: client.all_slow_joining(request.window),
    "all_joining_trial": lambda client, request: client.all_joining_trial(request.window),
    "channel_users": lambda client, request: client.channel_users(request.channel, request.window),
    "channel_video_freeze": lambda client, request: client.channel_video_freeze(request.channel, request.window),
    "channel_score": lambda client, request: client.channel_score(request.channel, request.window),
}


class Collector:
    """Keeps the store supplied with what is wanted.

    `by` is this process's name in the ledger; `limits` those in force, by endpoint.
    """

    def __init__(
        self, store: Store, client: Client, *, clock: Clock, by: str, limits: Mapping[str, Limits] | None = None
    ) -> None:
        self._store = store
        self._client = client
        self._clock = clock
        self._by = by
        self._limits = {name: endpoint.limits for name, endpoint in ENDPOINTS.items()} | dict(limits or {})
        self._wants: tuple[Want, ...] = ()
        self._asked_ts: dict[Want, float] = {}
        self._poke = asyncio.Event()
        self._told: list[Callable[[], None]] = []
        self.statuses: Mapping[Want, WantStatus] = {}
        self.trouble: StoreError | None = None

    def submit(self, wants: Iterable[Want]) -> None:
        """Replace what is looked at."""
        self._wants = tuple(dict.fromkeys(wants))
        self._poke.set()

    def refresh(self) -> None:
        """Somebody asks now: the wants in force become urgent, and a refusal is tried again. Quota still rules."""
        now_ts = self._clock.now()
        self._asked_ts = dict.fromkeys(self._wants, now_ts)
        self._poke.set()

    def on_status(self, call: Callable[[], None]) -> None:
        """`call` whenever `statuses` or `trouble` changed."""
        self._told.append(call)

    async def run(self) -> None:
        """Endless; ends by cancellation. Requests under way are cancelled with it and cost their slot."""
        unsubscribe = self._store.subscribe(lambda topics: self._poke.set() if "ledger" in topics else None)
        try:
            async with asyncio.TaskGroup() as tasks:
                while True:
                    self._poke.clear()
                    try:
                        wait_until_ts = await self._step(tasks)
                    except StoreError as error:
                        self._tell(self.statuses, error)
                        wait_until_ts = self._clock.now() + STORE_RETRY_S
                    await self._sleep_until(wait_until_ts)
        finally:
            unsubscribe()

    async def _step(self, tasks: asyncio.TaskGroup) -> float:
        """Plan once and start what is due; returns when to look again."""
        now_ts = self._clock.now()
        wants = self._wants
        known = await self._store.read(self._known, wants, now_ts)
        step = next_step(wants, known, ENDPOINTS, self._limits, now_ts, self._by)
        self._tell({due.want: _status(due, now_ts) for due in step.dues}, self.trouble)
        if step.request is None:
            return step.look_again_ts
        request = step.request
        claim = await self._store.write(
            ledger.claim,
            endpoint=request.endpoint,
            channel=request.channel,
            window=request.window,
            limits=self._limits[request.endpoint],
            now_ts=now_ts,
            by=self._by,
        )
        if not isinstance(claim, Spend):
            return min(claim, step.look_again_ts)
        tasks.create_task(self._fetch(claim, request))
        return now_ts

    def _known(
        self, connection: sqlite3.Connection, project_id: int, wants: tuple[Want, ...], now_ts: float
    ) -> dict[Want, Known]:
        spends = {
            endpoint: ledger.recent(connection, project_id, endpoint, now_ts)
            for endpoint in {want.endpoint for want in wants}
        }
        return {
            want: Known(
                series.read_coverage(
                    connection,
                    project_id,
                    want.endpoint,
                    want.channel,
                    window_to_look_back(ENDPOINTS[want.endpoint], now_ts),
                ),
                spends[want.endpoint],
                self._asked_ts.get(want, -math.inf),
            )
            for want in wants
        }

    async def _fetch(self, claim: Spend, request: Request) -> None:
        answer: Answer[tuple[Series, ...]] | None = None
        failure: Failure | None = None
        try:
            answer = await ASK[request.endpoint](self._client, request)
            for part in answer.set_aside[:LOGGED_PARTS]:
                log.warning("%s %s: set aside %s: %s", request.endpoint, request.channel, part.path, part.reason)
        except ApiError as error:
            failure = error.failure
            log.warning("%s %s: %s", request.endpoint, request.channel, error)
        except Exception as error:
            # A mistake of ours in decoding must not end the collection of everything else.
            failure = Failure(FailureKind.UNREADABLE, f"{type(error).__name__}: {error}")
            log.exception("%s: unexpected", request.endpoint)
        try:
            await self._store.write(_record, request, claim, answer, failure, self._clock.now())
            self._tell(self.statuses, None)
        except (StoreError, LookupError) as error:
            log.error("the answer of %s could not be stored: %s", request.endpoint, error)
            self._tell(self.statuses, error if isinstance(error, StoreError) else None)
        self._poke.set()

    async def _sleep_until(self, moment_ts: float) -> None:
        """Until the clock says `moment_ts` or something changed."""
        seconds = moment_ts - self._clock.now()
        if seconds <= 0:
            return
        tasks: set[asyncio.Task[Any]] = {asyncio.create_task(self._poke.wait())}
        if math.isfinite(seconds):
            tasks.add(asyncio.create_task(self._clock.sleep(seconds)))
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()

    def _tell(self, statuses: Mapping[Want, WantStatus], trouble: StoreError | None) -> None:
        if (statuses, trouble) != (self.statuses, self.trouble):
            self.statuses, self.trouble = statuses, trouble
            for call in self._told:
                call()


def _record(
    connection: sqlite3.Connection,
    project_id: int,
    request: Request,
    claim: Spend,
    answer: Answer[tuple[Series, ...]] | None,
    failure: Failure | None,
    answered_ts: float,
) -> None:
    """Answer and ledger in one transaction: a crash leaves both or neither."""
    if answer is not None:
        series.put_series(
            connection,
            project_id,
            endpoint=request.endpoint,
            channel=request.channel,
            window=request.window,
            series=answer.value,
            answered_ts=answered_ts,
            delay_s=ENDPOINTS[request.endpoint].delay_s[1],
        )
    ledger.settle(
        connection,
        project_id,
        claim.claim_id,
        answered_ts=answered_ts,
        status=answer.status if answer else failure.status if failure else None,
        failure=failure.kind if failure else None,
        detail=failure.detail if failure else "",
        set_aside=len(answer.set_aside) if answer else 0,
        size_bytes=answer.size_bytes if answer else 0,
        elapsed_ms=answer.elapsed_ms if answer else 0.0,
        server_ts=answer.server_ts if answer else failure.server_ts if failure else None,
    )


def _status(due: Due, now_ts: float) -> WantStatus:
    if due.fetching:
        return WantStatus(due.want, WantState.FETCHING, None, due.failure)
    state = WantState.FAILED if due.failure else WantState.WAITING if due.due_ts > now_ts else WantState.FETCHING
    return WantStatus(due.want, state, due.due_ts if math.isfinite(due.due_ts) else None, due.failure)
