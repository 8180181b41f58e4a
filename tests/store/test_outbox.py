"""The outbox, and sending: what becomes of a report, step by step, whoever takes the step."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterable

import pytest
from msgspec.structs import replace

from tests.manual_clock import ManualClock
from tests.store.worlds import PROJECT, T0, open_store
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
from tui.store.errors import MayHaveArrivedError
from tui.store.rows import ledger, outbox
from tui.store.rows.changed import changed_since
from tui.store.rows.sending import claim_next, due_at, give_up_lost, settle
from tui.store.sqlite.changes import SqliteChanges
from tui.store.sqlite.database import SqliteStore
from tui.store.sqlite.snapshot import SqliteSnapshot

DRAFT = ReportDraft("数学-3班", "44361248", "83817682", "83817682", str(T0), 1, "视频卡顿")
REPORT = Report("数学-3班", 44361248, 83817682, 83817682, T0, 1, "视频卡顿")
OTHER = ReportDraft("数学-3班", "44361248", "838", "", "14:0", 4, "not yet")
YES: Answer[Receipt] = Answer(Receipt(200, "thanks"), Remainder(), None, 200, 27, 80.0)
REFUSED = Failure(FailureKind.BAD_REQUEST, "invalid parameter: cname", 400, 400)
OFFLINE = Failure(FailureKind.UNREACHABLE, "no route", arrived=False)
SILENCE = Failure(FailureKind.TIMEOUT, "silent for 20 s")
CAME: dict[ReportState, Answer[Receipt] | Failure] = {
    ReportState.SENT: YES,
    ReportState.REFUSED: REFUSED,
    ReportState.DRAFT: OFFLINE,
    ReportState.UNKNOWN: SILENCE,
}
TEN_A_SECOND = Limits(per_second=10)
STATES = list(ReportState)
OF_TICKETS = (ReportState.COPIED, ReportState.SAVED)


class Desk:
    """Somebody who writes reports and has them sent, on one project of one store."""

    def __init__(self, connection: sqlite3.Connection, project_id: int = PROJECT) -> None:
        self.connection = connection
        self.project_id = project_id
        self.box = ManualClock(T0)
        self.clock = ServerClock(self.box)

    def keep(
        self, draft: ReportDraft = DRAFT, report_id: int | None = None, state: ReportState = ReportState.DRAFT
    ) -> int:
        kept = outbox.keep_draft(
            self.connection,
            self.project_id,
            draft,
            report_id=report_id,
            state=state,
            now_ts=self.clock.now(),
            by="alice:1",
        )
        assert kept == self.read(kept.report_id)
        return kept.report_id

    def queue(self, report_id: int | None = None, *, asked: ReportState | None = None, report: Report = REPORT) -> int:
        kept = outbox.queue(
            self.connection,
            self.project_id,
            DRAFT,
            report,
            report_id=report_id,
            asked=asked,
            now_ts=self.clock.now(),
            by="alice:1",
        )
        assert kept == self.read(kept.report_id)
        return kept.report_id

    def claim(self, by: str = "bob:2", limits: Limits = TEN_A_SECOND) -> Sending | float | None:
        return claim_next(self.connection, self.project_id, limits=limits, clock=self.clock, by=by)

    def sending(self, by: str = "bob:2") -> Sending:
        """A claim that must be granted."""
        claimed = self.claim(by)
        assert isinstance(claimed, Sending)
        return claimed

    def settle(self, sending: Sending, state: ReportState) -> None:
        settle(self.connection, self.project_id, sending, CAME[state], state, clock=self.clock, reading=None)

    def give_up(self, after_s: float) -> None:
        self.box.advance(after_s)
        give_up_lost(self.connection, self.project_id, self.clock.now())

    def one_that_is(self, state: ReportState) -> int:
        """A report brought to that state, on its usual way."""
        if state is ReportState.DRAFT:
            return self.keep()
        if state in OF_TICKETS:
            return self.keep(state=state)
        report_id = self.queue()
        if state is not ReportState.QUEUED:
            sending = self.sending()
            if state is not ReportState.SENDING:
                self.settle(sending, state)
        return report_id

    def read(self, report_id: int) -> KeptReport:
        kept = outbox.read_report(self.connection, self.project_id, report_id)
        assert kept is not None
        return kept

    def all(self) -> tuple[KeptReport, ...]:
        return outbox.read_reports(self.connection, self.project_id, 100)

    def news(self) -> int:
        """The number of the newest change of the reports."""
        return changed_since(self.connection, self.project_id, 0).get("reports", 0)


@pytest.fixture
def desk(connection: sqlite3.Connection) -> Desk:
    return Desk(connection)


# -- writing


@pytest.mark.parametrize(
    "draft",
    [ReportDraft(), DRAFT, OTHER, replace(DRAFT, comments="a\nb\x00\x1b[2J\udcff [/] 👩‍👩‍👧"), replace(DRAFT, type=9)],
)
def test_what_was_typed_is_kept_letter_by_letter(desk: Desk, draft: ReportDraft) -> None:
    report_id = desk.keep(draft)
    assert desk.read(report_id) == KeptReport(report_id, draft, None, ReportState.DRAFT, T0, "alice:1")


def test_a_draft_that_is_typed_on_stays_one_row(desk: Desk) -> None:
    report_id = desk.keep(OTHER)
    desk.box.advance(7)
    assert desk.keep(DRAFT, report_id) == report_id
    assert desk.all() == (KeptReport(report_id, DRAFT, None, ReportState.DRAFT, T0 + 7, "alice:1"),)


@pytest.mark.parametrize("state", [ReportState.QUEUED, ReportState.SENDING, ReportState.SENT])
def test_what_is_on_its_way_or_sent_is_never_a_draft_again(desk: Desk, state: ReportState) -> None:
    report_id = desk.one_that_is(state)
    before = desk.read(report_id)
    another_id = desk.keep(OTHER, report_id)
    assert desk.read(report_id) == before
    assert desk.read(another_id).draft == OTHER


def test_a_refused_one_that_is_typed_anew_is_a_draft_of_which_nothing_was_said(desk: Desk) -> None:
    report_id = desk.one_that_is(ReportState.REFUSED)
    desk.keep(OTHER, report_id)
    assert desk.read(report_id) == KeptReport(report_id, OTHER, None, ReportState.DRAFT, T0, "alice:1")


def test_an_unknown_one_is_unknown_whatever_is_typed(desk: Desk) -> None:
    """As a draft it would be sent again without a question."""
    report_id = desk.one_that_is(ReportState.UNKNOWN)
    desk.keep(OTHER, report_id)
    kept = desk.read(report_id)
    assert (kept.state, kept.draft, kept.report, kept.failure) == (ReportState.UNKNOWN, OTHER, REPORT, SILENCE)
    with pytest.raises(MayHaveArrivedError):
        desk.queue(report_id)


@pytest.mark.parametrize("state", [ReportState.DRAFT, ReportState.REFUSED, ReportState.UNKNOWN])
def test_where_nothing_new_was_typed_nothing_changes(desk: Desk, state: ReportState) -> None:
    report_id = desk.one_that_is(state)
    before, news = desk.read(report_id), desk.news()
    desk.box.advance(60)
    assert desk.keep(DRAFT, report_id) == report_id
    assert (desk.read(report_id), desk.news()) == (before, news)


def test_what_was_discarded_elsewhere_meanwhile_is_kept_as_a_new_one(desk: Desk) -> None:
    report_id = desk.keep(OTHER)
    outbox.discard(desk.connection, PROJECT, report_id)
    assert desk.read(desk.keep(DRAFT, report_id)).draft == DRAFT
    assert desk.queue(report_id) not in (report_id, desk.all()[-1].report_id)


@pytest.mark.parametrize("state", STATES)
def test_only_what_is_neither_on_its_way_nor_sent_can_be_discarded(desk: Desk, state: ReportState) -> None:
    report_id = desk.one_that_is(state)
    gone = outbox.discard(desk.connection, PROJECT, report_id)
    assert gone == (state in (ReportState.DRAFT, ReportState.REFUSED, ReportState.UNKNOWN, *OF_TICKETS))
    assert len(desk.all()) == 1 - gone
    assert not outbox.discard(desk.connection, PROJECT, 4711)


# -- the way of a report


@pytest.mark.parametrize("state", CAME)
def test_what_came_of_it_is_kept_in_the_servers_words(desk: Desk, state: ReportState) -> None:
    report_id = desk.queue(desk.keep())
    assert desk.read(report_id) == KeptReport(report_id, DRAFT, REPORT, ReportState.QUEUED, T0, "alice:1")
    desk.box.advance(1)
    sending = desk.sending()
    assert sending == Sending(desk.read(report_id), REPORT, sending.claim)
    assert desk.read(report_id) == KeptReport(report_id, DRAFT, REPORT, ReportState.SENDING, T0 + 1, "bob:2")
    desk.box.advance(1)
    desk.settle(sending, state)
    came = CAME[state]
    failure = came if isinstance(came, Failure) else None
    receipt = None if isinstance(came, Failure) else came.value
    assert desk.read(report_id) == KeptReport(report_id, DRAFT, REPORT, state, T0 + 2, "bob:2", failure, receipt)
    (spend,) = ledger.log(desk.connection, PROJECT, 9)
    assert (spend.endpoint, spend.answered_ts, spend.arrived) == ("report", T0 + 2, state is not ReportState.DRAFT)


def test_a_key_pressed_twice_sends_once(desk: Desk) -> None:
    report_id = desk.queue()
    assert desk.queue() == desk.queue(report_id) == report_id
    sending = desk.sending()
    assert desk.queue() == desk.queue(report_id, asked=ReportState.UNKNOWN) == report_id
    assert desk.claim() is None
    desk.settle(sending, ReportState.SENT)
    assert len(desk.all()) == 1


def test_two_that_say_something_else_are_two(desk: Desk) -> None:
    assert desk.queue() != desk.queue(report=replace(REPORT, type=2))


@pytest.mark.parametrize("state", [ReportState.SENT, ReportState.UNKNOWN])
def test_what_may_have_arrived_is_sent_again_only_where_somebody_was_asked(desk: Desk, state: ReportState) -> None:
    report_id = desk.one_that_is(state)
    before = desk.read(report_id)
    with pytest.raises(MayHaveArrivedError) as raised:
        desk.queue(report_id)
    assert raised.value.kept == before
    assert desk.claim() is None
    desk.queue(report_id, asked=state)
    assert desk.sending().report == REPORT


@pytest.mark.parametrize("state", [ReportState.SENT, ReportState.UNKNOWN])
@pytest.mark.parametrize("is_kept", [False, True])
def test_the_very_same_report_written_anew_is_sent_only_where_somebody_was_asked(
    desk: Desk, state: ReportState, is_kept: bool
) -> None:
    first_id = desk.one_that_is(state)
    second_id = desk.keep() if is_kept else None
    with pytest.raises(MayHaveArrivedError) as raised:
        desk.queue(second_id)
    assert raised.value.kept == desk.read(first_id)
    assert desk.claim() is None
    assert desk.queue(report=replace(REPORT, comments="something else"))
    queued_id = desk.queue(second_id, asked=state)
    assert (queued_id == first_id) == (state is ReportState.UNKNOWN and not is_kept)
    assert desk.read(queued_id).state is ReportState.QUEUED


def test_who_was_asked_about_an_unknown_one_was_not_asked_about_it_as_one_that_was_sent(desk: Desk) -> None:
    report_id = desk.queue()
    late = desk.sending()
    desk.give_up(TIMEOUT_S)
    desk.settle(late, ReportState.SENT)
    with pytest.raises(MayHaveArrivedError):
        desk.queue(report_id, asked=ReportState.UNKNOWN)
    assert len(desk.all()) == 1


def test_what_was_sent_stays_as_it_is_when_it_is_sent_again(desk: Desk) -> None:
    report_id = desk.one_that_is(ReportState.SENT)
    before = desk.read(report_id)
    assert desk.queue(report_id, asked=ReportState.SENT) != report_id
    assert desk.read(report_id) == before


@pytest.mark.parametrize("state", [ReportState.DRAFT, ReportState.REFUSED])
def test_what_certainly_did_not_arrive_is_sent_again_without_a_question(desk: Desk, state: ReportState) -> None:
    report_id = desk.queue()
    desk.settle(desk.sending(), state)
    assert desk.queue(report_id) == report_id
    kept = desk.sending().kept
    assert (kept.report_id, kept.failure) == (report_id, None)


def test_the_oldest_leaves_first(desk: Desk) -> None:
    reports = [replace(REPORT, ts=T0 + number) for number in range(5)]
    for report in reports:
        desk.queue(report=report)
    assert [desk.sending().report for _ in reports] == reports


def test_no_more_than_ten_leave_in_a_second(desk: Desk) -> None:
    for number in range(12):
        desk.queue(report=replace(REPORT, ts=number + 1))
    for _ in range(10):
        desk.settle(desk.sending(), ReportState.SENT)
    free_ts = desk.claim()
    assert isinstance(free_ts, float)
    assert 1.0 < free_ts - T0 < 1.1
    desk.box.advance(free_ts - T0)
    assert desk.sending().report.ts == 11


def test_a_limit_of_the_configuration_counts(desk: Desk) -> None:
    desk.queue()
    assert desk.claim(limits=Limits(per_second=0)) == float("inf")


# -- what nobody sends any more


def test_one_that_can_have_no_answer_any_more_is_unknown(desk: Desk) -> None:
    report_id = desk.queue()
    desk.sending()
    desk.give_up(TIMEOUT_S - 1)
    assert desk.read(report_id).state is ReportState.SENDING
    desk.give_up(1)
    kept = desk.read(report_id)
    assert (kept.state, kept.failure) == (ReportState.UNKNOWN, Failure(FailureKind.UNANSWERED))
    assert kept.changed_ts == T0 + TIMEOUT_S
    news = desk.news()
    desk.give_up(1)
    assert (desk.read(report_id), desk.news()) == (kept, news)


@pytest.mark.parametrize("state", [ReportState.SENT, ReportState.REFUSED])
def test_a_late_answer_still_tells_what_became_of_it(desk: Desk, state: ReportState) -> None:
    report_id = desk.queue()
    sending = desk.sending()
    desk.give_up(TIMEOUT_S)
    desk.settle(sending, state)
    assert desk.read(report_id).state is state


def test_a_late_answer_says_nothing_of_what_was_queued_since(desk: Desk) -> None:
    report_id = desk.queue()
    late = desk.sending()
    desk.give_up(TIMEOUT_S)
    desk.queue(report_id, asked=ReportState.UNKNOWN)
    desk.settle(late, ReportState.SENT)
    assert desk.read(report_id).state is ReportState.QUEUED
    desk.sending()
    desk.settle(late, ReportState.REFUSED)
    assert desk.read(report_id).state is ReportState.SENDING


def test_a_late_answer_to_what_was_discarded_is_no_error(desk: Desk) -> None:
    report_id = desk.queue()
    late = desk.sending()
    desk.give_up(TIMEOUT_S)
    outbox.discard(desk.connection, PROJECT, report_id)
    desk.settle(late, ReportState.SENT)
    assert desk.all() == ()


def test_a_claim_that_the_ledger_has_let_go_of_is_lost(desk: Desk) -> None:
    report_id = desk.queue()
    desk.sending()
    desk.connection.execute("DELETE FROM ledger")
    desk.give_up(0)
    assert desk.read(report_id).state is ReportState.UNKNOWN


def test_nobody_sends_hours_later_what_was_left_behind(desk: Desk) -> None:
    report_id = desk.queue()
    desk.give_up(MOST_QUEUED_S - 1)
    assert desk.read(report_id).state is ReportState.QUEUED
    desk.box.advance(1)
    assert desk.claim() is None, "before a slot is taken for it, it is given up"
    kept = desk.read(report_id)
    assert (kept.state, kept.report) == (ReportState.DRAFT, REPORT)
    assert kept.failure == Failure(FailureKind.NOT_SENT, arrived=False)
    assert ledger.log(desk.connection, PROJECT, 9) == ()
    assert desk.queue(report_id) == desk.sending().kept.report_id == report_id


def test_it_is_said_when_there_is_something_to_do(desk: Desk) -> None:
    def due_s() -> float:
        return due_at(desk.connection, PROJECT) - T0

    assert due_s() == float("inf")
    desk.keep()
    assert due_s() == float("inf")
    desk.queue()
    assert due_s() < 0
    sending = desk.sending()
    assert due_s() == TIMEOUT_S
    desk.settle(sending, ReportState.UNKNOWN)
    assert due_s() == float("inf")


@pytest.mark.parametrize("now_ts", [T0, T0 + 0.1, 1_795_334_170.3, 1_795_334_170.7])
def test_what_is_due_is_done_at_that_very_moment(desk: Desk, now_ts: float) -> None:
    desk.box.advance(now_ts - T0)
    desk.queue()
    desk.sending()
    give_up_lost(desk.connection, PROJECT, due_at(desk.connection, PROJECT))
    assert due_at(desk.connection, PROJECT) == float("inf")


# -- together


def test_those_that_changed_last_come_first(desk: Desk) -> None:
    ids = []
    for number in range(4):
        desk.box.advance(1)
        ids.append(desk.keep(replace(DRAFT, comments=str(number))))
    desk.box.advance(1)
    desk.keep(OTHER, ids[1])
    assert [kept.report_id for kept in desk.all()] == [ids[1], ids[3], ids[2], ids[0]]
    assert len(outbox.read_reports(desk.connection, PROJECT, 2)) == 2


def test_projects_do_not_touch_each_others_reports(connection: sqlite3.Connection) -> None:
    mine, other = Desk(connection), Desk(connection, PROJECT + 1)
    kept, queued = mine.keep(), mine.queue()
    assert other.all() == ()
    assert other.claim() is None
    assert outbox.read_report(connection, PROJECT + 1, kept) is None
    assert not outbox.discard(connection, PROJECT + 1, kept)
    assert other.keep(OTHER, kept) != kept
    assert other.queue(queued) != queued
    other.give_up(10 * MOST_QUEUED_S)
    assert mine.read(queued).state is ReportState.QUEUED
    assert mine.read(kept).draft == DRAFT


def test_every_change_is_told(desk: Desk) -> None:
    seen = [desk.news()]

    def told() -> bool:
        seen.append(desk.news())
        return seen[-1] > seen[-2]

    report_id = desk.keep(OTHER)
    assert told()
    desk.queue(report_id)
    assert told()
    sending = desk.sending()
    assert told()
    desk.give_up(TIMEOUT_S)
    assert told()
    desk.settle(sending, ReportState.REFUSED)
    assert told()
    outbox.discard(desk.connection, PROJECT, report_id)
    assert told()


@pytest.mark.parametrize("seed", range(8))
def test_whatever_is_done_in_whatever_order_nothing_is_lost_and_nothing_sent_unasked(desk: Desk, seed: int) -> None:
    """Steps of several people at random, some of whose processes die."""
    chance = random.Random(seed)
    asked: dict[int, int] = {}
    sent: dict[int, int] = {}
    there: set[int] = set()
    history: dict[int, KeptReport] = {}
    on_the_way: list[Sending] = []

    def some(ids: Iterable[int]) -> int | None:
        return chance.choice([None, *ids])

    for step in range(300):
        match chance.choice(["keep", "queue", "queue", "claim", "claim", "settle", "settle", "die", "wait", "discard"]):
            case "keep":
                there.add(desk.keep(replace(DRAFT, comments=str(step)), some(there)))
            case "queue":
                report_id, asked_about = some(there), chance.choice([None, None, ReportState.UNKNOWN, ReportState.SENT])
                before = outbox.read_report(desk.connection, PROJECT, report_id) if report_id else None
                try:
                    queued_id = desk.queue(report_id, asked=asked_about, report=replace(REPORT, ts=step + 1))
                except MayHaveArrivedError:
                    assert before is not None
                    assert before.state is not asked_about
                    continue
                there.add(queued_id)
                if before is None or before.report_id != queued_id or before.state.value not in ("queued", "sending"):
                    asked[queued_id] = asked.get(queued_id, 0) + 1
            case "claim":
                claimed = desk.claim()
                if isinstance(claimed, Sending):
                    on_the_way.append(claimed)
                    sent[claimed.kept.report_id] = sent.get(claimed.kept.report_id, 0) + 1
            case "settle" if on_the_way:
                desk.settle(on_the_way.pop(chance.randrange(len(on_the_way))), chance.choice(list(CAME)))
            case "die" if on_the_way:
                on_the_way.pop(chance.randrange(len(on_the_way)))
            case "wait":
                desk.box.advance(chance.choice([0.2, 5.0, TIMEOUT_S, MOST_QUEUED_S]))
            case "discard" if there:
                report_id = chance.choice(sorted(there))
                if outbox.discard(desk.connection, PROJECT, report_id):
                    there.remove(report_id)
        now = {kept.report_id: kept for kept in desk.all()}
        assert set(now) == there
        assert all(sent[report_id] <= asked[report_id] for report_id in sent)
        for report_id, kept in history.items():
            assert now[report_id] == kept, "what was sent is history"
        history |= {report_id: kept for report_id, kept in now.items() if kept.state is ReportState.SENT}
    assert history


async def test_a_report_is_there_after_the_store_was_closed_and_opened(url: str) -> None:
    with open_store(url) as store:
        kept = await store.write(SqliteChanges.keep_draft, DRAFT, now_ts=T0, by="alice:1")
    with open_store(url) as store:
        assert await store.read(SqliteSnapshot.report, kept.report_id) == kept


async def test_subscribers_hear_of_a_report(store: SqliteStore) -> None:
    heard: set[str] = set()
    store.subscribe(heard.update)
    await store.write(SqliteChanges.keep_draft, DRAFT, now_ts=T0, by="alice:1")
    assert heard == {"reports"}
