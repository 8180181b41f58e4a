"""The head of a session, with the session and its data in hand."""

from __future__ import annotations

from array import array

import pytest
from msgspec.structs import replace

from tests.ui.features.in_hand import KEY, context, said
from tests.worlds import NOW_TS
from tui.agora.editions.today import edition_of
from tui.analysis.calls.named import CallVerdict
from tui.analysis.calls.session import metrics_of
from tui.domain.glossary import thresholds_with
from tui.domain.records import DAY, Call, Curve, Part, Session, Want, WantState, WantStatus, Window
from tui.domain.text import Lang
from tui.export.names import Aliases
from tui.messages import session as words
from tui.messages import verdict as verdict_words
from tui.ui.features.session.head import told_runs, verdict_runs, who_runs
from tui.ui.features.session.query import SessionData

T = int(NOW_TS)
ONE = Session("sid1", "c1", 83817682, "4G", "iOS", False, "3.1.2", "iPhone12,1", T - 3000, T - 300, False)
CALL = Call("c1", "数学-3班", T - 3600, T - 300, True)
WHOLE = Window(T - 3000, T - 300)
CURVE = Curve("sid1", 20017, 0, array("q", [T - 400]), array("d", [1.0]))
DATA = SessionData(
    NOW_TS, CALL, ONE, (ONE,), WHOLE, metrics_of([CURVE], thresholds_with({})), CallVerdict(()), (), (), None
)
WANT = Want("call_details", call_id="c1", window=WHOLE, part=Part.METRICS)


def who(session: Session, lang: Lang = "en") -> str:
    return said(who_runs(session, None, context(lang)))


def told(data: SessionData | None, *statuses: WantStatus) -> str:
    return said(told_runs(data, statuses, context(), KEY, now_ts=NOW_TS))


def test_a_user_is_told_with_network_stay_part_and_ids() -> None:
    assert who(ONE) == (
        "83817682  iOS · 4G · 07:06:10–07:51:10 (45 m) · only receives · iPhone12,1 · SDK 3.1.2 · session sid1"
    )
    assert said(who_runs(ONE, DATA, context())).endswith("call c1 · session sid1")


@pytest.mark.parametrize(
    ("session", "lang", "text"),
    [
        (replace(ONE, leave_ts=None), "en", "07:06:10–now ·"),
        (replace(ONE, leave_ts=None), "zh", "07:06:10–至今 ·"),
        (replace(ONE, speaker=True), "en", "· sends ·"),
        (replace(ONE, join_ts=T - DAY), "en", "11-21 07:56:10–07:51:10 (23 h)"),
    ],
)
def test_a_user_who_is_still_in_has_no_length_and_another_day_is_told(session: Session, lang: Lang, text: str) -> None:
    assert text in who(session, lang)


def test_what_the_server_left_empty_leaves_no_gap() -> None:
    bare = who(replace(ONE, platform="", network="", device_type="", sdk_version=""))
    assert bare == "83817682  07:06:10–07:51:10 (45 m) · only receives · session sid1"


ON = replace(DATA, session=replace(ONE, leave_ts=None), call=replace(CALL, destroyed_ts=None, finished=False))


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (None, ""),
        (DATA, ""),
        (replace(ON, metrics={}), words.PENDING("en", seconds=150)),
        (ON, "░ call running; data up to 07:51:10"),
        (replace(ON, pending_ts=T - 150), "░ call running; data up to 07:53:40"),
        (replace(DATA, metrics={}), words.NO_CURVES("en")),
        (replace(DATA, untold=(Window(T - 900, T - 600),)), "07:41–07:46 not asked yet"),
    ],
)
def test_what_has_not_come_says_why(data: SessionData | None, text: str) -> None:
    assert told(data) == text


def test_what_was_asked_for_and_did_not_come_is_too_old_or_was_left_out() -> None:
    done = WantStatus(WANT, WantState.DONE)
    recent, old = Window(T - 900, T - 600), Window(T - 5 * DAY, T - 5 * DAY + 300)
    assert told(replace(DATA, untold=(recent,)), done) == words.LEFT_OUT("en", span="07:41–07:46")
    assert told(replace(DATA, untold=(old,)), done).endswith(words.TOO_OLD("en", span="", days=3))


@pytest.mark.parametrize(
    ("plan", "days", "delay_s"), [("standard", 1, 300), ("premium", 7, 150), ("enterprise", 15, 100)]
)
def test_reach_and_delay_are_those_of_the_plan_and_no_session_is_left_out(plan: str, days: int, delay_s: int) -> None:
    at = context()
    at.edition = edition_of(plan)

    def told_at(data: SessionData) -> str:
        return said(told_runs(data, (WantStatus(WANT, WantState.DONE),), at, KEY, now_ts=NOW_TS))

    old, recent = Window(T - 16 * DAY, T - 16 * DAY + 300), Window(T - 900, T - 600)
    assert f"the API's {days} day" in told_at(replace(DATA, untold=(old,)))
    assert told_at(replace(DATA, untold=(recent,))) == words.LACKING("en", span="07:41–07:46")
    pending = said(told_runs(replace(ON, metrics={}), (), at, KEY, now_ts=NOW_TS))
    assert f"{delay_s} s after the join" in pending


def test_the_account_and_the_roles_stand_in_the_head_and_the_account_not_where_names_are_hidden() -> None:
    named = replace(ONE, account="Ann\x1b", roles=("SPEAKER", "SCREEN_SHARER"))
    shown, hidden = who(named), context()
    hidden.names = Aliases(b"key")
    assert "· SDK 3.1.2 · Ann" in shown
    assert "\x1b" not in shown
    assert "SPEAKER, SCREEN_SHARER" in shown
    assert "Ann" not in said(who_runs(named, None, hidden))


def test_a_want_of_another_stretch_is_not_of_this_session() -> None:
    other = WantStatus(replace(WANT, window=Window(T - 9000, T - 8000)), WantState.FETCHING)
    assert told(DATA, other) == ""
    assert told(DATA, WantStatus(WANT, WantState.FETCHING)).startswith("fetching 07:06–07:51")


def test_curves_that_are_not_all_here_give_no_all_clear() -> None:
    whole = said(verdict_runs(DATA, "en", str))
    part = said(verdict_runs(replace(DATA, untold=(WHOLE,)), "en", str))
    assert verdict_words.IN_PART("en") in part
    assert verdict_words.IN_PART("en") not in whole
