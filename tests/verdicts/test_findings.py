"""The findings on worlds with known truth, as each edition tells them: no wrong user, side or sufferer in any.

`uv run pytest -m long tests/verdicts/test_findings.py` asks of more than 1,000 worlds.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

import pytest

from tests.verdicts.concluding import Outcome, concluded
from tests.verdicts.editions import EDITIONS, as_told
from tests.verdicts.kinds import world
from tests.verdicts.table import KINDS, WAYS, Way
from tests.verdicts.truth import Grade
from tui.domain.records.curve_metrics import CurveMetric

WRONG = (Outcome.WRONG, Outcome.ALL_CLEAR)
SHORT = ("sender's uplink", "receiver's downlink", "nothing at all")


async def faults(kinds: Iterable[str], seeds: range, way: Way) -> list[str]:
    """Each world with a wrong conclusion, and a few words on it."""
    found = []
    for kind in kinds:
        for seed in seeds:
            made = world(KINDS[kind], seed)
            one = concluded(made, await as_told(made, way.edition, in_part=way.in_part))
            wrong = [each for each in one.pairs if each.grade in (Grade.WRONG, Grade.ALL_CLEAR)]
            if one.outcome in WRONG or wrong:
                pairs = [(each.question.sender_uid, each.question.receiver_uid, each.grade.value) for each in wrong]
                found.append(f"{kind}, seed {seed}, {way.name}: {one.outcome.value} {one.why} {pairs}")
    return found


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.name)
async def test_no_wrong_side_is_named_in_a_few_worlds(way: Way) -> None:
    assert await faults(SHORT, range(1, 2), way) == []


@pytest.mark.long
@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.name)
async def test_no_wrong_side_is_named_in_a_thousand_worlds(way: Way) -> None:
    assert await faults(KINDS, range(500, 500 + 1000 // (len(KINDS) * len(WAYS)) + 1), way) == []


def test_both_editions_tell_the_same_curves() -> None:
    made = world("plain: uplink", 1)
    told = [asyncio.run(as_told(made, edition)) for edition in EDITIONS]
    assert {one.uid for one in told[0].sessions} == {one.uid for one in told[1].sessions}
    first, second = ({(one.sid, one.mid, one.peer_uid): one for one in each.curves} for each in told)
    assert first.keys() == second.keys()
    for key, curve in first.items():
        assert list(second[key].ts) == list(curve.ts)
        assert list(second[key].values) == pytest.approx(list(curve.values), abs=1e-3)
    assert any(one.mid == CurveMetric.VIDEO_SEND_BITRATE for one in told[1].curves)
    # This edition alone tells the rates of a user.
    assert [one.video_freeze_percent is None for one in told[0].sessions] == [True] * len(told[0].sessions)
    assert any(one.video_freeze_percent for one in told[1].sessions)


def test_in_part_only_some_users_have_curves() -> None:
    made = world("plain: uplink", 1)
    told = asyncio.run(as_told(made, "today", in_part=True))
    assert told.fetched
    assert {one.sid for one in told.curves} <= told.fetched < {one.sid for one in told.sessions}
