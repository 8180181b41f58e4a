"""The report sender: the loop that sends each report of the outbox once and stores the outcome.

It never sends a report twice by itself: after a lost answer only the user may decide that.
"""

from __future__ import annotations

import asyncio
import logging

from tui.agora.client import Client
from tui.agora.errors import ApiError
from tui.clock import DateReading, ServerClock
from tui.collector.dates import reading_of
from tui.collector.wakeup import STORE_RETRY_S, wait_until
from tui.domain.records import MOST_QUEUED_S, Answer, Failure, FailureKind, Limits, Receipt, ReportState, Sending
from tui.store.api import Store
from tui.store.errors import StoreError

log = logging.getLogger(__name__)

# The longest wait of the program's end for a report on its way.
FINISH_S = 2.0


# Failures that mean that the server did not take the report.
REFUSALS = frozenset(
    {
        FailureKind.BAD_REQUEST,
        FailureKind.UNAUTHORIZED,
        FailureKind.FORBIDDEN,
        FailureKind.NOT_FOUND,
        FailureKind.OVER_LIMIT,
    }
)


def state_after(came: Answer[Receipt] | Failure) -> ReportState:
    """The state of a report after this answer.

    REFUSED only for a clear no, from the API itself or by HTTP. A fault of the server or of a proxy (by HTTP or in the
    body), silence and an unreadable answer leave open whether the server has the report: UNKNOWN.
    """
    if not isinstance(came, Failure):
        return ReportState.SENT
    if not came.arrived:
        return ReportState.DRAFT
    status = came.status or 0
    is_detour = 300 <= status < 400
    is_refusal = came.kind in REFUSALS and status < 500
    return ReportState.REFUSED if is_refusal or is_detour else ReportState.UNKNOWN


class ReportSender:
    """`by` is this process's name in the ledger; `limits` are those of reports."""

    def __init__(self, store: Store, client: Client, *, clock: ServerClock, by: str, limits: Limits) -> None:
        self._store = store
        self._client = client
        self._clock = clock
        self._by = by
        self._limits = limits
        self._wakeup = asyncio.Event()
        self._at_rest = asyncio.Event()
        self._at_rest.set()

    async def run(self) -> None:
        """Endless; ends by cancellation. A report on its way at that moment becomes UNKNOWN."""
        unsubscribe = self._store.subscribe(lambda topics: self._wake() if "reports" in topics else None)
        try:
            while True:
                self._wakeup.clear()
                self._at_rest.clear()
                try:
                    wait_until_ts = await self._step()
                except StoreError as error:
                    # The collector meets the same error and shows it.
                    log.warning("no report can be sent: %s", error)
                    wait_until_ts = self._clock.now() + STORE_RETRY_S
                if wait_until_ts > self._clock.now() and not self._wakeup.is_set():
                    self._at_rest.set()
                await wait_until(self._clock, wait_until_ts, self._wakeup)
        finally:
            unsubscribe()
            self._at_rest.set()

    async def finish(self) -> None:
        """Wait until no report is queued or on its way, FINISH_S at most."""
        try:
            async with asyncio.timeout(FINISH_S):
                await self._at_rest.wait()
        except TimeoutError:
            log.warning("the program ends before it is known what became of a report")

    def _wake(self) -> None:
        self._at_rest.clear()
        self._wakeup.set()

    async def _step(self) -> float:
        """Send one report, if there is one; returns the time of the next look."""
        due_ts = await self._store.read(lambda snapshot: snapshot.report_due_ts())
        if due_ts > self._clock.now():
            return due_ts
        claimed = await self._store.write_to_disk(
            lambda changes: changes.claim_report(limits=self._limits, clock=self._clock, by=self._by)
        )
        if isinstance(claimed, Sending):
            await self._send(claimed)
        elif claimed is not None:
            # A report without a slot for that long is given up.
            return min(claimed, self._clock.now() + MOST_QUEUED_S)
        return self._clock.now()

    async def _send(self, sending: Sending) -> None:
        came: Answer[Receipt] | Failure
        try:
            came = await self._client.report(sending.report)
        except ApiError as error:
            log.warning("report: %s", error)
            came = error.failure
        except asyncio.CancelledError:
            await self._settle(sending, Failure(FailureKind.UNANSWERED), None)
            raise
        except Exception as error:
            # A bug must not end the loop, and leaves open whether the server has the report.
            log.exception("report: unexpected")
            came = Failure(FailureKind.UNREADABLE, type(error).__name__)
        reading = reading_of(came, self._clock)
        while not await self._settle(sending, came, reading):
            await self._clock.sleep(STORE_RETRY_S)

    async def _settle(self, sending: Sending, came: Answer[Receipt] | Failure, reading: DateReading | None) -> bool:
        """False where the store refuses the write now."""
        try:
            await self._store.write_to_disk(
                lambda changes: changes.settle_report(
                    sending, came, state_after(came), clock=self._clock, reading=reading
                )
            )
        except StoreError as error:
            log.error("what became of a report could not be stored: %s", error)
            return False
        except LookupError as error:
            log.error("what became of a report could not be stored: %s", error)
        return True
