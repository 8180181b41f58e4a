"""Text of `scry show`: no column, and no row, goes without a word."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from rich.cells import cell_len

from tests.alarms_made import FREEZE, RULE, T
from tests.export.made import setting
from tests.ui.features.in_hand import context, listed
from tui.cli.show.formats import to_text, written
from tui.domain.text import LANGS, Lang
from tui.export.extract import Extract
from tui.export.markdown import to_markdown
from tui.ui.features.alarms.columns import alarms_export
from tui.ui.features.alarms.query import AlarmsData
from tui.ui.features.alarms.rules import RulesData


def extract(lang: Lang = "en", rules: int = 1) -> Extract:
    made = [replace(RULE, name=f"rule-{n}") for n in range(rules)]
    shown = listed(["alarm 1"]), listed([rule.name for rule in made])
    data = AlarmsData(T + 60.0, (FREEZE,))
    return alarms_export(data, RulesData(made), context(lang), "alarms", *shown, setting(lang=lang))


@pytest.mark.parametrize("lang", LANGS)
def test_the_columns_that_do_not_fit_are_named(lang: Lang) -> None:
    told = {"en": "left out at this width, all in JSON: ", "zh": "此宽度下未列出，JSON 含全部："}[lang]
    text = to_text(extract(lang), setting(lang=lang))
    assert max(map(cell_len, text.splitlines())) <= 80
    assert text.count(told) == 2
    assert {"en": "bad limit", "zh": "异常阈值"}[lang] in text.replace("\n  ", " ")
    assert told not in to_text(extract(lang), setting(lang=lang), width=1000)


def test_markdown_of_a_script_holds_every_row_of_every_table() -> None:
    text = written(extract(rules=40), setting(), "md")
    assert "rule-39" in text
    assert "left out" not in text


def test_a_ticket_points_to_the_file_that_has_the_rows() -> None:
    text = to_markdown(extract(rules=40), setting())
    assert "20 more rows are left out; JSON holds all." in text
    assert "CSV" not in text
