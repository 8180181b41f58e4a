"""The worlds are as the truth says; and the engine accuses nobody wrongly in any of them.

`uv run pytest -m long tests/verdicts` asks of more than 2,000 worlds, and of those that are out of sight.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pytest

from tests.rolled import rolled_up
from tests.verdicts.__main__ import told
from tests.verdicts.asking import World
from tests.verdicts.hidden_kinds import HIDDEN_KINDS
from tests.verdicts.judging import Answered, answered
from tests.verdicts.kinds import HIDDEN_SEEDS_FROM, OPEN_KINDS, world, worlds
from tests.verdicts.tally import Tally
from tests.verdicts.truth import Grade
from tui.analysis.cause.verdict import Side
from tui.domain.glossary.mids import MIDS
from tui.domain.records import Curve

FREEZES, LOSSES = (20005, 20011), (20015, 20016, 20017, 20018)


@pytest.fixture(scope="module")
def some() -> list[World]:
    """One world of each kind, of each level of noise in turn."""
    return [world(kind, seed) for seed, kind in enumerate((*OPEN_KINDS, *HIDDEN_KINDS))]


def gaps_of(curve: Curve) -> Iterator[int]:
    return (later - earlier for earlier, later in pairwise(curve.ts))


def mean(curve: Curve) -> float:
    return sum(curve.values) / len(curve.values)


def test_the_same_kind_and_seed_is_the_same_world() -> None:
    for kind in ("jitter, downlink", "sampled every 2 to 10 s", "rejoin with a new sid"):
        assert world(kind, 4) == world(kind, 4)
        assert world(kind, 4) != world(kind, 7)


@pytest.mark.long
def test_curves_are_those_of_the_table_of_metrics_and_their_points_ascend(some: list[World]) -> None:
    for made in some:
        sids = {session.sid for session in made.sessions}
        for curve in made.curves:
            assert curve.sid in sids
            assert curve.mid in MIDS
            assert len(curve.ts) == len(curve.values) > 0
            assert all(step > 0 for step in gaps_of(curve))
            assert min(curve.values) >= 0
            if curve.mid in LOSSES or curve.mid in (20001, 20002):
                assert max(curve.values) <= 100
        keys = [(curve.sid, curve.mid, curve.peer_uid) for curve in made.curves]
        assert len(keys) == len(set(keys))


def test_nothing_freezes_for_longer_than_its_sample(some: list[World]) -> None:
    for made in some:
        for curve in made.curves:
            if curve.mid in FREEZES and len(curve.ts) > 1:
                assert max(curve.values) <= 1000 * min(gaps_of(curve))


def test_loss_end_to_end_is_that_of_both_parts_of_the_way() -> None:
    made = world("two at once", 3)
    by_key = {(curve.sid, curve.mid, curve.peer_uid): curve for curve in made.curves}
    up = mean(by_key["S1001", 20017, 0])
    down = mean(by_key["S1003", 20018, 1002])  # 1002's own uplink is clean
    assert mean(by_key["S1003", 20018, 1001]) == pytest.approx(up + down, rel=0.2)
    assert mean(by_key["S1004", 20018, 1001]) == pytest.approx(up, rel=0.25)


def test_each_kind_asks_of_a_whole_call_and_of_moments_in_it(some: list[World]) -> None:
    for made in some:
        moments = [question.moment_ts for question in made.questions]
        assert None in moments
        assert all(made.window.holds(ts) for ts in moments if ts is not None)
    known = [question.truth.is_known for made in some for question in made.questions]
    assert sum(known) > 0.8 * len(known)


def test_a_sender_s_fault_is_asked_of_all_its_receivers_and_a_receiver_s_of_all_senders() -> None:
    for kind, side in (("plain: uplink", Side.SENDER), ("plain: downlink", Side.RECEIVER)):
        questions = [one for one in world(kind, 2).questions if one.moment_ts is None and one.truth.required]
        blamed = {one.truth.required[0].uid for one in questions}
        assert len(blamed) == 1
        assert {one.truth.required[0].side for one in questions} == {side}
        assert len(questions) >= 2


def test_rollups_hold_all_points() -> None:
    made = world("points missing", 5)
    for curve, minutes in zip(made.curves, rolled_up(made.curves), strict=True):
        assert sum(minutes.counts) == len(curve.ts)
        assert sum(minutes.sums) == pytest.approx(sum(curve.values))
        assert minutes.first_ts == curve.ts[0] // 60 * 60


# ── the engine ───────────────────────────────────────────────────────────────


def judged(made: Iterator[World]) -> tuple[Tally, list[str]]:
    """The tally, and what was wrong."""
    tally, wrong = Tally(), []
    for one in made:
        answers: list[Answered] = list(answered(one))
        tally.add(answers)
        wrong += [told(one, each) for each in answers if each.grade in (Grade.WRONG, Grade.ALL_CLEAR)]
    return tally, wrong


def nothing_wrong(tally: Tally, wrong: list[str]) -> None:
    assert not wrong, f"{len(wrong)} wrong:\n" + "\n".join(wrong[:10])
    assert tally.missed_percent <= 5


def test_nobody_is_accused_wrongly_in_a_world_of_every_other_kind(some: list[World]) -> None:
    nothing_wrong(*judged(made for made in some[::2] if made.kind in OPEN_KINDS))


@pytest.mark.long
def test_nobody_is_accused_wrongly_in_two_thousand_worlds() -> None:
    seeds = range(100, 100 + 2000 // len(OPEN_KINDS) + 1)
    nothing_wrong(*judged(worlds(list(OPEN_KINDS), seeds)))


@pytest.mark.long
def test_nobody_is_accused_wrongly_in_worlds_that_were_out_of_sight() -> None:
    seeds = range(HIDDEN_SEEDS_FROM, HIDDEN_SEEDS_FROM + 12)
    nothing_wrong(*judged(worlds([*HIDDEN_KINDS, *OPEN_KINDS], seeds)))
