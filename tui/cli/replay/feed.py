"""The feed of a replay: wants stand as their last requests left them then; none is ever sent."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping

from tui.clock import ReplayClock
from tui.domain.records import Failure, FeedKey, LastAttempt, Limits, Report, Want, WantState, WantStatus
from tui.monitor.alarm import Alarm
from tui.store.api import Store
from tui.store.errors import StoreError


class ReplayFeed:
    """`statuses` are those of the moment: a failure of the last request, no request to come."""

    trouble: StoreError | None = None
    app_id = ""

    def __init__(self, store: Store, clock: ReplayClock, limits: Mapping[str, Limits]) -> None:
        self.store, self.limits = store, limits
        self._clock = clock
        self._wants: tuple[Want, ...] = ()
        self._turns: Mapping[FeedKey, LastAttempt] = {}
        self._changed = asyncio.Event()
        self._tell: Callable[[], None] = lambda: None

    @property
    def statuses(self) -> Mapping[Want, WantStatus]:
        return {want: self._status(want) for want in self._wants}

    def _status(self, want: Want) -> WantStatus:
        if want.window is not None:
            return WantStatus(want, WantState.DONE)
        turn = self._turns.get(want.feed)
        failure = None
        if turn is not None and turn.last.failure is not None:
            failure = Failure(turn.last.failure, turn.last.detail, turn.last.status)
        return WantStatus(want, WantState.WAITING, failure=failure)

    def submit(self, wants: Iterable[Want]) -> None:
        self._wants = tuple(wants)

    def refresh(self) -> None:
        """Nothing is asked."""

    def cancel(self, want: Want) -> None:
        """Nothing is under way."""

    def on_status(self, call: Callable[[], None]) -> None:
        self._tell = call

    def on_alarm(self, call: Callable[[Alarm], object]) -> None:
        """The alarms of the moment are those of the store."""

    def report_body(self, report: Report) -> str:
        return ""

    async def run(self) -> None:
        """Follow the requests of then."""
        unsubscribe = self.store.subscribe(self._store_changed)
        try:
            while True:
                self._changed.clear()
                self._turns = await self.store.read(lambda snapshot: snapshot.turns())
                self._tell()
                await self._changed.wait()
        finally:
            unsubscribe()

    def _store_changed(self, topics: frozenset[str]) -> None:
        if "ledger" in topics:
            self._changed.set()

    async def finish(self) -> None:
        """Nothing is leaving."""

    async def close(self) -> None:
        """The store is closed by its opener."""
