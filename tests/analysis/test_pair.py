"""The pair: whose curves stand for whom, and which of a user's sessions was on."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

from tests.analysis.test_session import T0, THRESHOLDS
from tui.analysis.calls.pair import on_at, pair_of, sessions_of, whole
from tui.domain.records import Curve, Session

SENDER, RECEIVER = 44361248, 83817682


def flat(mid: int, value: float, *, peer: int = 0, sid: str = "S", seconds: int = 100) -> Curve:
    stamps = array("q", range(T0, T0 + seconds, 2))
    return Curve(sid, mid, peer, stamps, array("d", [value] * len(stamps)))


def test_what_is_measured_about_nobody_in_particular_stands_for_the_sender_only_where_nothing_is_about_it() -> None:
    received = [flat(20004, 30), flat(20004, 20, peer=SENDER), flat(20016, 9), flat(20018, 1, peer=77)]
    about = pair_of([], received, SENDER, THRESHOLDS).about
    assert {mid: each.curves[0].peer_uid for mid, each in about.items()} == {20004: SENDER, 20016: 0}


def test_the_curves_of_a_user_who_came_back_are_one_in_the_order_of_time() -> None:
    late = Curve("S2", 20017, 0, array("q", [T0 + 50, T0 + 52]), array("d", [5.0, 6.0]))
    early = Curve("S1", 20017, 0, array("q", [T0, T0 + 2]), array("d", [1.0, 2.0]))
    (joined,) = whole([late, early])
    assert list(joined.ts) == [T0, T0 + 2, T0 + 50, T0 + 52]
    assert list(joined.values) == [1.0, 2.0, 5.0, 6.0]


def stay(sid: str, join_s: int, leave_s: int | None, uid: int = SENDER) -> Session:
    leave_ts = None if leave_s is None else T0 + leave_s
    return Session(sid, "class", uid, "4G", "iOS", True, "3.1.2", "iPhone", T0 + join_s, leave_ts, leave_s is not None)


def test_the_session_of_a_moment_is_the_one_that_was_on_then() -> None:
    stays: Sequence[Session] = sessions_of(
        [stay("B", 100, None), stay("A", 0, 60), stay("C", 0, 900, RECEIVER)], SENDER
    )
    assert [one.sid for one in stays] == ["A", "B"]
    on = [on_at(stays, T0 + seconds) for seconds in (0, 60, 80, 100, 5000)]
    assert [one.sid if one else None for one in on] == ["A", "A", None, "B", "B"]
