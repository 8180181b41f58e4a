"""The score of a session of a call, with its standing in hand."""

from __future__ import annotations

import pytest

from tests.ui.features.in_hand import context, said
from tests.worlds import NOW_TS
from tui.analysis.calls.standing import Measure, Standing, Worst
from tui.domain.glossary import thresholds_with
from tui.domain.records import Level, Session
from tui.domain.text import Lang, Phrase
from tui.messages import call as words
from tui.ui.features.call.scores import mid_value, sum_runs

T = int(NOW_TS)
THRESHOLDS = thresholds_with({})
ONE = Session("s", "c1", 44361248, "4G", "iOS", True, "3.1.2", "iPhone12,1", T - 3000, T - 300, False)


def standing(*worst: Worst, minutes: int = 3) -> Standing:
    measures = [Measure.UPSTREAM, Measure.END_TO_END][: len(worst)]
    known = {T - 60 * number: Level.GOOD for number in range(minutes)}
    return Standing(ONE, dict(zip(measures, worst, strict=True)), None, known)


def worst(percent: float, level: Level, ratio: float) -> Worst:
    return Worst(20017, 0, T - 60, percent, level, ratio, percent, THRESHOLDS["20017"])


def test_a_sum_tells_each_part_with_its_limit_and_comes_to_its_score() -> None:
    one = standing(worst(31.0, Level.BAD, 6.2), worst(4.0, Level.WARN, 0.8))
    text = said(sum_runs(one, context()))
    assert text.startswith("44361248: ")
    assert "31 % / 5 (6.2) + " in text
    assert text.endswith(" 4.0 % / 5 (0.8) = 7.0")


@pytest.mark.parametrize(
    ("one", "phrase"),
    [
        (standing(worst(1.0, Level.GOOD, 0.2)), words.SUM_NONE),
        (standing(minutes=0), words.SUM_UNKNOWN),
    ],
)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_row_without_a_part_says_whether_nothing_was_bad_or_nothing_is_known(
    one: Standing, phrase: Phrase, lang: Lang
) -> None:
    assert said(sum_runs(one, context(lang))).startswith(phrase(lang, uid="44361248", sum=""))


def test_without_a_row_under_the_cursor_there_is_no_sum() -> None:
    assert sum_runs(None, context()) == ()


@pytest.mark.parametrize(
    ("mid_id", "value", "text"),
    [(20017, 31.04, "31 %"), (20017, 3.04, "3.0 %"), (20011, 31.0, words.FROZEN("en", value="31 %"))],
)
def test_a_minute_has_its_unit_and_a_freeze_the_share_of_the_minute(mid_id: int, value: float, text: str) -> None:
    assert mid_value(mid_id, value, THRESHOLDS, "en") == text
