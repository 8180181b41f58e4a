"""Days and hours of usage as rows, words and an extract."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from tests.export.made import setting
from tests.ui.features.in_hand import context, listed, said
from tui.agora.editions.today import edition_of
from tui.analysis.project.insights import InsightView, insight_view, window_of
from tui.analysis.project.xla import MinuteTally, XlaMetric, month_of
from tui.cli.show.formats import FORMATS, written
from tui.domain.fields import Lacking
from tui.domain.records import DAY, HOUR, Coverage
from tui.domain.text import LANGS, Lang
from tui.messages import insights as words
from tui.messages.export_fields import FIELDS as WORDS_OF_FIELDS
from tui.messages.export_fields import STATES
from tui.ui.context import Context
from tui.ui.features.usage.insights import (
    FIELDS,
    about_lines,
    columns_of,
    insights_export,
    slot_columns,
    slot_rows,
    total_rows,
    why_insights,
)
from tui.ui.features.usage.xla import XlaData

T0 = 1_795_305_600  # 2026-11-22 00:00 UTC
NOW_TS = T0 + 13.0 * HOUR
PREMIUM = edition_of("premium")


def reader(lang: Lang = "en") -> Context:
    found = context(lang)
    found.edition = PREMIUM
    return found


def view(step_s: int = DAY) -> InsightView:
    """Users of the last three days, of which the oldest is final; nothing else."""
    endpoint = PREMIUM["insight_usage"]
    points = {T0 - back * step_s: 1000.0 * back for back in (1, 2, 3)} if step_s == DAY else {T0 - HOUR: 50.0}
    window = window_of(NOW_TS, step_s, 14)
    coverages = {name: Coverage(window, slot_s=step_s) for name in endpoint.metrics}
    coverages["userCount"] = Coverage(window, dict.fromkeys(points, NOW_TS), slot_s=step_s)
    told = {name: points if name == "userCount" else {} for name in endpoint.metrics}
    return insight_view(endpoint, step_s, 14, told, coverages, NOW_TS)


def text(cell: object) -> str:
    return cell if isinstance(cell, str) else said(cell)  # type: ignore[arg-type]


def cells(lang: Lang, row: int, chosen: str = "userCount") -> dict[str, str]:
    rows = slot_rows(view(), chosen, reader(lang), 10)
    keys = [column.key for column in slot_columns(DAY, chosen, lang)]
    return dict(zip(keys, map(text, rows[row].cells), strict=True))


def test_a_day_tells_its_figures_and_whether_it_was_recounted() -> None:
    assert (cells("en", 0)["userCount"], cells("en", 0)["state"]) == ("1,000", "recount 11-23")
    assert cells("en", 2)["state"] == "recounted"
    assert cells("en", 0)["sessionCount"] == "–"
    assert cells("en", 0, "sessionCount")["state"] == "not asked"


@pytest.mark.parametrize("lang", LANGS)
def test_every_metric_has_a_title_an_explanation_and_a_field(lang: Lang) -> None:
    assert {*FIELDS} == {*words.TITLES} == {*words.EXPLAINS} == {*PREMIUM["insight_usage"].metrics}
    assert len({words.TITLES[name](lang) for name in FIELDS}) == len(FIELDS)
    for name in FIELDS:
        told = [each.text for each in why_insights(name, None, reader(lang))]
        assert words.EXPLAINS[name](lang) in told
        assert "40" in told[-1]
        assert "20" in told[-1]
    assert len(total_rows(view(), lang)) == len(FIELDS)


def test_the_chosen_metric_keeps_its_column_where_others_go() -> None:
    for name in FIELDS:
        assert {each.key or each.name: each.priority for each in columns_of(DAY, name)}[name] == 0


def test_the_slot_under_the_cursor_says_why_a_figure_may_change_or_is_not_there() -> None:
    found = view()
    told = [said(line) for line in about_lines(found, found.slots[0], "userCount", reader())]
    assert "Users 1,000" in told[0]
    assert "recount of 11-23" in told[-1]
    lacking = [said(line) for line in about_lines(found, found.slots[0], "channelCount", reader())]
    assert lacking[-1] == words.ABOUT_NOT_ASKED("en")
    by_hour = view(HOUR)
    pending = [said(line) for line in about_lines(by_hour, by_hour.slots[0], "userCount", reader())]
    assert "can be asked for from" in pending[-1]


def test_an_extract_has_every_metric_and_names_the_unknown_ones() -> None:
    found = view()
    told = insights_export(found, listed([str(slot.ts) for slot in found.slots]), setting())
    names = [field.name for field in told.table.fields]
    first, third = told.table.rows[0], told.table.rows[2]
    assert first[names.index("users")] == 1000
    assert first[names.index("video_minutes")] == Lacking("not_asked")
    assert (first[names.index("state")], third[names.index("state")]) == ("provisional", "recounted")


@pytest.mark.parametrize("lang", LANGS)
def test_the_xla_minutes_of_the_month_are_told_and_stand_in_a_table_of_the_extract(lang: Lang) -> None:
    freeze = PREMIUM.live_metrics["videoFreezeRate"]
    month = XlaData(month_of(T0), (XlaMetric(freeze, 4.0, True, 43, {T0: MinuteTally(12, 1428)}),))
    found = view()
    shown = listed([str(slot.ts) for slot in found.slots])
    told = insights_export(found, shown, replace(setting(), lang=lang), month)
    assert any(freeze.title(lang) in one and "31" in one for one in told.findings)
    (table,) = told.others
    row = dict(zip((field.name for field in table.fields), table.rows[0], strict=True))
    assert (table.name, row["minutes_beyond"], row["left_at_most_minutes"]) == ("xla", 12, 31)
    assert any("31" in each.text for each in why_insights("userCount", month, reader(lang)))
    without = insights_export(found, shown, setting(), XlaData(month_of(T0), ()))
    assert (without.others, without.findings) == ((), insights_export(found, shown, setting()).findings)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("form", FORMATS)
def test_days_and_hours_are_written_in_every_format(lang: Lang, form: str) -> None:
    wanted = replace(setting(), lang=lang)
    for step_s in (DAY, HOUR):
        found = view(step_s)
        told = insights_export(found, listed([str(slot.ts) for slot in found.slots]), wanted)
        assert {field.name for field in told.table.fields} <= set(WORDS_OF_FIELDS)
        assert {"provisional", "recounted"} <= set(STATES)
        assert ("1,000" if step_s == DAY else "50") in written(told, wanted, form).replace("1000", "1,000")
