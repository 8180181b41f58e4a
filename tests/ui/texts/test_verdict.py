"""What a verdict says, with the verdict in hand."""

from __future__ import annotations

import pytest

from tests.ui.features.in_hand import said
from tests.worlds import NOW_TS
from tui.analysis.calls.named import CallVerdict, Causer
from tui.analysis.cause.verdict import Confidence, Reason
from tui.domain.text import Lang
from tui.messages import verdict as words
from tui.ui.texts.verdict import NAMED, call_verdict_runs, session_runs

T = int(NOW_TS)
UPLINK = Causer(44361248, Reason.UPLINK, Confidence.CERTAIN, (1, 2, 3), T - 60, T)
DOWNLINK = Causer(7, Reason.DOWNLINK, Confidence.LIKELY, (7,), T - 60, T)


def told(call_verdict: CallVerdict, lang: Lang = "en") -> str:
    return said(call_verdict_runs(call_verdict, lang, is_known=True))


def test_nothing_is_called_fine_before_a_curve_is_known_or_while_some_are_lacking() -> None:
    assert said(call_verdict_runs(CallVerdict(), "en", is_known=False)) == "verdict: no curves fetched yet"
    assert call_verdict_runs(CallVerdict(), "en", is_known=True)[-1] == ("nothing suffers, no fault", "good")
    lacking = call_verdict_runs(CallVerdict(), "en", is_known=True, lacking=words.IN_PART)
    assert lacking[-1] == (words.IN_PART("en"), "warn")


def test_the_named_come_with_how_many_suffer_and_how_sure_that_is() -> None:
    both = "verdict: sender's network: sender 44361248 · 3 suffer · certain   "
    assert told(CallVerdict((UPLINK, DOWNLINK))) == f"{both}receiver's network: receiver 7 · 1 suffers · likely"
    assert told(CallVerdict((UPLINK,)), "zh") == "结论：发送端网络：发送端 44361248 · 3 人受影响 · 确定"
    roles = [
        role for text, role in call_verdict_runs(CallVerdict((UPLINK, DOWNLINK)), "en", is_known=True) if text.strip()
    ]
    assert roles == ["dim", "bad", "warn"]


def test_whoever_has_no_room_on_the_line_is_counted() -> None:
    assert told(CallVerdict((UPLINK,) + (DOWNLINK,) * (NAMED + 1))).endswith("   2 more")
    assert told(CallVerdict(undecided=(5, 6, 7))) == "verdict: undecided · 3 suffer: 5, 6 +1"


@pytest.mark.parametrize(
    ("lang", "uids", "text"),
    [
        ("en", (8,), "undecided · 8 suffers"),
        ("en", (5, 6), "undecided · 2 suffer: 5, 6"),
        ("zh", (8,), "无法判断 · 8 受影响"),
        ("zh", (5, 6), "无法判断 · 2 人受影响：5、6"),
    ],
)
def test_undecided_accuses_nobody_and_says_plainly_that_the_named_suffer(
    lang: Lang, uids: tuple[int, ...], text: str
) -> None:
    assert told(CallVerdict(undecided=uids), lang) == words.VERDICT(lang) + text
    call_verdict = CallVerdict((UPLINK,), undecided=uids)
    assert told(call_verdict, lang).endswith("   " + text)
    for uid in uids:
        alone = words.UNDECIDED_ONE(lang, uid=uid)
        assert session_runs(call_verdict, uid, lang, is_known=True)[-1] == (alone, "warn")


def test_that_nobody_knows_is_said_only_where_nothing_worse_is() -> None:
    assert told(CallVerdict(unknown=(5,))) == "verdict: no freeze curves of 5"
    assert "not known" not in told(CallVerdict((UPLINK,), unknown=(5,)))


@pytest.mark.parametrize(
    ("uid", "text", "role"),
    [
        (44361248, "sender's network: sender 44361248 · 3 suffer · certain", "bad"),
        (2, "sender's network: sender 44361248 · 3 suffer · certain", "bad"),
        (7, "receiver's network: receiver 7 · 1 suffers · likely", "warn"),
        (8, "undecided · 8 suffers", "warn"),
        (9, "no freeze curves of 9", "warn"),
        (10, "nothing suffers, no fault", "dim"),
    ],
)
def test_a_user_is_told_what_it_does_what_it_suffers_or_that_nobody_knows(uid: int, text: str, role: str) -> None:
    call_verdict = CallVerdict((UPLINK, DOWNLINK), undecided=(8,), unknown=(9,))
    assert session_runs(call_verdict, uid, "en", is_known=True)[-1] == (text, role)


def test_an_alias_stands_wherever_a_uid_does() -> None:
    call_verdict = CallVerdict((UPLINK,), undecided=(8,))
    text = said(call_verdict_runs(call_verdict, "en", is_known=True, name=lambda uid: f"user-{len(str(uid))}"))
    assert "44361248" not in text
    assert "user-8" in text
    assert "undecided · user-1 suffers" in text
