"""The XLA minutes in words and as an extract: their limit's source, their allowance, the minutes that are not known."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from tests.export.made import setting
from tui.analysis.project.xla import MinuteTally, XlaMetric, month_of
from tui.domain.fields import AtLeast, Lacking
from tui.domain.glossary import LIVE_METRICS
from tui.domain.records import DAY, Level, MinuteState
from tui.domain.text import LANGS, Lang
from tui.export.extract import state_name
from tui.messages.export_fields import STATES
from tui.ui.features.usage.xla import XlaData, xla_export, xla_line, xla_sentences

# 2026-11-22T00:00:00Z
T = 1_795_305_600
FREEZE, JOIN = LIVE_METRICS["videoFreezeRate"], LIVE_METRICS["joinSuccess5SecsRate"]
WHOLE = MinuteTally(12, 1428)
HOLED = MinuteTally(3, 1000, {MinuteState.MISSING: 400, MinuteState.NOT_ASKED: 37})


def month(*metrics: XlaMetric) -> XlaData:
    return XlaData(month_of(T), metrics)


def one(*days: MinuteTally, allowance: int | None = 43, is_agreed: bool = True) -> XlaMetric:
    return XlaMetric(FREEZE, 4.0, is_agreed, allowance, {T + DAY * index: day for index, day in enumerate(days)})


def said(data: XlaData, lang: Lang = "en") -> str:
    return "\n".join(xla_sentences(data, lang))


def test_with_every_minute_known_the_rest_of_the_allowance_is_a_number() -> None:
    data = month(one(WHOLE))
    assert xla_line(data, "en") == "XLA minutes 2026-11, estimate: Video freeze 12 (left 31)"
    assert "Video freeze: 31 of 43 minutes left" in said(data)
    assert "not known" not in said(data)
    assert data.level is Level.GOOD


def test_unknown_minutes_are_neither_good_nor_bad_and_make_the_rest_a_span() -> None:
    data = month(one(WHOLE, HOLED))
    assert xla_line(data, "en").endswith("Video freeze ≥ 15 (left ≤ 28)")
    assert "15 minutes beyond > 4 % of 2,443 known minutes" in said(data)
    assert "neither good nor bad: 400 missing · 37 not asked" in said(data)
    assert "0 to 28 of 43 minutes left: 437 minutes are not known" in said(data)
    assert data.level is Level.NEUTRAL, "437 unknown minutes may have used up the allowance"


def test_without_a_known_minute_nothing_is_counted() -> None:
    assert "Video freeze unknown" in xla_line(month(one(MinuteTally(gaps={MinuteState.LOST: 9}))), "en")


def test_an_allowance_that_is_used_up_is_said_by_how_much() -> None:
    data = month(one(replace(WHOLE, beyond=50)))
    assert "the allowance of 43 minutes is exceeded by 7" in said(data)
    assert data.level is Level.BAD
    assert "exceeded by 7 or more" in said(month(one(replace(WHOLE, beyond=50, gaps={MinuteState.PENDING: 1}))))


@pytest.mark.parametrize("lang", LANGS)
def test_what_no_config_gives_is_said_to_be_unknown_or_the_screens_own(lang: Lang) -> None:
    data = month(one(WHOLE, allowance=None, is_agreed=False))
    assert "[xla]" in said(data, lang)
    assert ("left unknown" if lang == "en" else "剩余未知") in xla_line(data, lang)
    assert data.level is Level.NEUTRAL
    (row,) = xla_export(data, setting()).table.rows
    assert Lacking("unknown") in row
    assert "screen" in row
    agreed = said(month(one(WHOLE)), lang)
    assert "[xla]" not in agreed


def test_the_export_tells_each_reason_and_each_day() -> None:
    extract = xla_export(month(one(WHOLE, HOLED)), setting())
    row = dict(zip((field.name for field in extract.table.fields), extract.table.rows[0], strict=True))
    assert (row["minutes_beyond"], row["minutes_known"], row["minutes_missing"]) == (AtLeast(15), 2443, 400)
    assert (row["left_at_least_minutes"], row["left_at_most_minutes"]) == (-409, 28)
    (days,) = extract.others
    assert [day[0] for day in days.rows] == ["2026-11-22", "2026-11-23"]
    assert "estimate: a minute counts with" in extract.findings[-1]


def test_an_edition_without_minutes_of_the_project_has_no_line() -> None:
    assert xla_line(month(), "en") == ""
    assert "no XLA minutes" in said(month())


@pytest.mark.parametrize("state", MinuteState)
def test_every_state_of_a_minute_has_words(state: MinuteState) -> None:
    assert all(STATES[state_name(state)](lang) for lang in ("en", "zh"))
