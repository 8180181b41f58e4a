"""The Markdown of a ticket, and its row in the list."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from tests.export.made import setting
from tests.ui.features.in_hand import context, listed, said
from tests.worlds import NOW_TS
from tests.zones import zone
from tui.agora.editions.today import edition_of
from tui.domain.fields import Lacking
from tui.domain.records import KeptReport, ReportDraft, ReportState
from tui.domain.text import LANGS, Lang
from tui.export.names import Aliases
from tui.messages import report as words
from tui.ui.features.report.columns import report_columns, report_rows, reports_export
from tui.ui.features.report.ticket_text import ticket_markdown

T = int(NOW_TS)
DRAFT = ReportDraft(
    channel="数学-3班", time=str(T - 600), comments="verdict: uplink of 44361248\n\nloss 31 %", is_ticket=True,
    call_id="000class", sufferer_uid="83817682", cause_uid="44361248", end=str(T - 300), medium="video",
    sufferer_client="SDK 4.2.1 · iOS", cause_client="SDK 4.2.0 · Windows", file="/home/ann/t.md",
)  # fmt: skip
NAMES = ("数学-3班", "000class", "83817682", "44361248", "demoapp", "4.2.1", "4.2.0", "31 %", "/home/ann")


def test_every_fact_stands_in_it_with_its_span_in_both_zones() -> None:
    with zone("Asia/Shanghai") as there:
        text = ticket_markdown(DRAFT, "demoapp", replace(setting(), zone=there))
    for name in NAMES[:-1]:
        assert name in text
    assert text.count("UTC (") == 2
    assert "- loss 31 %" in text
    assert words.UNKNOWN_FACT("en") not in text
    # A reader in UTC reads each time once.
    assert "UTC (" not in ticket_markdown(DRAFT, "demoapp", setting())


@pytest.mark.parametrize("lang", LANGS)
def test_each_fact_that_is_not_known_says_so(lang: Lang) -> None:
    text = ticket_markdown(ReportDraft(is_ticket=True), "demoapp", replace(setting(), lang=lang))
    # Channel, call, two users, two times, media, observation.
    assert text.count(f" {words.UNKNOWN_FACT(lang)}") == 8


def test_where_names_are_hidden_none_is_left_in_a_copy() -> None:
    hidden = replace(setting(), names=Aliases(b"k" * 32))
    text = ticket_markdown(DRAFT, "demoapp", hidden)
    assert not [name for name in NAMES if name in text]
    assert hidden.names.user(83817682) in text
    assert words.HIDDEN_FACT("en") in text


def test_a_ticket_in_the_list_names_its_users_and_the_way_it_left() -> None:
    reader = context()
    reader.edition = edition_of("premium")
    saved = KeptReport(3, DRAFT, None, ReportState.SAVED, NOW_TS, "me:1")
    rows = report_rows([saved], reader)
    cells = dict(zip((each.key for each in report_columns([saved], reader)), map(_text, rows[0].cells), strict=True))
    assert (cells["sufferer"], cells["cause"], cells["media"]) == ("83817682", "44361248", "video")
    assert (cells["state"], cells["file"]) == ("● saved", "/home/ann/t.md")


def test_an_export_of_tickets_holds_them_all_and_no_name_where_they_are_hidden() -> None:
    reader = context()
    reader.edition = edition_of("premium")
    copied = KeptReport(3, replace(DRAFT, file=""), None, ReportState.COPIED, NOW_TS, "me:1")
    saved = KeptReport(4, DRAFT, None, ReportState.SAVED, NOW_TS, "me:1")
    shown = listed(["3", "4"])
    told = reports_export([copied, saved], reader, shown, setting())
    names = [field.name for field in told.table.fields]
    assert [row[names.index("report_state_name")] for row in told.table.rows] == ["copied", "saved"]
    assert told.table.rows[0][names.index("call_id")] == "000class"
    hidden = reports_export([saved], reader, shown, replace(setting(), names=Aliases(b"k" * 32)))
    (row,) = hidden.table.rows
    assert row[names.index("file")] == row[names.index("comments")] == Lacking("hidden")
    assert not [name for name in NAMES if any(name in str(cell) for cell in row)]


def _text(cell: object) -> str:
    return cell if isinstance(cell, str) else said(cell)  # type: ignore[arg-type]
