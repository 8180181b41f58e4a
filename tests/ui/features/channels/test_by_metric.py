"""Watched channels where a request buys one metric: the list and its extract, with the store's answers in hand."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from tests.export.made import setting
from tests.ui.features.in_hand import context, listed, said
from tests.worlds import NOW_TS
from tui.agora.editions.today import edition_of
from tui.analysis.feeds.background import background_wants, channel_metrics, channel_wants
from tui.analysis.feeds.minutes import MinuteStates
from tui.analysis.project.live import MetricView
from tui.cli.show.formats import FORMATS, written
from tui.domain.fields import ExtractCell, Lacking
from tui.domain.records import HOUR, Level, MinuteState, Threshold, Window
from tui.domain.text import LANGS, Lang
from tui.terminal.cells import lay_out
from tui.ui.context import Context
from tui.ui.features.channels.by_metric_columns import watched_columns, watched_export, watched_rows
from tui.ui.features.channels.by_metric_query import WatchedData, WatchedQuery

PREMIUM = edition_of("premium")
NOW = int(NOW_TS)


def view(name: str, value: float | None, ago_s: int = 60, level: Level = Level.GOOD) -> MetricView:
    metric = PREMIUM.live_metrics[name]
    now = None if value is None else (NOW - ago_s, value)
    state = MinuteState.NOT_ASKED if value is None else MinuteState.KNOWN
    states = MinuteStates(((Window(NOW - HOUR, NOW), state),), 20)
    points = () if now is None else (now,)
    return MetricView(metric, Threshold(2.5, 5.0), points, now, states, points, level, None, None, None, ())


def data(product: str = "Native", **views: MetricView) -> WatchedData:
    query = WatchedQuery(PREMIUM, ("math",), product, NOW, {})
    return WatchedData(query, {"math": views})


def exported(of: WatchedData) -> dict[str, ExtractCell]:
    table = watched_export(of, watching(), listed(["math"]), setting()).table
    return dict(zip((field.name for field in table.fields), table.rows[0], strict=True))


def watching() -> Context:
    made = context()
    made.edition = PREMIUM
    made.remembered.watch("math")
    return made


def test_each_value_stands_with_its_own_age_and_a_bad_one_with_its_sign() -> None:
    told = data(pcu=view("pcu", 310.0, 40), videoFreezeRate=view("videoFreezeRate", 6.8, 150, Level.BAD))
    made = watching()
    rows = {row.key: row for row in watched_rows(told, made, NOW)}
    cells = ["".join(text for text, _ in cell) if isinstance(cell, tuple) else cell for cell in rows["math"].cells]
    assert cells[:3] == ["math", "310 40s", "6.8 %▲ 2m"]
    assert cells[3] == "none"


def test_a_long_age_is_told_whole_beside_a_bad_value() -> None:
    made = watching()
    told = data(joinSuccessRate=view("joinSuccessRate", 97.8, 119, Level.BAD))
    (row,) = watched_rows(told, made, NOW)
    cell = row.cells[4]
    assert said(cell) == "97.8 %▼119s"  # type: ignore[arg-type]
    slots = lay_out(watched_columns(made), 79)
    assert cell_len(said(cell)) <= slots[4].width  # type: ignore[arg-type]
    (row,) = watched_rows(data(pcu=view("pcu", 1_000_000.0, 119)), made, NOW)
    assert said(row.cells[1]) == "1,000,000 119s", "digits never run into digits"  # type: ignore[arg-type]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("width", [79, 120, 200])
def test_every_title_is_whole_and_a_wide_list_parts_its_room(lang: Lang, width: int) -> None:
    made = watching()
    made.lang = lang
    slots = lay_out(watched_columns(made), width)
    assert len(slots) == 6
    assert all(cell_len(slot.column.title) <= slot.width for slot in slots)
    assert sum(slot.width for slot in slots) + 2 * len(slots) == width
    assert slots[0].width < sum(slot.width for slot in slots[1:])


def test_the_extract_has_each_value_with_its_time_and_the_reason_where_there_is_none() -> None:
    told = exported(data(pcu=view("pcu", 310.0, 40), audioFreezeRate=view("audioFreezeRate", None)))
    assert (told["users"], told["users_at"]) == (310.0, NOW - 40)
    assert told["audio_freeze_percent"] == Lacking("not_asked")
    assert told["network_delay_percent"] == Lacking("not_of_product")


def test_a_channel_takes_a_request_for_each_metric_of_the_product_and_none_in_the_background() -> None:
    wants = channel_wants(PREMIUM, "math", "Native")
    assert [want.selection.metric for want in wants] == [metric.name for metric in channel_metrics(PREMIUM)]
    assert {want.selection.product for want in wants} == {"Native"}
    # WebRTC has no audio freeze.
    assert len(channel_wants(PREMIUM, "math", "WebRTC")) == 4
    assert len(channel_wants(PREMIUM, "math")) == 9
    assert channel_wants(edition_of("standard"), "math") == ()
    assert not any(want.channel for want in background_wants(PREMIUM, ("math",), None))


@pytest.mark.parametrize("form", FORMATS)
def test_the_extract_is_written_in_every_format(form: str) -> None:
    made = watching()
    extract = watched_export(data(pcu=view("pcu", 310.0, 40)), made, listed(["math"]), setting())
    assert "310" in written(extract, setting(), form)
