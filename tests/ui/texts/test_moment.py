"""The diagnoses of a moment in two lines, with their summary in hand."""

from __future__ import annotations

import pytest

from tests.ui.features.in_hand import context, said
from tests.worlds import NOW_TS
from tui.analysis.project.diagnosis import Doubt, FactorCount, Summary
from tui.domain.names import Names
from tui.domain.text import Lang, Phrase
from tui.messages import diagnosis as words
from tui.ui.texts.moment import CAUSES, causes, count_text, moment_lines

LOSS = FactorCount(23, 5, (("44361248", 4), ("7", 1)))
FROZEN = Summary(7, ((4, 7), (5, 2)), (LOSS, FactorCount(21, 2)))


def lines(summary: Summary, lang: Lang = "en", channel: str | None = None) -> tuple[str, str]:
    first, second = moment_lines(NOW_TS, summary, context(lang), channel)
    return said(first), said(second)


def test_people_their_experiences_and_the_causes_with_whose_they_are() -> None:
    first, second = lines(FROZEN)
    assert first.startswith("at 07:56")
    assert "7 people" in first
    assert "video freeze 7 · " in first
    assert "video downstream packet loss ×5" in second
    assert "44361248 ×4" in second


def test_the_channel_is_named_where_the_lines_are_not_narrowed_to_it() -> None:
    assert "数学-3班" in lines(FROZEN, channel="数学-3班")[0]


def test_one_person_is_one_and_ten_of_a_full_answer_are_at_least_ten() -> None:
    one = Summary(1, ((4, 1),), ())
    assert "1 person" in lines(one)[0]
    full = Summary(10, ((4, 10),), (), at_least=True, doubt=Doubt.TRUNCATED)
    assert "≥" in lines(full)[0]
    assert count_text(1234, context(), at_least=False) == "1,234"
    assert ">=" in count_text(1234, context(ascii_only=True), at_least=True)


@pytest.mark.parametrize(
    ("doubt", "phrase"),
    [
        (None, words.NOBODY),
        (Doubt.PENDING, words.PENDING),
        (Doubt.TRUNCATED, words.NOBODY_NAMED),
        (Doubt.NOT_YET, words.NOTHING_YET),
        (Doubt.NOT_ASKED, words.NOTHING_STORED),
        (Doubt.LOST, words.NOTHING_LOST),
        (Doubt.UNREAD, words.NOTHING_READ),
    ],
)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_nobody_is_said_only_of_a_moment_that_is_known(doubt: Doubt | None, phrase: Phrase, lang: Lang) -> None:
    first, second = lines(Summary(0, (), (), doubt=doubt), lang)
    assert first.endswith(phrase(lang))
    assert (words.NOBODY(lang) in first) == (doubt is None)
    assert second == ""


def test_what_may_be_missing_is_told_behind_the_people() -> None:
    for doubt, phrase in ((Doubt.PENDING, words.PENDING), (Doubt.UNREAD, words.PARTLY_READ)):
        assert lines(Summary(2, ((4, 2),), (), doubt=doubt))[0].endswith(phrase("en"))


def test_the_most_frequent_causes_are_named_and_the_rest_counted() -> None:
    several = Summary(9, ((4, 9),), tuple(FactorCount(20 + number, 9 - number) for number in range(CAUSES + 2)))
    text = said(causes(several, "en", Names()))
    assert text.count("×") == CAUSES
    assert text.endswith(words.MORE("en", n=2))
    assert said(causes(Summary(1, ((4, 1),), ()), "en", Names())) == words.NO_CAUSE("en")
