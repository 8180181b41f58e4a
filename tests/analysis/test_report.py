"""A report: what a draft must hold to be sent, what is wrong with it where it does not, who is teacher and student."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from tests.zones import at, zone
from tui.analysis.project.report import MOST_COMMENTS, Checked, Facts, cast, check, drafted, facts_of, settled, uid_of
from tui.clock import Zone
from tui.domain.records import DAY, Report, ReportDraft, Scope
from tui.domain.text import Phrase
from tui.messages import report as words

NOW_TS = 1_795_334_170  # 2026-11-22 07:56:10 UTC
WHOLE = ReportDraft("数学-3班", "44361248", "83817682", "83817682", "07:49:31", 4, "frozen since 07:49")
HELD = Report("数学-3班", 44361248, 83817682, 83817682, NOW_TS - 399, 4, "frozen since 07:49")


def looked_at(draft: ReportDraft) -> Checked:
    return check(draft, NOW_TS, Zone(utc=True))


def test_a_whole_draft_is_the_report_that_it_says_to_the_second() -> None:
    assert looked_at(WHOLE) == Checked({}, HELD.ts, HELD)


def test_what_stands_around_what_was_typed_is_not_sent() -> None:
    spaced = ReportDraft(" 数学-3班 ", " 44361248", "83817682 ", "83817682 ", " 07:49:31 ", 4, "frozen since 07:49\n")
    assert looked_at(spaced).report == HELD


@pytest.mark.parametrize(
    ("field", "typed", "problem"),
    [
        ("channel", "", words.NEEDED),
        ("channel", "  ", words.NEEDED),
        ("channel", "x" * 64, None),
        ("channel", "班" * 22, words.CHANNEL_TOO_LONG),
        ("channel", "a\x1b[2J", words.CHANNEL_UNSEEN),
        ("channel", "a\ufffdb", words.CHANNEL_UNSEEN),
        ("teacher_uid", "", words.NEEDED),
        ("teacher_uid", "1", None),
        ("teacher_uid", "4294967295", None),
        ("teacher_uid", "4294967296", words.NOT_UID),
        ("teacher_uid", "0", words.NOT_UID),
        ("teacher_uid", "-421112233", None),
        ("teacher_uid", "-2147483648", None),
        ("teacher_uid", "-2147483649", words.NOT_UID),
        ("teacher_uid", "-0", words.NOT_UID),
        ("teacher_uid", "--1", words.NOT_UID),
        ("teacher_uid", "1.5", words.NOT_UID),
        ("teacher_uid", "１２３", None),
        ("teacher_uid", "٣", words.NOT_UID),
        ("teacher_uid", "9" * 5000, words.NOT_UID),
        ("student_uid", "44361248", words.SAME_UID),
        ("student_uid", "044361248", words.SAME_UID),
        ("abnormal_uid", "", words.NOT_CHOSEN),
        ("abnormal_uid", "77851", words.NOT_CHOSEN),
        ("abnormal_uid", "44361248", None),
        ("time", "", words.NEEDED),
        ("time", "soon", words.NO_TIME),
        ("time", "25:00", words.NO_TIME),
        ("time", str(NOW_TS + 60), None),
        ("time", str(NOW_TS + 61), words.IN_FUTURE),
        ("time", str(NOW_TS - 30 * DAY), None),
        ("time", str(NOW_TS - 30 * DAY - 1), words.TOO_OLD),
        ("time", "-5m", None),
        ("time", "2026-11-22 15:49:31 +08", None),
        ("type", 0, words.NOT_CHOSEN),
        ("type", 5, words.NOT_CHOSEN),
        ("type", 1, None),
        ("comments", "", None),
        ("comments", "班" * MOST_COMMENTS, None),
        ("comments", "班" * (MOST_COMMENTS + 1), words.COMMENTS_TOO_LONG),
    ],
)
def test_each_field_is_checked_by_itself(field: str, typed: object, problem: Phrase | None) -> None:
    found = looked_at(replace(WHOLE, **{field: typed, **({} if field != "student_uid" else {"abnormal_uid": typed})}))
    assert found.problems == ({field: problem} if problem else {})
    assert (found.report is None) is (problem is not None)


@pytest.mark.parametrize("typed", ["-421112233", "－４２１１１２２３３", "\u2212421112233", " 3873855063 "])
def test_a_uid_as_a_log_writes_it_is_the_same_user(typed: str) -> None:
    assert uid_of(typed) == 3873855063
    draft = replace(WHOLE, student_uid=typed, abnormal_uid=typed)
    found = looked_at(draft)
    assert found.report == replace(HELD, student_uid=3873855063, abnormal_uid=3873855063)
    kept = settled(draft, found.ts)
    assert (kept.student_uid, kept.abnormal_uid, kept.time) == ("3873855063", "3873855063", str(HELD.ts))
    assert settled(replace(WHOLE, teacher_uid="4a"), None) == replace(WHOLE, teacher_uid="4a")


def test_the_same_user_twice_is_told_however_one_is_written() -> None:
    draft = replace(WHOLE, teacher_uid="3873855063", student_uid="-421112233", abnormal_uid="-421112233")
    assert looked_at(draft).problems == {"student_uid": words.SAME_UID}


def test_a_time_that_the_clocks_leave_out_is_told_with_its_neighbours() -> None:
    with zone("Europe/Berlin") as here:
        found = check(replace(WHOLE, time="2026-03-29 02:30"), at("2026-03-29 04:00 +02"), here)
    assert "01:59 +01 is followed by 03:00 +02" in found.problems["time"]("en")


def test_an_empty_draft_names_all_that_it_needs_in_the_order_of_the_fields_and_asks_for_no_choice_of_nobody() -> None:
    found = looked_at(ReportDraft())
    assert list(found.problems) == ["channel", "teacher_uid", "student_uid", "time"]
    assert found.report is None


def test_who_sends_teaches_unless_the_receiver_alone_is_the_one_who_speaks() -> None:
    assert cast(1, 2, {1}) == (1, 2)
    assert cast(1, 2, {2}) == (2, 1)
    assert cast(1, 2, {1, 2}) == cast(1, 2, ()) == (1, 2)


def test_a_scope_gives_what_it_knows_and_leaves_the_rest_open() -> None:
    assert drafted(facts_of(Scope())) == ReportDraft()
    scope = Scope(moment_ts=5, channel="a", uid="7", peer_uid=9)
    assert drafted(facts_of(scope)) == ReportDraft("a", "9", "7", "7", "5")
    assert facts_of(Scope(uid="guest-7", peer_uid=9)) == Facts(teacher_uid=9)
    assert facts_of(Scope(uid="7", peer_uid=7)) == Facts(student_uid=7, abnormal_uid=7), "nobody is reported twice"


def test_a_draft_begins_with_no_longer_comments_than_may_be_sent() -> None:
    assert len(drafted(Facts(comments="x" * 5000)).comments) == MOST_COMMENTS
