"""The findings of a stretch of time: their kinds, their order, and nobody named by a rate, a breakdown or an alert."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from msgspec.structs import replace

from tests.analysis.test_breakdown import by
from tests.analysis.test_findings import START_TS, UPLINK, judged, verdict
from tui.analysis.calls.breakdown import AUDIO
from tui.analysis.calls.findings import CallFinding
from tui.analysis.cause.criteria import criteria_of
from tui.analysis.cause.verdict import Conclusion, Confidence, Medium, Side
from tui.analysis.findings.engine import CallConclusions, findings_in, lost_seconds
from tui.analysis.findings.finding import Basis, RankedFinding, StandOut
from tui.analysis.findings.rates import FrozenCall, FrozenUser, frozen_call
from tui.domain.glossary import thresholds_with
from tui.domain.records import Call, KeptFigure, Session, VendorAlert, Window

HOUR = Window(START_TS, START_TS + 3600)
CRITERIA = criteria_of(thresholds_with({}))
CALL = Call("c1", "math", START_TS, START_TS + 1000, True)


def session(uid: int, *, video: float | None = None, audio: float | None = None, left: int | None = 1000) -> Session:
    leave_ts = None if left is None else START_TS + left
    made = Session(f"S{uid}", "math", uid, "Wi-Fi", "iOS", True, "4.2", "iPhone", START_TS, leave_ts, left is not None)
    return replace(made, audio_freeze_percent=audio, video_freeze_percent=video)


def call_with(*sessions: Session, call: Call = CALL, curved: Sequence[tuple[int, Medium]] = ()) -> FrozenCall | None:
    return frozen_call(call, sessions, frozenset(curved), CRITERIA, START_TS + 2000)


def test_users_beyond_the_limit_are_one_finding_that_names_nobody() -> None:
    found = call_with(session(1, video=12.0), session(2, audio=4.0, left=None), session(3, video=0.5, audio=0.1))
    assert found is not None
    assert found.users == (
        FrozenUser(1, Medium.VIDEO, 12.0, Window(START_TS, START_TS + 1000)),
        FrozenUser(2, Medium.AUDIO, 4.0, Window(START_TS, START_TS + 2000)),
    )
    assert found.of_users == 3
    (finding,) = findings_in(HOUR, [CallConclusions(CALL, START_TS + 2000, frozen=found)])
    assert (finding.basis, finding.side, finding.uid) == (Basis.RATES, None, "")
    assert (finding.confidence, finding.sufferers) == (Confidence.UNDECIDED, 2)
    assert finding.rank == pytest.approx((120 + 80) * 0.5)


def test_a_user_with_a_freeze_curve_is_the_verdict_s_medium_by_medium() -> None:
    sessions = session(1, video=12.0, audio=9.0), session(2, video=20.0)
    found = call_with(*sessions, curved=[(1, Medium.VIDEO), (2, Medium.VIDEO)])
    assert found is not None
    assert [(user.uid, user.medium) for user in found.users] == [(1, Medium.AUDIO)]
    assert call_with(sessions[1], curved=[(2, Medium.VIDEO)]) is None


def test_the_rate_of_the_call_stands_only_where_no_user_is_told() -> None:
    rated = Call("c1", "math", START_TS, START_TS + 1000, True, video_freeze_percent=17.0, audio_freeze_percent=1.0)
    found = call_with(call=rated)
    assert found == FrozenCall(rated, START_TS + 2000, medium=Medium.VIDEO, percent=17.0)
    assert call_with(session(1, video=0.2), call=rated) is None
    assert call_with(session(1), call=rated) is not None
    assert call_with(call=Call("c1", "math", START_TS, None, False)) is None


def curves(*verdicts: object, call_id: str = "c1") -> CallConclusions:
    found = judged(*verdicts, call_id=call_id)  # type: ignore[arg-type]
    return CallConclusions(found.call, START_TS + 3600, judged=found)


def test_the_lost_seconds_are_those_of_each_sufferer_once_as_far_as_the_cause_explains_them() -> None:
    half = UPLINK[0], UPLINK[1], 0.5
    pairs = verdict(1, 2, Conclusion.CAUSED, half), verdict(1, 3, Conclusion.CAUSED, UPLINK, frozen_s=20.0)
    (found,) = findings_in(HOUR, [curves(*pairs)])
    assert isinstance(found.of, CallFinding)
    assert lost_seconds(found.of) == 30.0 + 20.0
    assert (found.side, found.uid, found.sufferers) == (Side.SENDER, "1", 2)
    assert found.rank == 50.0


def alert(ts: int) -> VendorAlert:
    return VendorAlert(f"k{ts}", float(ts), content="video freeze rate≥85%", channel="math", uid="9", call_id="c9")


def test_the_highest_rank_is_first_and_those_without_one_last_the_newest_first() -> None:
    small = curves(verdict(4, 5, Conclusion.UNDECIDED, frozen_s=10.0), call_id="c2")
    large = curves(verdict(1, 2, Conclusion.CAUSED, UPLINK), call_id="c1")
    figures = (by("os", AUDIO, ("Android", 60.0, 10), ("iOS", 1.0, 30), window=HOUR),)
    rated = CallConclusions(CALL, START_TS + 1000, figures=figures)
    found = findings_in(HOUR, [small, rated, large], (), [alert(START_TS + 30), alert(START_TS + 60)])
    assert [(each.call_id, each.basis) for each in found] == [
        ("c1", Basis.CURVES),
        ("c2", Basis.CURVES),
        ("c9", Basis.ALERT),
        ("c9", Basis.ALERT),
        ("c1", Basis.BREAKDOWN),
    ]
    assert [each.since_ts for each in found[2:4]] == [START_TS + 60, START_TS + 30]


def test_an_alert_and_a_value_that_stands_out_conclude_nothing() -> None:
    figures = (by("os", "audioFreezeRate", ("Android", 60.0, 10), ("iOS", 1.0, 30), window=HOUR),)
    found = findings_in(HOUR, [], figures, [alert(START_TS)])
    for one in found:
        assert (one.confidence, one.side, one.rank, one.sufferers) == (None, None, None, None)
    assert {one.basis for one in found} == {Basis.ALERT, Basis.BREAKDOWN}
    (stands_out,) = (one.of for one in found if one.basis is Basis.BREAKDOWN)
    assert isinstance(stands_out, StandOut)
    assert stands_out.outlier.name == "Android"


def test_a_figure_of_another_kind_than_a_freeze_rate_stands_out_of_nothing() -> None:
    """A high share of successful joins is no trouble."""
    joined = KeptFigure("realtime", "joinSuccessRate", "os", HOUR, 5.0, rows=by("os", AUDIO, ("iOS", 99.0, 30)).rows)
    assert findings_in(HOUR, [], (joined,)) == ()


def test_only_what_touches_the_window_is_found() -> None:
    one = curves(verdict(1, 2, Conclusion.CAUSED, UPLINK))
    assert len(findings_in(Window(START_TS + 100, START_TS + 200), [one])) == 1
    assert findings_in(Window(START_TS + 600, START_TS + 900), [one]) == ()
    assert findings_in(Window(START_TS - 900, START_TS + 60), [one]) == ()


def test_the_key_of_a_finding_is_the_same_in_the_next_reading() -> None:
    def keys() -> list[str]:
        figures = (by("os", "audioFreezeRate", ("Android", 60.0, 10), ("iOS", 1.0, 30), window=HOUR),)
        calls = [curves(verdict(1, 2, Conclusion.CAUSED, UPLINK), verdict(4, 5, Conclusion.UNDECIDED))]
        found: Sequence[RankedFinding] = findings_in(HOUR, calls, figures, [alert(START_TS)])
        return [each.key for each in found]

    assert keys() == keys()
    assert len(set(keys())) == 4
