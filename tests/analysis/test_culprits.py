"""Culprits: who is named as the cause, by how many users suffer; the worst channels."""

from __future__ import annotations

from tui.analysis.project.culprits import culprits, worst_channels
from tui.domain.records import Cause, Diagnosis

T = 1_795_330_680
TEACHER = "44361248"


def one(uid: str, ts: int, *causes: Cause, channel: str = "class", exp_id: int = 4) -> Diagnosis:
    return Diagnosis(T + ts, uid, exp_id, channel, causes)


def test_who_makes_most_users_suffer_comes_first_however_often_another_is_named() -> None:
    found = culprits(
        [
            one("1", 50, Cause(23, TEACHER)),
            one("2", 40, Cause(21, TEACHER), Cause(23, TEACHER)),
            *(one("3", second, Cause(10), channel="lobby") for second in range(5)),
        ]
    )
    assert [(it.host_uid, it.channel, it.people, len(it.diagnoses), it.is_self) for it in found] == [
        (TEACHER, "class", 2, 2, False),
        ("3", "lobby", 1, 5, True),
    ]
    assert found[0].factor_id == 23
    assert found[0].newest_ts == T + 50


def test_the_affected_user_is_the_cause_only_where_no_other_is_named() -> None:
    found = culprits([one("1", 0, Cause(10), Cause(23, TEACHER)), one("2", 1, Cause(10, "2"))])
    assert {(it.host_uid, it.is_self, it.factor_id) for it in found} == {(TEACHER, False, 23), ("2", True, 10)}


def test_one_host_in_two_channels_is_two_culprits() -> None:
    found = culprits([one("1", 0, Cause(23, TEACHER)), one("2", 1, Cause(23, TEACHER), channel="lobby")])
    assert [it.channel for it in found] == ["lobby", "class"], "of equals the newest first"


def test_a_diagnosis_without_a_cause_blames_the_user_for_nothing_in_particular() -> None:
    (only,) = culprits([one("1", 0)])
    assert (only.host_uid, only.is_self, only.factor_id) == ("1", True, None)


def test_channels_stand_by_the_users_who_suffer_in_them() -> None:
    found = worst_channels(
        [one("1", 3), one("1", 2), one("1", 1), one("2", 0, channel="lobby"), one("3", 5, channel="lobby")]
    )
    assert [(it.channel, it.people, len(it.diagnoses), it.newest_ts) for it in found] == [
        ("lobby", 2, 2, T + 5),
        ("class", 1, 3, T + 3),
    ]
