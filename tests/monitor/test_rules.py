"""Limits, and the way back from them."""

from __future__ import annotations

import pytest

from tui.agora.editions.reference_2020 import EDITION
from tui.domain.edition import Edition
from tui.domain.glossary import BIG_CHANNEL_METRICS, LIVE_METRICS
from tui.monitor.rules import clear_of, clear_slots_of, endpoint_of, slots_of


@pytest.mark.parametrize(
    ("limit", "is_above", "unit", "clear"),
    [
        (5, True, "%", 4.5),
        (95, False, "%", 95.5),
        (0, True, "%", 0),
        (100, False, "%", 100),
        (100, True, "", 90),
        (100, False, "", 110),
        (0, True, "", 0),
    ],
)
def test_an_alarm_is_over_a_tenth_of_the_way_to_the_best_value(
    limit: float, is_above: bool, unit: str, clear: float
) -> None:
    assert clear_of(limit, is_above=is_above, unit=unit) == pytest.approx(clear)


def test_minutes_become_slots_of_the_data() -> None:
    assert [slots_of(3, slot_s) for slot_s in (60, 20, 600)] == [3, 9, 1]
    assert [clear_slots_of(minutes, 60) for minutes in (1, 2, 3, 10)] == [3, 3, 3, 10]
    assert clear_slots_of(1, 20) == 9


def test_each_metric_of_a_screen_has_an_endpoint_and_one_of_another_edition_has_none() -> None:
    for metric in (*LIVE_METRICS.values(), *BIG_CHANNEL_METRICS.values()):
        endpoint = endpoint_of(metric, EDITION)
        assert endpoint is not None
        assert endpoint.slot_s == 60
        assert endpoint_of(metric, Edition("another", {})) is None
