"""What is said of a report, with the report in hand: its state, what becomes of it, what is wrong with it."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from tests.ui.features.in_hand import SIGNS, context
from tests.worlds import NOW_TS
from tui.analysis.project.report import Checked, check
from tui.clock import Zone
from tui.domain.records import Failure, FailureKind, KeptReport, Receipt, Report, ReportDraft, ReportState
from tui.ui.features.report.query import ReportSession
from tui.ui.features.report.view import (
    age_run,
    answer_text,
    end_text,
    outcome_run,
    problems_text,
    shown,
    state_of,
    state_run,
    time_text,
    uid_run,
)

TS = int(NOW_TS) - 400
DRAFT = ReportDraft("数学-3班", "44361248", "83817682", "83817682", str(TS), 4, "froze")
REPORT = Report("数学-3班", 44361248, 83817682, 83817682, TS, 4, "froze")
KEPT = KeptReport(1, DRAFT, REPORT, ReportState.DRAFT, NOW_TS, "ops:1")
LOST = Failure(FailureKind.TIMEOUT, "silent for 20 s")
REFUSED = replace(KEPT, state=ReportState.REFUSED, failure=Failure(FailureKind.NOT_FOUND, "no such call.", 404))
SENT = replace(KEPT, state=ReportState.SENT, receipt=Receipt(200, "ok\x1b[2J"))
UNKNOWN = replace(KEPT, state=ReportState.UNKNOWN, failure=LOST)


def outcome(kept: KeptReport, signs: dict[str, list[str]] = SIGNS) -> str:
    run = outcome_run(kept, context(), signs)
    return "" if run is None else run[0]


def test_a_draft_that_was_sent_in_vain_is_told_from_one_that_never_was() -> None:
    assert state_run(KEPT, "en") == ("○ draft", "text")
    assert outcome(KEPT) == ""
    in_vain = replace(KEPT, failure=LOST)
    assert state_run(in_vain, "en") == ("▲ not sent", "warn")
    assert state_run(in_vain, "zh") == ("▲ 未发送", "warn")
    assert outcome(in_vain).startswith("▲ not sent: timeout: silent for 20 s. ")
    assert outcome(in_vain).endswith("Saved; ctrl+s sends it again.")


def test_each_state_has_a_colour_and_an_answer_of_its_own() -> None:
    assert [state_run(one, "en")[1] for one in (SENT, REFUSED, UNKNOWN)] == ["good", "bad", "warn"]
    assert answer_text(KEPT, "en") == ""
    assert answer_text(REFUSED, "en") == "404 not found: no such call"


def test_nothing_that_a_server_says_reaches_the_terminal_as_a_command() -> None:
    assert "\x1b" not in answer_text(SENT, "en") + outcome(SENT)
    assert outcome(SENT).startswith("● sent 07:56:10, the server said 200 ok")


def test_a_lost_answer_is_sent_again_by_two_presses_and_a_refused_report_by_one() -> None:
    assert outcome(UNKNOWN).endswith("The server may have it already; ctrl+s twice sends it again.")
    assert "the answer leaves open" in outcome(replace(UNKNOWN, failure=replace(LOST, status=500)))
    assert outcome(REFUSED).endswith("Saved; ctrl+s sends it again.")


def test_where_no_key_sends_the_sentence_names_the_key_that_opens() -> None:
    signs = {name: keys for name, keys in SIGNS.items() if not name.startswith("report.")}
    assert "ctrl+s" not in outcome(REFUSED, signs)
    assert "enter" in outcome(REFUSED, signs)
    assert "esc" in outcome(replace(KEPT, state=ReportState.SENDING), signs)


@pytest.mark.parametrize(
    ("typed", "beside"),
    [("83817682", None), ("083817682", "→ 83817682"), ("-5", "→ 4294967291"), ("x", None), ("", None)],
)
def test_beside_a_uid_stands_which_one_it_means_unless_that_is_what_was_typed(typed: str, beside: str | None) -> None:
    run = uid_run(typed)
    assert (None if run is None else run[0]) == beside


def test_beside_a_time_stands_its_age_or_the_instant_it_means() -> None:
    on = context()
    assert time_text(TS, on) == "2026-11-22 07:49:30 UTC"
    assert age_run(TS, time_text(TS, on), on)[0] == "6 m ago"
    assert age_run(TS, "7:49", on)[0] == "→ 2026-11-22 07:49:30 UTC"
    assert age_run(int(NOW_TS), time_text(NOW_TS, on), on)[0] == "now"


def test_the_abnormal_end_is_named_by_its_part_in_the_call() -> None:
    assert end_text(DRAFT, "en") == "student"
    assert end_text(replace(DRAFT, abnormal_uid=DRAFT.teacher_uid), "zh") == "老师"
    assert end_text(replace(DRAFT, abnormal_uid="5"), "en") == ""
    assert end_text(replace(DRAFT, abnormal_uid=""), "en") == ""


def test_a_draft_is_shown_without_a_character_that_a_terminal_obeys_and_keeps_its_lines() -> None:
    seen = shown(replace(DRAFT, channel="a\x1b[2J", comments="one\x07\ntwo"), context())
    assert "\x1b" not in seen.channel
    assert [line.rstrip("�") for line in seen.comments.split("\n")] == ["one", "two"]
    assert seen.time == "2026-11-22 07:49:30 UTC"
    assert shown(replace(DRAFT, time="soon"), context()).time == "soon"


def test_what_is_wrong_names_every_field_in_both_languages() -> None:
    checked: Checked = check(replace(DRAFT, teacher_uid="", time="soon"), NOW_TS, Zone(utc=True))
    assert set(checked.problems) == {"teacher_uid", "time"}
    for lang, fields in (("en", ("teacher uid", "time")), ("zh", ("老师", "时间"))):
        text = problems_text(checked, lang)  # type: ignore[arg-type]
        assert all(field in text for field in fields), text


def test_the_form_says_whether_what_stands_there_is_kept() -> None:
    on, hold = context(), ReportSession(context(), None)
    assert state_of(hold, DRAFT, 0, on, SIGNS)[0] == "○ new draft, not saved"
    assert "Unsent drafts of this channel: 2; ctrl+r" in state_of(hold, DRAFT, 2, on, SIGNS)[0]
    assert state_of(hold, DRAFT, None, on, SIGNS)[0] == "○ draft, saving"
    hold.draft = DRAFT
    assert state_of(hold, DRAFT, None, on, SIGNS)[0] == "○ draft, saved"
    assert state_of(hold, replace(DRAFT, type=5), None, on, SIGNS)[0] == "○ draft, saving"


def test_a_report_that_says_the_very_same_is_asked_about_before_the_outcome_of_a_draft() -> None:
    hold = ReportSession(context(), replace(KEPT, failure=LOST))
    assert state_of(hold, DRAFT, None, context(), SIGNS)[0].startswith("▲ not sent")
    hold.same = SENT
    run = state_of(hold, DRAFT, None, context(), SIGNS)
    assert run[0].startswith("▲ The same report was sent 07:56:10: ctrl+s again")
    assert run[1] == "warn"
