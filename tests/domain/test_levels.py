"""Which values are abnormal, by default and by the config."""

from __future__ import annotations

import pytest

from tui.domain.glossary import LIVE_METRICS, MIDS, Metric, Mid, level, thresholds_with
from tui.domain.glossary.levels import ThresholdError
from tui.domain.records import Direction, Level, Threshold

GOOD, WARN, BAD, NEUTRAL = Level.GOOD, Level.WARN, Level.BAD, Level.NEUTRAL


def live(name: str, value: float) -> Level:
    return level(value, LIVE_METRICS[name].threshold, LIVE_METRICS[name].direction)


def curve(mid: int, value: float) -> Level:
    return level(value, MIDS[mid].threshold, MIDS[mid].direction)


@pytest.mark.parametrize(
    ("name", "good", "warn", "bad"),
    [
        ("joinSuccessRate", 97.5, 97.4, 94.9),
        ("joinSuccess5SecsRate", 97.5, 95.0, 94.9),
        ("videoFreezeRate", 2.5, 5.0, 5.1),
        ("audioFreezeRate", 1.5, 3.0, 3.1),
        ("videoUpstreamExcellentTransRate", 95.0, 90.0, 89.9),
        ("audioUpstreamExcellentTransRate", 95.0, 90.0, 89.9),
        ("videoEnd2EndExcellentTransRate", 95.0, 90.0, 89.9),
        ("audioEnd2EndExcellentTransRate", 95.0, 90.0, 89.9),
    ],
)
def test_a_live_value_exactly_on_a_limit_is_not_beyond_it(name: str, good: float, warn: float, bad: float) -> None:
    assert [live(name, value) for value in (good, warn, bad)] == [GOOD, WARN, BAD]


@pytest.mark.parametrize(
    ("mid", "good", "warn", "bad"),
    [
        (20001, 80, 95, 95.1),
        (20002, 80, 95, 95.1),
        (20007, 5, 3, 2),
        (20015, 2.5, 5, 5.1),
        (20016, 2.5, 5, 5.1),
        (20017, 2.5, 5, 5.1),
        (20018, 2.5, 5, 5.1),
        (20021, 40, 80, 81),
        (20022, 250, 500, 501),
    ],
)
def test_a_curve_value_exactly_on_a_limit_is_not_beyond_it(mid: int, good: float, warn: float, bad: float) -> None:
    assert [curve(mid, value) for value in (good, warn, bad)] == [GOOD, WARN, BAD]


def test_a_metric_that_is_neither_better_nor_worse_is_never_judged() -> None:
    assert live("pcu", 0) is NEUTRAL
    assert curve(20003, 0) is NEUTRAL
    assert level(99, Threshold(warn=1, bad=2), Direction.NEITHER) is NEUTRAL


def test_a_metric_without_threshold_is_never_judged() -> None:
    assert curve(20011, 10_000) is NEUTRAL


def test_every_default_warns_before_it_is_bad() -> None:
    rows: list[Metric | Mid] = [*LIVE_METRICS.values(), *MIDS.values()]
    for row in rows:
        if row.threshold is not None:
            assert level(row.threshold.bad, row.threshold, row.direction) is WARN


def test_without_overrides_the_thresholds_are_the_defaults() -> None:
    thresholds = thresholds_with({})
    assert thresholds["videoFreezeRate"] == Threshold(warn=2.5, bad=5)
    assert thresholds["20022"] == Threshold(warn=250, bad=500)
    assert "pcu" not in thresholds
    assert "20011" not in thresholds


def test_an_override_leaves_the_other_metrics_alone_and_without_warn_keeps_it_halfway() -> None:
    thresholds = thresholds_with({"videoFreezeRate": {"bad": 8}, "20018": {"warn": 1, "bad": 2.0}})
    assert thresholds["videoFreezeRate"] == Threshold(warn=4, bad=8)
    assert thresholds["20018"] == Threshold(warn=1, bad=2)
    assert thresholds["audioFreezeRate"] == LIVE_METRICS["audioFreezeRate"].threshold
    assert MIDS[20018].threshold == Threshold(warn=2.5, bad=5)


def test_warn_may_equal_bad_for_a_metric_that_needs_no_warning() -> None:
    assert thresholds_with({"joinSuccessRate": {"warn": 95}})["joinSuccessRate"] == Threshold(95, 95)


def test_a_metric_without_default_can_be_given_both_sides() -> None:
    assert thresholds_with({"20011": {"warn": 200, "bad": 600}})["20011"] == Threshold(200, 600)


@pytest.mark.parametrize(
    ("overrides", "sentence"),
    [
        ({"videoFrezeRate": {"bad": 1}}, r"thresholds\.videoFrezeRate: .*allowed: joinSuccessRate, .*20022"),
        ({"pcu": {"bad": 1}}, r"thresholds\.pcu: .*allowed:"),
        ({"20018": 5}, r"thresholds\.20018: must be a table"),
        ({"20018": {"wran": 1}}, r"thresholds\.20018\.wran: unknown key; allowed: warn, bad"),
        ({"alikeShare": {"warn": 60}}, r"thresholds\.alikeShare\.warn: unknown key; allowed: bad$"),
        ({"20018": {"bad": "5"}}, r"thresholds\.20018\.bad: must be a number, not '5'"),
        ({"20018": {"bad": True}}, r"must be a number, not True"),
        ({"20018": {"bad": float("nan")}}, r"must be a number, not nan"),
        ({"20018": {"bad": float("inf")}}, r"must be a number, not inf"),
        ({"20018": {"bad": 10**400}}, r"must be a number"),
        ({"20011": {"bad": 600}}, r"thresholds\.20011: has no default, so both"),
        ({"videoFreezeRate": {"warn": 6}}, r"warn \(6\) must be at most bad \(5\), because more is worse"),
        ({"joinSuccessRate": {"warn": 90}}, r"warn \(90\) must be at least bad \(95\), because less is worse"),
    ],
)
def test_a_wrong_override_is_refused_with_its_key_and_what_is_allowed(
    overrides: dict[str, object], sentence: str
) -> None:
    with pytest.raises(ThresholdError, match=sentence):
        thresholds_with(overrides)
