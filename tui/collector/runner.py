"""The collector's loop: it plans, claims, requests, and writes answer and ledger as one change."""

from __future__ import annotations

import asyncio
import logging
import math
from collections.abc import Awaitable, Callable, Iterable, Mapping
from functools import partial
from typing import Any, Concatenate, ParamSpec, TypeVar

from msgspec.structs import replace

from tui.agora.client import Client
from tui.agora.errors import ApiError
from tui.clock import ServerClock
from tui.collector.dates import reading_of
from tui.collector.handlers import HANDLERS
from tui.collector.page_walks import PageWalks
from tui.collector.plan_reading import read_step
from tui.collector.policy import Policy
from tui.collector.recording import fitted, record
from tui.collector.refusals import Refusals
from tui.collector.scheduler import is_part
from tui.collector.status import status_of, with_progress
from tui.collector.under_way import UnderWay
from tui.collector.wakeup import STORE_RETRY_S, wait_until
from tui.collector.windows import MISDATED_S, probe
from tui.domain.account import unreserved
from tui.domain.edition import Endpoint
from tui.domain.records import (
    Answer,
    Failure,
    FailureKind,
    Limits,
    Request,
    SessionPage,
    Spend,
    Want,
    WantStatus,
    outcome_of,
)
from tui.store.api import Changes, Store
from tui.store.errors import StoreError

P = ParamSpec("P")
T = TypeVar("T")

log = logging.getLogger(__name__)

# The longest wait for one answer while the server's clock, or its verdict on the credentials, is unknown: a silent
# server must not stop all other requests.
FIRST_ANSWER_S = 5.0
# The number of set-aside parts of an answer that the log names.
LOGGED_PARTS = 10


class Collector:
    """Supplies the store with the wanted data. `by` is this process's name in the ledger.

    One request leaves at a time until the server's clock is known, since windows are made by it, and until the server
    has accepted the credentials, so that wrong ones cost all users of the store one slot. `probe` names the endpoint of
    the first request, which learns the time: the one with the cheapest wasted request (windows.probe). "": none.
    """

    def __init__(
        self, store: Store, client: Client, *, clock: ServerClock, by: str, policy: Policy, probe: str = ""
    ) -> None:
        self._store = store
        self._client = client
        self._clock = clock
        self._by = by
        self._policy = policy
        self._probe = probe
        # True where the server answers without a date.
        self._is_dateless = False
        self._wants: tuple[Want, ...] = ()
        # By `Clock.elapsed`, which no correction moves: the server's time of that moment may become known later.
        self._asked_s: dict[Want, float] = {}
        # Wants on demand with a request by hand since: one request each may use the reserve.
        self._pressed: frozenset[Want] = frozenset()
        self._refusals = Refusals()
        self._pages = PageWalks()
        self._running: list[UnderWay] = []
        self._wakeup = asyncio.Event()
        self._subscribers: list[Callable[[], None]] = []
        self.statuses: Mapping[Want, WantStatus] = {}
        self.trouble: StoreError | None = None
        self._write_trouble: StoreError | None = None

    def submit(self, wants: Iterable[Want]) -> None:
        """Replace the wants."""
        before, self._wants = set(self._wants), tuple(dict.fromkeys(wants))
        elapsed_s = self._clock.elapsed()
        on_demand = {want: elapsed_s for want in self._wants if want.window is not None and want not in before}
        self._asked_s = {want: at_s for want, at_s in self._asked_s.items() if want in self._wants} | on_demand
        self._pressed &= before & set(self._wants)
        self._wakeup.set()

    def refresh(self) -> None:
        """The user asks now: attended wants become urgent, and a refusal is tried again, within the quota."""
        elapsed_s = self._clock.elapsed()
        self._asked_s |= {want: elapsed_s for want in self._wants if want.attended}
        self._pressed = frozenset(want for want in self._wants if want.window is not None)
        self._refusals = self._refusals.asked(elapsed_s)
        # The statuses are older than the request; only the next plan knows its time.
        told = {
            want: replace(status, by_hand_ts=math.inf) if want in self._asked_s else status
            for want, status in self.statuses.items()
        }
        self._notify(told, self.trouble)
        self._wakeup.set()

    def cancel(self, want: Want) -> None:
        """End the requests under way for a want on demand at once, keep nothing of them, and drop the want."""
        self._wants = tuple(other for other in self._wants if other.subject != want.subject)
        for under_way in self._running:
            if is_part(under_way.claim, want):
                under_way.give_up()

    def on_status(self, call: Callable[[], None]) -> None:
        """`call` whenever `statuses` or `trouble` changed."""
        self._subscribers.append(call)

    async def run(self) -> None:
        """Endless; ends by cancellation. Requests under way are cancelled with it and cost their slot."""
        unsubscribe = self._store.subscribe(lambda topics: self._wakeup.set() if "ledger" in topics else None)
        try:
            async with asyncio.TaskGroup() as tasks:
                while True:
                    self._wakeup.clear()
                    try:
                        wait_until_ts = await self._step(tasks)
                    except StoreError as error:
                        self._notify(self.statuses, error)
                        wait_until_ts = self._clock.now() + STORE_RETRY_S
                    await wait_until(self._clock, wait_until_ts, self._wakeup)
        finally:
            unsubscribe()

    async def _step(self, tasks: asyncio.TaskGroup) -> float:
        """Plan once and start the due request; returns the time of the next look."""
        running = tuple(under_way.claim for under_way in self._running)
        ahead_s = self._clock.ahead_s
        refusals = self._refusals
        asked_s, refused_s = dict(self._asked_s), refusals.told(self._policy.edition.endpoints)
        step = await self._store.read(
            read_step, self._wants, asked_s, self._pressed, refused_s, running, clock=self._clock, policy=self._policy
        )
        now_ts = self._clock.now()
        if self._refusals.by_hand_s != refusals.by_hand_s:
            # The user has asked meanwhile: the plan knows nothing of that.
            return now_ts
        self._notify({due.want: status_of(due, now_ts, self._running) for due in step.dues}, self._write_trouble)
        if self._write_trouble is not None:
            # Nothing may be due for long: only a successful write shows that the store has recovered.
            await self._write(lambda changes: changes.touch())
            self._notify(self.statuses, None)
        if abs(self._clock.ahead_s - ahead_s) > MISDATED_S or self._refusals.of_credentials != refusals.of_credentials:
            # An answer has corrected the time, or refused, meanwhile: the plan is for another moment.
            return self._clock.now()
        request, limits, seen_id = step.request, step.limits, step.seen_id
        if request is None or limits is None:
            return step.look_again_ts
        is_timeless = not self._clock.known and not self._is_dateless
        if is_timeless or not self._refusals.are_credentials_known:
            first_ts = min((under_way.claim.claimed_ts for under_way in self._running), default=-math.inf)
            if first_ts + FIRST_ANSWER_S > now_ts:
                return min(first_ts + FIRST_ANSWER_S, step.look_again_ts)
            if is_timeless and self._probe:
                request, limits = self._probing(self._policy.edition[self._probe], now_ts)
                self._probe = ""
                return await self._send(tasks, request, limits, None, step.look_again_ts, is_wanted=True)
        return await self._send(tasks, request, limits, seen_id, step.look_again_ts)

    def _probing(self, endpoint: Endpoint, now_ts: float) -> tuple[Request, Limits]:
        """The request that learns the time, and its limits without the reserve."""
        limits = self._policy.limits_of(self._policy.quota(endpoint.name))
        return Request(endpoint.name, probe(endpoint, now_ts)), unreserved(limits, self._policy.reserve)

    async def _send(
        self,
        tasks: asyncio.TaskGroup,
        request: Request,
        limits: Limits,
        seen_id: int | None,
        look_again_ts: float,
        *,
        is_wanted: bool = False,
    ) -> float:
        """Claim and start it; returns the time of the next look. `is_wanted`: send it without a want."""
        no = self._refusals.of_credentials
        claim = await self._write(
            lambda changes: changes.claim(
                endpoint=request.endpoint,
                channel=request.channel,
                call_id=request.call_id,
                part=request.part,
                window=request.window,
                selection=request.selection.key,
                shared_with=self._policy.quota(request.endpoint),
                limits=limits,
                clock=self._clock,
                by=self._by,
                seen_id=seen_id,
            )
        )
        if not isinstance(claim, Spend):
            return min(claim, look_again_ts) if not is_wanted else self._clock.now()
        wanted = (is_part(claim, want) if want.window else _is_of(claim, want) for want in self._wants)
        if (not is_wanted and not any(wanted)) or self._refusals.of_credentials != no:
            # The want is gone since the plan, or the server refuses the credentials by now: nothing is sent.
            claim_id, nothing = claim.claim_id, outcome_of(Failure(FailureKind.CANCELLED, arrived=False))
            await self._write(lambda changes: changes.settle(claim_id, nothing, clock=self._clock, reading=None))
            return self._clock.now()
        under_way = UnderWay(claim)
        self._running.append(under_way)
        under_way.task = tasks.create_task(self._fetch(request, under_way))
        under_way.task.add_done_callback(lambda _: self._ended(under_way))
        return self._clock.now()

    async def _fetch(self, request: Request, under_way: UnderWay) -> None:
        """Send the request and store the outcome. A cancelled want keeps nothing of the answer but its ledger entry."""
        claim, endpoint = under_way.claim, self._policy.edition[request.endpoint]
        handler = HANDLERS[endpoint.yields]
        answer: Answer[Any] | None = None
        failure: Failure | None = None
        left_s = self._clock.elapsed()
        value = None
        under_way.has_begun = True
        try:
            if under_way.is_given_up:
                raise asyncio.CancelledError
            answer = await self._client.fetch(request, lambda *said: self._progressed(under_way, *said))
            answer = fitted(handler, answer, request, claim)
            if isinstance(answer.value, SessionPage):
                answer = replace(answer, value=self._pages.turned(request, answer.value, answer.left.unread))
            for part in answer.set_aside[:LOGGED_PARTS]:
                log.warning("%s %s: set aside %s: %s", request.endpoint, request.channel, part.path, part.reason)
            value = answer.value
            if handler.prepare is not None:
                value = await asyncio.to_thread(handler.prepare, self._store.packed, value, request)
        except asyncio.CancelledError:
            if not under_way.is_given_up:
                raise
            answer, failure = None, Failure(FailureKind.CANCELLED)
        except ApiError as error:
            answer, failure = None, error.failure
            log.warning("%s %s: %s", request.endpoint, request.channel, error)
        except Exception as error:
            # A bug in decoding must not end the collection of everything else.
            answer, failure = None, Failure(FailureKind.UNREADABLE, type(error).__name__)
            log.exception("%s: unexpected", request.endpoint)
        if failure is not None:
            self._refusals = self._refusals.refused(request.endpoint, failure, left_s)
        elif answer is not None:
            self._refusals = self._refusals.served(request.endpoint, self._clock.elapsed())
        reading = reading_of(answer or failure, self._clock)
        if reading is not None and not self._clock.known:
            # Before the next plan, even if the store refuses the write.
            self._clock.learn([reading])
        self._is_dateless = reading is None and (answer is not None or bool(failure and failure.status))
        recorded = partial(record, endpoint=endpoint, request=request, claim=claim, clock=self._clock, reading=reading)
        try:
            try:
                # An answer that came costs a slot of the quota: it waits for a store that is away.
                await self._noted(self._store.keep(recorded, answer=answer, value=value, failure=failure))
            except StoreError:
                raise
            except Exception as error:
                # An answer that cannot be stored counts as a failure: it must not be requested again and again.
                log.exception("%s: the answer could not be kept", request.endpoint)
                failure = Failure(FailureKind.UNREADABLE, type(error).__name__)
                await self._write(recorded, answer=None, value=None, failure=failure)
        except (StoreError, LookupError) as error:
            log.error("the answer of %s could not be stored: %s", request.endpoint, error)
        self._notify(self.statuses, self._write_trouble)

    async def _write(self, change: Callable[Concatenate[Changes, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """`Store.write`; remembers its error for the status."""
        return await self._noted(self._store.write(change, *args, **kwargs))

    async def _noted(self, writing: Awaitable[T]) -> T:
        try:
            result = await writing
        except StoreError as error:
            self._write_trouble = error
            raise
        self._write_trouble = None
        return result

    def _seen(self, claim: Spend) -> None:
        writing = asyncio.ensure_future(self._store.write(lambda changes: changes.see(claim.claim_id, self._clock)))
        # A failed write shows again with the answer's own write.
        writing.add_done_callback(lambda done: done.cancelled() or done.exception())

    def _ended(self, under_way: UnderWay) -> None:
        self._running.remove(under_way)
        self._wakeup.set()

    def _progressed(self, under_way: UnderWay, size_bytes: int, total_bytes: int | None) -> None:
        """Note the progress of an answer, some times a second."""
        if under_way.is_long():
            self._seen(under_way.claim)
        if under_way.progressed(size_bytes, total_bytes):
            told = {want: with_progress(status, self._running) for want, status in self.statuses.items()}
            self._notify(told, self.trouble)

    def _notify(self, statuses: Mapping[Want, WantStatus], trouble: StoreError | None) -> None:
        if (statuses, trouble) != (self.statuses, self.trouble):
            self.statuses, self.trouble = statuses, trouble
            for call in self._subscribers:
                call()


def _is_of(claim: Spend, want: Want) -> bool:
    return claim.feed == want.feed and not claim.call_id
