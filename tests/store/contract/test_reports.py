"""The outbox: what was typed is kept, what is sent is claimed once, and nothing is sent twice without asking."""

from __future__ import annotations

import asyncio
import math

import pytest
from msgspec.structs import replace

from tests.manual_clock import ManualClock
from tests.store.contract.conftest import Opener
from tests.store.worlds import T0
from tui.clock import ServerClock
from tui.domain.account import TIMEOUT_S
from tui.domain.records import (
    MOST_QUEUED_S,
    Answer,
    Failure,
    FailureKind,
    KeptReport,
    Limits,
    Receipt,
    Remainder,
    Report,
    ReportDraft,
    ReportState,
    Sending,
)
from tui.store.api import Store
from tui.store.errors import MayHaveArrivedError

REPORT = Report("room", 1, 2, 2, T0, 4, "video froze")
DRAFT = ReportDraft("room", "1", "2", "2", str(T0), 4, "video froze")
YES = Answer(Receipt(200, "ok"), Remainder(), None, 200, 20, 5.0)


class Desk:
    """A process that writes and sends reports."""

    def __init__(self, store: Store, by: str = "me:1") -> None:
        self.store = store
        self.box = ManualClock(T0)
        self.clock = ServerClock(self.box)
        self.by = by

    async def keep(
        self, draft: ReportDraft = DRAFT, report_id: int | None = None, state: ReportState = ReportState.DRAFT
    ) -> KeptReport:
        now_ts = self.clock.now()
        return await self.store.write_to_disk(
            lambda changes: changes.keep_draft(draft, report_id=report_id, state=state, now_ts=now_ts, by=self.by)
        )

    async def queue(
        self, report: Report = REPORT, report_id: int | None = None, asked: ReportState | None = None
    ) -> KeptReport:
        now_ts = self.clock.now()
        return await self.store.write_to_disk(
            lambda changes: changes.queue_report(
                DRAFT, report, report_id=report_id, asked=asked, now_ts=now_ts, by=self.by
            )
        )

    async def claim(self, limits: Limits | None = None) -> Sending | float | None:
        limits = limits or Limits()
        return await self.store.write_to_disk(
            lambda changes: changes.claim_report(limits=limits, clock=self.clock, by=self.by)
        )

    async def sending(self) -> Sending:
        claim = await self.claim()
        assert isinstance(claim, Sending)
        return claim

    async def settle(self, sending: Sending, came: Answer[Receipt] | Failure, state: ReportState) -> None:
        await self.store.write_to_disk(
            lambda changes: changes.settle_report(sending, came, state, clock=self.clock, reading=None)
        )

    async def read(self, report_id: int) -> KeptReport:
        kept = await self.store.read(lambda snapshot: snapshot.report(report_id))
        assert kept is not None
        return kept

    async def due_ts(self) -> float:
        return await self.store.read(lambda snapshot: snapshot.report_due_ts())


@pytest.fixture
def desk(store: Store) -> Desk:
    return Desk(store)


async def test_a_draft_is_rewritten_in_its_place_and_read_as_it_was_typed(desk: Desk) -> None:
    heard: list[frozenset[str]] = []
    desk.store.subscribe(heard.append)
    kept = await desk.keep()
    assert kept == KeptReport(kept.report_id, DRAFT, None, ReportState.DRAFT, desk.clock.now(), "me:1")
    again = await desk.keep(replace(DRAFT, comments="半"), kept.report_id)
    assert await desk.keep(replace(DRAFT, comments="半"), kept.report_id) == again
    assert again.report_id == kept.report_id
    assert await desk.read(kept.report_id) == again
    assert heard == [{"reports"}] * 2
    assert await desk.store.read(lambda snapshot: snapshot.report(99)) is None


async def test_a_report_is_claimed_once_however_many_send_at_once(opened: Opener) -> None:
    desks = [Desk(opened(), f"box:{number}") for number in range(4)]
    kept = await desks[0].queue()
    claims = await asyncio.gather(*(one.claim() for one in desks for _ in range(3)))
    (sending,) = [claim for claim in claims if isinstance(claim, Sending)]
    assert [claim for claim in claims if claim is not None] == [sending]
    assert (sending.report, sending.kept.report_id, sending.kept.state) == (REPORT, kept.report_id, ReportState.SENDING)


async def test_the_oldest_is_sent_first_and_waits_for_a_slot(desk: Desk) -> None:
    assert await desk.claim() is None
    assert await desk.due_ts() == math.inf
    first = await desk.queue()
    await desk.queue(replace(REPORT, ts=T0 + 1))
    assert await desk.due_ts() == 0.0
    limits = Limits(per_minute=1)
    sending = await desk.claim(limits)
    assert isinstance(sending, Sending)
    assert sending.kept.report_id == first.report_id
    free_ts = await desk.claim(limits)
    assert isinstance(free_ts, float)
    assert free_ts > desk.clock.now()


async def test_what_arrived_is_sent_for_good_and_the_same_is_not_sent_again_without_asking(desk: Desk) -> None:
    kept = await desk.queue()
    await desk.settle(await desk.sending(), YES, ReportState.SENT)
    sent = await desk.read(kept.report_id)
    assert (sent.state, sent.receipt, sent.failure) == (ReportState.SENT, Receipt(200, "ok"), None)
    with pytest.raises(MayHaveArrivedError) as caught:
        await desk.queue()
    assert caught.value.kept == sent
    again = await desk.queue(asked=ReportState.SENT)
    assert again.report_id != kept.report_id
    assert (await desk.keep(replace(DRAFT, comments="more"), kept.report_id)).report_id != kept.report_id
    assert await desk.read(kept.report_id) == sent
    assert not await desk.store.write(lambda changes: changes.discard_report(kept.report_id))


async def test_one_that_is_on_its_way_is_neither_queued_twice_nor_rewritten_nor_discarded(desk: Desk) -> None:
    kept = await desk.queue()
    assert await desk.queue() == kept
    assert await desk.queue(report_id=kept.report_id) == kept
    await desk.sending()
    assert (await desk.queue(report_id=kept.report_id)).state is ReportState.SENDING
    assert (await desk.keep(replace(DRAFT, comments="more"), kept.report_id)).report_id != kept.report_id
    assert not await desk.store.write(lambda changes: changes.discard_report(kept.report_id))


async def test_a_refusal_is_kept_with_its_reason_and_may_be_sent_again_or_discarded(desk: Desk) -> None:
    kept = await desk.queue()
    refusal = Failure(FailureKind.BAD_REQUEST, "teacher_uid", status=400)
    await desk.settle(await desk.sending(), refusal, ReportState.REFUSED)
    refused = await desk.read(kept.report_id)
    assert (refused.state, refused.failure) == (ReportState.REFUSED, refusal)
    again = await desk.queue(report_id=kept.report_id)
    assert (again.report_id, again.state, again.failure) == (kept.report_id, ReportState.QUEUED, None)
    await desk.settle(await desk.sending(), refusal, ReportState.REFUSED)
    assert await desk.store.write(lambda changes: changes.discard_report(kept.report_id))
    assert not await desk.store.write(lambda changes: changes.discard_report(kept.report_id))


async def test_one_whose_sender_died_is_unknown_after_a_minute_and_known_when_the_answer_comes_late(desk: Desk) -> None:
    kept = await desk.queue()
    sending = await desk.sending()
    assert await desk.due_ts() == pytest.approx(sending.claim.claimed_ts + TIMEOUT_S)
    desk.box.advance(TIMEOUT_S + 1)
    assert await desk.claim() is None
    unknown = await desk.read(kept.report_id)
    assert (unknown.state, unknown.failure) == (ReportState.UNKNOWN, Failure(FailureKind.UNANSWERED))
    assert (await desk.keep(replace(DRAFT, comments="more"), kept.report_id)).state is ReportState.UNKNOWN
    with pytest.raises(MayHaveArrivedError):
        await desk.queue(report_id=kept.report_id)
    await desk.settle(sending, YES, ReportState.SENT)
    assert (await desk.read(kept.report_id)).state is ReportState.SENT


async def test_one_that_waited_too_long_is_a_draft_again(desk: Desk) -> None:
    kept = await desk.queue()
    desk.box.advance(MOST_QUEUED_S + 1)
    assert await desk.claim() is None
    late = await desk.read(kept.report_id)
    assert (late.state, late.failure) == (ReportState.DRAFT, Failure(FailureKind.NOT_SENT, arrived=False))
    assert late.is_unsent
    assert await desk.store.read(lambda snapshot: snapshot.unsent_reports()) == 1


async def test_the_last_reports_are_told_those_that_changed_last_first(desk: Desk) -> None:
    ids = []
    for number in range(3):
        ids.append((await desk.keep(replace(DRAFT, comments=str(number)))).report_id)
        desk.box.advance(1)
    await desk.keep(replace(DRAFT, comments="anew"), ids[0])
    found = await desk.store.read(lambda snapshot: snapshot.reports(2))
    assert [kept.report_id for kept in found] == [ids[0], ids[2]]
    assert await desk.store.read(lambda snapshot: snapshot.unread_reports()) == 0


async def test_a_claim_that_is_not_in_the_ledger_cannot_be_settled(desk: Desk) -> None:
    await desk.queue()
    sending = await desk.sending()
    gone = replace(sending, claim=replace(sending.claim, claim_id=99))
    with pytest.raises(LookupError):
        await desk.settle(gone, YES, ReportState.SENT)


async def test_a_ticket_that_left_stays_so_until_another_text_is_typed(store: Store) -> None:
    desk = Desk(store)
    ticket = ReportDraft("room", time=str(T0), comments="froze", is_ticket=True, call_id="c1", end=str(T0 + 60))
    kept = await desk.keep(ticket)
    for state in (ReportState.COPIED, ReportState.SAVED):
        left = await desk.keep(ticket, kept.report_id, state)
        assert left == await store.read(lambda snapshot: snapshot.report(kept.report_id))
        assert (left.state, left.draft, left.is_unsent, left.is_locked) == (state, ticket, False, False)
        assert (await desk.keep(ticket, kept.report_id)).state is state
    assert await store.read(lambda snapshot: snapshot.unsent_reports()) == 0
    typed = await desk.keep(replace(ticket, comments="froze twice"), kept.report_id)
    assert (typed.report_id, typed.state) == (kept.report_id, ReportState.DRAFT)
    left = await desk.keep(ticket, state=ReportState.COPIED)
    assert left.report_id != kept.report_id
    assert await store.write(lambda changes: changes.discard_report(left.report_id))
