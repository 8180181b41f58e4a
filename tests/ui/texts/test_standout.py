"""The sentence of what stands out, in both languages, and what the numbers lack."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tui.analysis.project.outliers import Outliers, outliers
from tui.domain.records import BreakdownRow, KeptFigure, Level, Window
from tui.domain.text import Lang
from tui.ui.texts.standout import compared_text, lacks, largest_text, value_name, verdict

Told = tuple[str, float | None, int | None]
TITLES: Mapping[str, str] = {"freeze": "video freeze"}


def by(dimension: str, *rows: Told, unread: int = 0) -> KeptFigure:
    made = tuple(BreakdownRow(name, percent, users=users) for name, percent, users in rows)
    return KeptFigure("top", "freeze", dimension, Window(0, 20), 50.0, rows=made, unread=unread)


def found(*figures: KeptFigure, is_low_bad: bool = False) -> Outliers:
    return outliers(figures, least_percent=2.5, is_low_bad=is_low_bad, caps={"device": 3})


def said(result: Outliers, *, is_low_bad: bool = False, lang: Lang = "en") -> tuple[str, Level]:
    return verdict(result, TITLES, 2.5, is_low_bad=is_low_bad, lang=lang)


def test_the_value_that_stands_out_is_told_with_its_share_both_rates_and_the_odds_of_chance() -> None:
    result = found(by("network", ("4G", 10.0, 200), ("Wi-Fi", 1.0, 800)), by("os", ("a", 2.8, 500), ("b", 2.8, 500)))
    text, level = said(result)
    assert level is Level.BAD
    assert text == (
        "network 4G stands out: video freeze 10 % of its 200 users (20 % of all), 1.0 % of the other 800; "
        "chance alone shows such a value in less than 1 of 1,000,000 breakdowns (4 values compared)"
    )


def test_odds_are_rounded_to_the_side_of_doubt_and_more_values_stand_behind_the_first() -> None:
    result = found(
        by("network", ("4G", 35.0, 20), ("Wi-Fi", 2.0, 100)),
        by("os", ("Android", 20.0, 40), ("iOS", 1.0, 80)),
    )
    text, _ = said(result)
    assert "at most 1 of " in text
    assert " · stands out as well: system Android 20 %" in text
    odds = 1.0 / result.found[0].chance
    told = float(text.split("at most 1 of ")[1].split(" ")[0].replace(",", ""))
    assert odds / 2 < told <= odds


def test_a_value_of_few_users_cannot_be_told_from_chance() -> None:
    text, level = said(found(by("os", ("a", 12.0, 9), ("b", 1.5, 40))))
    assert level is Level.WARN
    assert text.startswith("cannot be told: system a has video freeze 12 % of its 9 users, 1.5 % of the other 40")
    text, level = said(found(by("device", ("a", 100.0, 2), ("b", 0.0, 5000))))
    assert level is Level.WARN
    assert "a side needs 3 users at least" in text


def test_where_none_stands_out_the_limit_that_none_reaches_is_told() -> None:
    same = by("os", ("a", 2.0, 900), ("b", 2.0, 900))
    assert said(found(same)) == (
        "no value stands out: of 2 values compared none reaches 2.5 % and 2 times the rate of the others",
        Level.GOOD,
    )
    high = by("os", ("a", 99.0, 900), ("b", 99.0, 900))
    text, _ = said(found(high, is_low_bad=True), is_low_bad=True)
    assert "none falls to 97.5 %" in text
    assert said(found()) == ("cannot be told: no value can be compared", Level.WARN)


def test_what_the_numbers_lack_is_told_by_dimension() -> None:
    result = found(
        by("country", ("A", 3.0, 400), ("B", 3.0, 400), unread=1),
        by("region"),
        by("network", ("4G", 90.0, None), ("LAN", 1.0, 50)),
        by("os", ("a", 90.0, 30), ("b", 1.0, 50)),
        by("device", ("x", 3.0, 10), ("y", 3.0, 10), ("z", None, 12)),
    )
    assert lacks(result, "en", counts_attempts=True) == (
        "country: 1 row not read",
        "region: the answer has no rows",
        "network: the answer tells no users",
        "system: rows of 10 % of the users",
        "device: the first 3 values of the API alone",
        "device: no rate of 12 users",
        "the API tells users in the place of attempts to join: each counts as one attempt",
    )


def test_values_keep_the_names_of_the_api_but_for_several_values_and_none() -> None:
    names = [value_name("region", name, "zh") for name in ("Sindh", "Others", "UNKNOWN", "", "NETWORK_UNKNOWN")]
    assert names == ["Sindh", "其他（多个值）", "未知", "未知", "未知"]
    assert value_name("network", "UNKNOWN", "en") != "UNKNOWN"
    assert value_name("device", "a\x1b[2Jb", "en") == "a\N{REPLACEMENT CHARACTER}[2Jb"


def test_the_rates_of_one_value_and_the_largest_shares_have_their_lines() -> None:
    (first, _), *_ = (each.comparisons for each in found(by("os", ("a", 12.0, 9), ("b", 1.5, 40))).dimensions)
    assert compared_text(first, "en").startswith("12 % of 9 users, 1.5 % of the other 40; by chance in ")
    row = BreakdownRow("Wi-Fi", count=610.0, users=610)
    assert largest_text([("network", row, 1000)], "en") == "most users: network Wi-Fi 61 %"
    assert largest_text([], "zh") == "无法判断：没有可比较的值"


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_two_metrics_are_told_apart(lang: Lang) -> None:
    audio = by("os", ("a", 60.0, 40), ("b", 1.0, 60))
    video = KeptFigure("top", "other", "os", Window(0, 20), 50.0, rows=by("os", ("a", 50.0, 40), ("b", 1.0, 60)).rows)
    text, _ = verdict(found(audio, video), {"freeze": "AAA", "other": "VVV"}, 2.5, is_low_bad=False, lang=lang)
    assert "AAA" in text
    assert "VVV" in text
