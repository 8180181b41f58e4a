"""Each metric of a session has one name in all editions, is explained, and has a key in the config."""

from __future__ import annotations

import pytest

from tui.domain.glossary import CURVE_METRICS, MIDS, mid
from tui.domain.glossary.advice import UNKNOWN_ADVICE
from tui.domain.glossary.levels import ThresholdError, threshold_key, thresholds_with
from tui.domain.glossary.mid_advice import mid_advice
from tui.domain.glossary.mids import WEB_LOSSES
from tui.domain.records import Direction, Threshold
from tui.domain.records.curve_metrics import NUMBERS, OWN_NUMBERS, CurveMetric, unlisted


def test_every_metric_is_titled_and_explained_and_those_of_2020_keep_their_numbers() -> None:
    assert set(CURVE_METRICS) == NUMBERS
    assert set(MIDS) == NUMBERS - OWN_NUMBERS
    assert all(mid_advice(number) is not UNKNOWN_ADVICE for number in NUMBERS)
    for titles in zip(*(row.title for row in CURVE_METRICS.values()), strict=True):
        assert len(set(titles)) == len(titles)


def test_an_unlisted_id_is_shown_by_itself_even_where_a_metric_has_its_number() -> None:
    for listed in (20012, 20013, 1_000_006):
        row = mid(unlisted(listed))
        assert row.title.en == f"unknown metric {listed}"
        assert (row.threshold, row.group) == (None, "other")


def test_a_loss_by_the_other_definition_says_so_in_its_title_and_its_explanation() -> None:
    for number in WEB_LOSSES:
        row, told = CURVE_METRICS[number], mid_advice(number)
        assert "Web" in row.title.en
        assert "wire" in row.title.en
        assert "实际" in row.title.zh
        assert "retransmi" in told.means.en
        assert "重传" in told.means.zh


def test_a_limit_is_set_by_the_name_of_a_metric_or_by_its_number_of_2020() -> None:
    by_name = thresholds_with({"video_end_to_end_loss": {"warn": 3, "bad": 9}})
    assert by_name == thresholds_with({"20018": {"warn": 3, "bad": 9}})
    own = thresholds_with({"app_memory": {"warn": 70, "bad": 90}})
    assert own[str(int(CurveMetric.APP_MEMORY))] == Threshold(warn=70, bad=90)


@pytest.mark.parametrize("key", ["20024", str(int(CurveMetric.APP_MEMORY)), "video_send_bitrate", "20006"])
def test_an_id_of_another_edition_and_a_metric_without_a_bad_side_are_no_keys(key: str) -> None:
    with pytest.raises(ThresholdError):
        thresholds_with({key: {"warn": 1, "bad": 2}})


def test_the_key_that_the_screen_names_is_one_that_the_config_takes() -> None:
    for number, row in CURVE_METRICS.items():
        if row.direction is Direction.MORE_IS_WORSE:
            assert thresholds_with({threshold_key(number): {"warn": 1, "bad": 2}})[str(int(number))].bad == 2
