"""Ids outside the tables have a name too."""

from __future__ import annotations

from tui.domain.glossary import GROUPS, LIVE_METRICS, MIDS, experience, factor, mid
from tui.domain.records import Direction


def test_a_root_cause_outside_the_tables_is_named_by_its_number() -> None:
    assert factor(18) == ("unknown cause 18", "未知根因 18")
    assert factor(23).zh == "视频下行网络丢包"
    assert factor(-1).en == "unknown cause -1"


def test_an_experience_outside_the_tables_is_named_by_its_number() -> None:
    assert experience(7) == ("unknown experience 7", "未知体验 7")
    assert experience(4) == ("video freeze", "视频卡顿")


def test_a_mid_outside_the_tables_is_named_by_its_number_and_judged_by_nothing() -> None:
    unknown = mid(20012)
    assert (unknown.mid, unknown.title) == (20012, ("unknown metric 20012", "未知指标 20012"))
    assert (unknown.direction, unknown.threshold, unknown.unit) == (Direction.NEITHER, None, "")
    assert unknown.group in GROUPS
    assert mid(20018) is MIDS[20018]


def test_the_mids_that_have_peers_are_those_of_the_receiving_side() -> None:
    per_peer = {number for number, row in MIDS.items() if row.per_peer}
    assert per_peer == {20004, 20005, 20009, 20010, 20011, 20016, 20018}


def test_every_group_has_a_heading() -> None:
    assert {row.group for row in MIDS.values()} == {"audio", "video", "device", "network"}
    assert [row.group for row in LIVE_METRICS.values()] == (["scale"] * 2 + ["experience"] * 4 + ["network"] * 4)
    assert {row.group for row in LIVE_METRICS.values()} | {row.group for row in MIDS.values()} <= set(GROUPS)
