"""The facts of a ticket: by the verdicts of a call alone, and what is typed into its form."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from tui.analysis.calls.ticket import ticket_facts
from tui.analysis.cause.verdict import Conclusion, Confidence, Medium, Reason, Suffering, Verdict, VerdictCause
from tui.analysis.project.report import (
    Facts,
    TicketFacts,
    check_ticket,
    continues,
    drafted,
    facts_of,
    settled,
)
from tui.clock import Zone
from tui.domain.records import Level, ReportDraft, Scope, Session, Window
from tui.messages import report as words

T = 1_795_300_020
UTC = Zone(utc=True)
SENDER, RECEIVER, OTHER = 7, 8, 9


def session(uid: int, join_ts: int = T, leave_ts: int | None = None) -> Session:
    return Session(f"S{uid}-{join_ts}", "class", uid, "4G", "iOS", True, f"4.{uid}", "iPhone", join_ts, leave_ts, False)


SESSIONS = (session(SENDER), session(RECEIVER), session(OTHER))
FROZE = Suffering(Medium.VIDEO, Level.BAD, 40.0, 90.0, 0.0, T + 120, T + 300, 2)
UPLINK = VerdictCause(Reason.UPLINK, SENDER, T + 120, T + 300, 1.0, Confidence.CERTAIN, (Medium.VIDEO,))
CAUSED = Verdict(SENDER, RECEIVER, Window(T, T + 600), Conclusion.CAUSED, (FROZE,), (UPLINK,))
UNDECIDED = replace(CAUSED, outcome=Conclusion.UNDECIDED, causes=())


def facts(
    verdicts: tuple[Verdict, ...], cause_uid: int | None = SENDER, sessions: tuple[Session, ...] = SESSIONS
) -> TicketFacts:
    return ticket_facts("c1", sessions, verdicts, RECEIVER, cause_uid, lambda one: f"SDK {one.sdk_version}")


def test_a_caused_freeze_has_its_span_its_medium_and_both_clients() -> None:
    assert facts((CAUSED,)) == TicketFacts("c1", RECEIVER, SENDER, T + 120, T + 300, "video", "SDK 4.8", "SDK 4.7")


def test_without_a_verdict_that_names_the_cause_no_cause_is_told() -> None:
    found = facts((UNDECIDED,))
    assert (found.sufferer_uid, found.cause_uid, found.cause_client) == (RECEIVER, None, "")
    assert (found.start_ts, found.medium) == (T + 120, "video")
    assert facts((CAUSED,), OTHER).cause_uid is None


@pytest.mark.parametrize("outcome", [Conclusion.FINE, Conclusion.UNKNOWN])
def test_without_suffering_there_is_neither_a_span_nor_a_medium(outcome: Conclusion) -> None:
    found = facts((replace(CAUSED, outcome=outcome),))
    assert (found.start_ts, found.end_ts, found.medium, found.cause_uid) == (None, None, "", None)


def test_a_pair_of_another_cause_adds_nothing_to_the_span() -> None:
    early = replace(FROZE, since_ts=T, medium=Medium.AUDIO)
    other = replace(CAUSED, sender_uid=OTHER, sufferings=(early,), causes=(replace(UPLINK, uid=OTHER),))
    assert facts((CAUSED, other)).start_ts == T + 120
    both = facts((CAUSED, replace(other, causes=(UPLINK,))))
    assert (both.start_ts, both.medium) == (T, "both")


def test_a_minute_that_began_before_the_sufferer_joined_begins_with_the_joining() -> None:
    assert facts((CAUSED,), sessions=(session(RECEIVER, T + 134),)).start_ts == T + 134


def test_the_client_is_that_of_the_stay_in_which_it_froze() -> None:
    first = replace(session(RECEIVER, T, T + 200), sdk_version="first")
    again = replace(session(RECEIVER, T + 400), sdk_version="again")
    assert facts((CAUSED,), sessions=(again, first)).sufferer_client == "SDK first"


def test_a_ticket_begins_with_the_facts_and_leaves_the_unknown_ones_empty() -> None:
    told = Facts("class", 1, 2, 2, T, "froze", facts((CAUSED,)))
    draft = drafted(told, is_ticket=True)
    assert draft == ReportDraft(
        channel="class", time=str(T + 120), comments="froze", is_ticket=True, call_id="c1",
        sufferer_uid=str(RECEIVER), cause_uid=str(SENDER), end=str(T + 300), medium="video",
        sufferer_client="SDK 4.8", cause_client="SDK 4.7",
    )  # fmt: skip
    assert drafted(Facts(), is_ticket=True) == ReportDraft(is_ticket=True)
    assert drafted(facts_of(Scope(call_id="c1", channel="a")), is_ticket=True).call_id == "c1"
    assert not drafted(told).is_ticket


def test_a_ticket_goes_on_about_the_same_call_and_users_alone() -> None:
    told = Facts("class", 1, 2, 2, T, "froze", facts((CAUSED,)))
    draft = drafted(told, is_ticket=True)
    assert continues(draft, told)
    assert not continues(replace(draft, call_id="c2"), told)
    assert not continues(replace(draft, cause_uid="11"), told)


@pytest.mark.parametrize(
    ("draft", "problems"),
    [
        (ReportDraft(is_ticket=True), {}),
        (ReportDraft(sufferer_uid="x", cause_uid="0"), {"sufferer_uid": words.NOT_UID, "cause_uid": words.NOT_UID}),
        (ReportDraft(time="soon"), {"time": words.NO_TIME}),
        (ReportDraft(end="soon"), {"end": words.NO_TIME}),
        (ReportDraft(time="-5m", end="-9m"), {"end": words.ENDS_EARLIER}),
        (ReportDraft(time="-9m", end="-5m"), {}),
        (ReportDraft(comments="x" * 1001), {"comments": words.COMMENTS_TOO_LONG}),
        (ReportDraft(channel="x" * 65), {"channel": words.CHANNEL_TOO_LONG}),
    ],
)
def test_an_empty_field_is_no_fault_of_a_ticket_and_a_wrong_one_is(
    draft: ReportDraft, problems: dict[str, object]
) -> None:
    checked, _ = check_ticket(draft, T + 900.0, UTC)
    assert checked.problems == problems


def test_a_ticket_is_kept_with_the_instants_of_both_of_its_times() -> None:
    draft = ReportDraft(time="-9m", end="-5m", sufferer_uid="008", is_ticket=True)
    checked, end_ts = check_ticket(draft, float(T), UTC)
    kept = settled(draft, checked.ts, end_ts)
    assert (kept.ts, kept.end_ts, kept.sufferer_uid) == (T - 540, T - 300, "8")
