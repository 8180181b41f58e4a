"""Asking: the requests of a screen, within quota, before its content is read."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from tui.analysis.calls.asking import call_wants
from tui.analysis.calls.by_session import of_interest
from tui.analysis.calls.known import reachable
from tui.analysis.feeds.background import channels_wants, live_wants
from tui.analysis.feeds.insights import usage_wants
from tui.cli.feed import CollectedFeed
from tui.cli.settings import Settings
from tui.cli.show.content import ShownContent
from tui.clock import ServerClock
from tui.domain.edition import Yields
from tui.domain.records import DAY, ENDED, Failure, Want, WantState
from tui.queries.call_data import CallQuery, read_call_data
from tui.store.api import Snapshot, Store

# A request that the quota lets leave later than that is not waited for.
PATIENCE_S = 90.0


class Asking:
    """`by` is this process's name in the ledger."""

    def __init__(self, store: Store, settings: Settings, clock: ServerClock, *, by: str) -> None:
        self._store, self._settings, self._clock = store, settings, clock
        self._feed = CollectedFeed.of(settings, store, clock, by=by)

    async def ask(self, what: str, reader: ShownContent, argument: str) -> tuple[Failure, ...]:
        """Until everything due has been answered, or has failed; returns the failures, each kind once."""
        now_ts, asked = self._clock.now(), dict[Want, None]()
        changed = asyncio.Event()
        self._feed.on_status(changed.set)
        at_work = asyncio.create_task(self._feed.run())

        async def following() -> Sequence[Want]:
            """Those that were not asked for. The users of a call tell which curves there are."""
            if what == "call":
                wants: Sequence[Want] = await self._store.read(self._of_call, argument, now_ts)
            else:
                wants = self._wants(what, reader)
            return [want for want in wants if want not in asked]

        try:
            async with asyncio.timeout(PATIENCE_S):
                while not at_work.done() and (wants := await following()):
                    asked.update(dict.fromkeys(wants))
                    self._feed.submit(wants)
                    while not at_work.done() and not self._is_over(wants):
                        changed.clear()
                        news = asyncio.ensure_future(changed.wait())
                        await asyncio.wait({at_work, news}, return_when="FIRST_COMPLETED")
        except TimeoutError:
            pass
        finally:
            at_work.cancel()
            await asyncio.wait({at_work})
            await self._feed.close()
        if not at_work.cancelled() and (error := at_work.exception()) is not None:
            raise error
        known = [self._feed.statuses[want] for want in asked if want in self._feed.statuses]
        failures = {status.failure.kind: status.failure for status in known if status.failure is not None}
        return tuple(failures.values())

    def _is_over(self, wants: Sequence[Want]) -> bool:
        """A want on demand has ended; of the others, none is due or under way."""
        statuses = self._feed.statuses
        return all(
            (status := statuses.get(want)) is not None
            and (status.state in ENDED or (want.window is None and status.state is WantState.WAITING))
            for want in wants
        )

    def _of_call(self, snapshot: Snapshot, call_id: str, now_ts: float) -> tuple[Want, ...]:
        """Its users and their curves; nothing of a call that the store does not know."""
        query = CallQuery(self._settings.edition, call_id, now_ts, now_ts, False, self._settings.thresholds)
        if (data := read_call_data(snapshot, query)) is None:
            return ()
        sessions = of_interest([one.session for one in data.standings], ())
        return call_wants(query.edition, data.call, query.now_ts, end_ts=data.end_ts, sessions=sessions, told=data.told)

    def _wants(self, what: str, reader: ShownContent) -> tuple[Want, ...]:
        edition, now_ts = self._settings.edition, self._clock.now()
        if what in ("live", "xla"):
            return live_wants(edition)
        if what == "diagnosis":
            return (Want(edition.diagnosis.name),)
        if what == "usage":
            return usage_wants(edition, DAY, "") if edition.insights else (Want(edition.usage.name),)
        if what == "channels":
            return channels_wants(edition, self._settings.remembered.watched)
        if what in ("calls", "findings"):
            # The curves of every call would cost more than a day's quota: `show call ID --ask` asks for those of one.
            has_diagnoses = what == "findings" and edition.has(Yields.DIAGNOSES)
            wants = [Want(edition.diagnosis.name)] if has_diagnoses else []
            if (window := reachable(edition.call_lists, reader.calls_window, now_ts)) is not None:
                wants.append(Want(edition.call_lists.name, reader.scope.channel or "", window=window))
            return tuple(wants)
        return ()
