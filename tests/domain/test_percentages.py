"""Percentages whose scale no answer has told: kept as they came, read as soon as any answer tells it."""

from __future__ import annotations

from array import array

import pytest

from tests.rolled import rolled_up
from tui.domain.glossary.mids import CURVE_METRICS, mid
from tui.domain.percentages import (
    PERCENTAGES,
    Scale,
    as_it_came,
    curves_in,
    metric_of,
    minutes_in,
    set_apart,
    told_scale,
    with_those_that_wait,
)
from tui.domain.records import Curve
from tui.domain.records.curve_metrics import CurveMetric as Metric

T0 = 1_795_300_020
LOSS, FPS, CPU = Metric.WEB_VIDEO_DOWN_LOSS, Metric.VIDEO_RECEIVE_RATE, Metric.SYSTEM_CPU


def curve(metric: int, *values: float, peer_uid: int = 0, from_s: int = 0) -> Curve:
    ts = array("q", [T0 + from_s + 2 * at for at in range(len(values))])
    return Curve("S", metric, peer_uid, ts, array("d", values))


@pytest.mark.parametrize(
    ("curves", "scale"),
    [
        ((curve(LOSS, 0.2, 0.9), curve(FPS, 15.0)), None),
        ((curve(LOSS, 0.2, 1.0),), None),
        ((curve(LOSS, 0.0), curve(CPU, 0.0)), None),
        ((curve(FPS, 15.0),), None),
        ((curve(LOSS, 0.2, 1.5),), Scale.PERCENT),
        ((curve(LOSS, 0.2), curve(Metric.APP_CPU, 3.0)), Scale.PERCENT),
        ((curve(LOSS, 0.2), curve(Metric.APP_MEMORY, 0.4)), None),
        ((curve(LOSS, 0.2), curve(CPU, 0.0, 0.4)), Scale.FRACTION),
        ((curve(LOSS, 0.2), curve(Metric.SYSTEM_MEMORY, 0.7)), Scale.FRACTION),
    ],
)
def test_an_answer_tells_the_scale_by_a_value_above_1_or_by_a_device_in_use(
    curves: tuple[Curve, ...], scale: Scale | None
) -> None:
    apart = set_apart(curves)
    assert told_scale(apart) is scale
    assert [one.values for one in apart] == [one.values for one in curves]
    # Only what no answer proves stands apart; what is no percentage never does.
    for one, its in zip(apart, curves, strict=True):
        is_apart = scale is not Scale.PERCENT and its.mid in PERCENTAGES
        assert one.mid == (as_it_came(its.mid) if is_apart else its.mid)


def test_curves_that_wait_are_read_in_the_scale_told_later() -> None:
    apart = set_apart((curve(FPS, 15.0), curve(LOSS, 0.0, 0.07, 1.0)))
    assert curves_in(apart, None) == (curve(FPS, 15.0), curve(as_it_came(LOSS), 0.0, 0.07, 1.0))
    assert curves_in(apart, Scale.PERCENT) == (curve(FPS, 15.0), curve(LOSS, 0.0, 0.07, 1.0))
    assert curves_in(apart, Scale.FRACTION) == (curve(FPS, 15.0), curve(LOSS, 0.0, 7.0, 100.0))
    for scale in (None, *Scale):
        assert minutes_in(rolled_up(apart), scale) == tuple(rolled_up(curves_in(apart, scale)))


def test_a_loss_of_zero_is_zero_in_either_scale() -> None:
    apart = set_apart((curve(LOSS, 0.0, 0.0),))
    assert curves_in(apart, None) == (curve(LOSS, 0.0, 0.0),)
    assert minutes_in(rolled_up(apart), None) == tuple(rolled_up([curve(LOSS, 0.0, 0.0)]))


def test_answers_that_prove_the_scale_and_answers_that_do_not_make_one_curve() -> None:
    proven, waits = curve(LOSS, 2.0, 3.0, from_s=60), curve(as_it_came(LOSS), 0.5, 0.25, from_s=62)
    (joined,) = curves_in((proven, waits), Scale.PERCENT)
    assert (joined.mid, [*joined.ts], [*joined.values]) == (LOSS, [T0 + 60, T0 + 62, T0 + 64], [2.0, 3.0, 0.25])
    later = curve(as_it_came(LOSS), 0.5, from_s=240)
    (by_minute,) = minutes_in(rolled_up([proven, later]), Scale.PERCENT)
    assert by_minute == rolled_up([curves_in((proven, later), Scale.PERCENT)[0]])[0]


def test_every_metric_in_percent_has_a_number_of_its_own_for_values_that_wait() -> None:
    numbers = [as_it_came(metric) for metric in PERCENTAGES]
    assert [metric_of(number) for number in numbers] == [*PERCENTAGES]
    assert not {*numbers} & {*CURVE_METRICS}
    assert all(metric_of(metric) is None for metric in CURVE_METRICS)
    assert with_those_that_wait([LOSS, FPS]) == {LOSS, FPS, as_it_came(LOSS)}
    for number in numbers:
        told = mid(number)
        assert (told.unit, told.threshold) == ("", None)
        assert told.title.en.startswith(CURVE_METRICS[number - as_it_came(0)].title.en)
