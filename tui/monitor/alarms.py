"""Alarms: the task that judges the rules of one project and has its notifiers told, with or without a screen.

    news of the store, or a minute ─▶ judge_all ─▶ Changes.judge         one of several processes is in time
                                  └─▶ due, for each notifier ─▶ claim ─▶ tell ─▶ settle

Each notifier is told by a task of its own: one that hangs keeps no other waiting. A delivery is claimed on disk before
anybody is told. A process that ends between the two leaves a claim without an outcome: it is given up as lost.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from functools import partial

from msgspec import Struct
from msgspec.structs import replace

from tui.clock import Clock
from tui.collector.wakeup import STORE_RETRY_S, wait_until
from tui.domain.records import (
    HOUR,
    AlarmNotice,
    Delivery,
    DeliveryState,
    Judgement,
    Notifier,
    Reply,
)
from tui.monitor.evidence import UNJUDGED_S, JudgedProject, judge_all
from tui.monitor.noticing import notice_of
from tui.monitor.telling import CLAIM_S, DueEvent, due, pause_s
from tui.store.api import Changes, Snapshot, Store
from tui.store.errors import StoreError

log = logging.getLogger(__name__)

# Interval of looks without news: time alone makes a feed dead, a reminder due, a claim lost.
LOOK_S = 15.0
# No process has judged a rule for so long: it is removed, or its process is gone.
DROP_S = HOUR
# The past alarms that may still have something to tell.
MOST_PAST = 200
# A notifier that answers later than this has failed.
TELL_S = 60.0
# The judgements of another process may come first so often in a row.
TRIES = 3


class Origin(Struct, frozen=True):
    """The project's part of a notice. `command` are the words that open it."""

    project: str = ""
    profile: str = ""
    command: tuple[str, ...] = ("scry",)


class Found(Struct, frozen=True):
    """The events due to each notifier; `has_lost`: a claim has lost its process."""

    due: Mapping[str, Sequence[DueEvent]]
    has_lost: bool


class Alarming:
    """`ground` gives the rules and the watched channels of the moment; `by` is this process's name in the store."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        ground: Callable[[], JudgedProject],
        *,
        by: str,
        notifiers: Sequence[Notifier] = (),
        origin: Origin | None = None,
    ) -> None:
        self._store = store
        self._clock = clock
        self._ground = ground
        self._by = by
        self._notifiers = {each.key: each for each in notifiers}
        self._origin = origin or Origin()
        self._telling: dict[str, asyncio.Task[None]] = {}
        self._under_way: set[int] = set()
        self._poke = asyncio.Event()
        self._known = False

    async def run(self) -> None:
        """Endless; ends by cancellation."""
        unsubscribe = self._store.subscribe(self._store_changed)
        dropped_s = 0.0
        try:
            while True:
                self._poke.clear()
                pause_s = LOOK_S
                try:
                    await self.judge()
                    if not dropped_s or self._clock.elapsed() - dropped_s > UNJUDGED_S:
                        await self.drop()
                        dropped_s = self._clock.elapsed()
                    await self.tell()
                except StoreError as error:
                    log.warning("the alarms could not use the store: %s", error)
                    pause_s = STORE_RETRY_S
                await wait_until(self._clock, self._clock.now() + pause_s, self._poke)
        finally:
            unsubscribe()
            for task in self._telling.values():
                task.cancel()

    def _store_changed(self, topics: frozenset[str]) -> None:
        if any(topic.startswith("series:") or topic in ("diagnoses", "alarms", "reports") for topic in topics):
            self._poke.set()

    # -- judge

    async def judge(self) -> None:
        """Judge all that is new. Raises StoreError."""
        for _ in range(TRIES):
            judgements = await self._store.read(judge_all, self._ground(), self._clock.now())
            if not judgements or not await self._store.write(_put, judgements):
                return

    async def drop(self) -> None:
        """Close the alarms of rules that no process has judged for an hour. Raises StoreError."""
        now_ts = self._clock.now()
        await self._store.write(lambda changes: changes.drop_alarms(now_ts - DROP_S, now_ts=now_ts))

    # -- tell

    async def tell(self) -> None:
        """Begin to tell all that is due to the notifiers that are not being told already. Raises StoreError."""
        if not self._notifiers:
            return
        if not self._known:
            await self._store.write(lambda changes: changes.know_notifiers(list(self._notifiers)))
            self._known = True
        found = await self._store.read(self._find)
        if found.has_lost:
            now_ts = self._clock.now()
            count = await self._store.write(
                lambda changes: changes.give_up_deliveries(
                    now_ts - CLAIM_S, now_ts=now_ts, under_way=frozenset(self._under_way)
                )
            )
            log.warning("tellings without an outcome, since their process ended: %d", count)
        for key, events in found.due.items():
            task = self._telling.get(key)
            if task is not None and task.done():
                task.result()
            if events and (task is None or task.done()):
                self._telling[key] = asyncio.create_task(self._tell_all(self._notifiers[key], events))

    def _find(self, snapshot: Snapshot) -> Found:
        now_ts = self._clock.now()
        alarms = snapshot.alarms(len(snapshot.alarms(0)) + MOST_PAST)
        deliveries = snapshot.deliveries([each.alarm_id for each in alarms])
        known = snapshot.notifiers()
        find = partial(
            due,
            alarms,
            deliveries,
            rules={rule.name: rule for rule in self._ground().rules},
            # Also those of the past: an alarm that was over in one is no news after it.
            silences=snapshot.silences(0.0),
            now_ts=now_ts,
        )
        has_lost = any(
            each.state is DeliveryState.CLAIMED
            and abs(now_ts - each.claimed_ts) > CLAIM_S
            and each.delivery_id not in self._under_way
            for each in deliveries
        )
        return Found(
            {
                key: tuple(find(key, each.terms, after_alarm_id=known.get(key, 0)))
                for key, each in self._notifiers.items()
            },
            has_lost,
        )

    async def _tell_all(self, notifier: Notifier, events: Sequence[DueEvent]) -> None:
        """In their order; a store that fails ends it, and the next look begins it again."""
        try:
            for event in events:
                await self._tell(notifier, event)
        except StoreError as error:
            log.warning("%s was not told: %s", notifier.key, error)
        # The end of an alarm may have waited for the telling of its begin.
        self._poke.set()

    async def _tell(self, notifier: Notifier, event: DueEvent) -> None:
        claim = await self._store.write_to_disk(
            lambda changes: changes.claim_delivery(
                event.alarm.alarm_id, notifier.key, event.event, event.turn, now_ts=self._clock.now(), by=self._by
            )
        )
        if claim is None:
            return
        # The server's clock may leap while the notifier is at work: the telling is no lost one for that.
        self._under_way.add(claim.delivery_id)
        try:
            await self._send(notifier, event, claim)
        finally:
            self._under_way.discard(claim.delivery_id)

    async def _send(self, notifier: Notifier, event: DueEvent, claim: Delivery) -> None:
        notice = await self._store.read(self._notice, event)
        reply = await _reply_of(notifier, notice)
        if not reply.is_sent:
            log.warning("%s was not told of %s: %s", notifier.key, event.alarm.rule, reply.detail)
        pause = None if reply.is_final else pause_s(claim.attempts)
        now_ts = self._clock.now()
        await self._store.write(
            lambda changes: changes.settle_delivery(
                claim.delivery_id, reply, now_ts=now_ts, next_ts=None if pause is None else now_ts + pause
            )
        )

    def _notice(self, snapshot: Snapshot, event: DueEvent) -> AlarmNotice:
        # The alarm as it is now: somebody may have acknowledged it, and its worst value may be another one.
        alarm = snapshot.alarm(event.alarm.alarm_id) or event.alarm
        of = self._origin
        return notice_of(
            snapshot,
            replace(event, alarm=alarm),
            project=of.project,
            profile=of.profile,
            command=of.command,
            now_ts=self._clock.now(),
        )

    async def finish(self) -> None:
        """Let those that are being told answer, and tell nobody anew."""
        self._notifiers = {}
        await self.told()

    async def told(self) -> None:
        """Wait until every notifier that is being told has answered."""
        await asyncio.gather(*self._telling.values())


def _put(changes: Changes, judgements: Sequence[Judgement]) -> tuple[Judgement, ...]:
    return changes.judge(judgements)


async def _reply_of(notifier: Notifier, notice: AlarmNotice) -> Reply:
    try:
        async with asyncio.timeout(TELL_S):
            return await notifier.tell(notice)
    except TimeoutError:
        return Reply(is_sent=False, detail=f"no answer within {TELL_S:g} s")
    except Exception as error:
        # One notifier's mistake is not the others' silence.
        log.exception("%s failed", notifier.key)
        return Reply(is_sent=False, detail=type(error).__name__)
