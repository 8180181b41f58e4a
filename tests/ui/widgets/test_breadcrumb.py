"""The breadcrumb: what of it is shown where it does not fit."""

from __future__ import annotations

from rich.cells import cell_len

from tui.ui.widgets.breadcrumb import SEPARATOR, shortened

PARTS = ("课堂-prod", "Live", "14:07", "Diagnosis", "83817682")


def shown(width: int) -> str:
    return SEPARATOR.join(text for _, text in shortened(PARTS, width))


def test_the_middle_gives_way_first_then_the_project_and_the_last_part_stays() -> None:
    assert shown(60) == "课堂-prod › Live › 14:07 › Diagnosis › 83817682"
    assert shown(46) == "课堂-prod › … › 14:07 › Diagnosis › 83817682"
    assert shown(40) == "课堂-prod › … › Diagnosis › 83817682"
    assert shown(30) == "课堂-prod › … › 83817682"
    assert shown(20) == "… › 83817682"
    assert shown(8) == "… › 838…"


def test_it_is_never_wider_than_its_room_while_there_is_any() -> None:
    for width in range(5, 70):
        assert cell_len(shown(width)) <= width


def test_what_stands_for_the_middle_leads_to_the_last_of_it() -> None:
    assert shortened(PARTS, 30) == ((0, "课堂-prod"), (3, "…"), (4, "83817682"))
    assert shortened(("课堂-prod",), 4) == ((0, "课…"),)
