"""The pair: whose curves stand for whom, and which of a user's sessions was on."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

import pytest

from tests.analysis.calls_made import T, session
from tests.analysis.test_session import T0, THRESHOLDS
from tui.analysis.calls.pair import on_at, pair_of, session_named, sessions_of, whole
from tui.domain.records import Curve, Scope, Session

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


@pytest.mark.parametrize(
    ("scope", "moment_ts", "sid"),
    [
        (Scope(sid="second", uid="7"), None, "second"),
        (Scope(sid="gone", uid="7"), T + 10, "first"),
        (Scope(uid="7"), T + 350, "third"),
        (Scope(uid="7"), None, "third"),
        (Scope(uid="8"), T + 10, None),
        (Scope(), None, None),
    ],
    ids=["by its id", "on at the moment", "none on at the moment", "no moment", "another user", "nobody"],
)
def test_a_scope_names_a_session_by_its_id_else_the_user_s_at_the_moment_else_the_last(
    scope: Scope, moment_ts: int | None, sid: str | None
) -> None:
    stays = [("first", T, T + 100), ("third", T + 400, T + 500), ("second", T + 200, T + 300)]
    sessions = [session(7, sid=each, join_ts=start_ts, leave_ts=end_ts) for each, start_ts, end_ts in stays]
    found = session_named(sessions, scope, moment_ts)
    assert (None if found is None else found.sid) == sid
