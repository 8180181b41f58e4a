"""Marks on the time axis, axes of one width, and ticks by the second: what charts of one call need of a plot."""

from __future__ import annotations

from array import array

import pytest

from tui.domain.records import HOUR, MINUTE, Window
from tui.ui.charts.plot import Plot, PlotLine, draw
from tui.ui.charts.scale import bucket, bucket_curve, time_ticks

WINDOW = Window(0, HOUR)


def axis(plot: Plot, width: int = 67) -> list[tuple[str, str]]:
    """The time axis cell by cell: (character, role)."""
    return [(char, role) for text, role in draw(plot, width, 8).rows[-1] for char in text]


def plot(**named: object) -> Plot:
    points = tuple((ts, 5.0) for ts in range(0, HOUR, 30))
    return Plot(WINDOW, offset_at=lambda _: 0, lines=(PlotLine(points),), label_width=5, **named)  # type: ignore[arg-type]


@pytest.mark.parametrize(("ascii_only", "sign"), [(False, "◆"), (True, "!")])
def test_a_mark_stands_at_its_instant_in_letters_too(ascii_only: bool, sign: str) -> None:
    cells = axis(plot(marks=(15.0 * MINUTE + 100,), ascii=ascii_only))
    assert [column for column, cell in enumerate(cells) if cell == (sign, "bad")] == [6 + 16]


def test_a_mark_at_a_label_stands_above_it_and_recolours_no_digit() -> None:
    marked = plot(marks=(20.0 * MINUTE,))
    assert axis(marked) == axis(plot())
    above = [(char, role) for text, role in draw(marked, 67, 8).rows[-2] for char in text]
    assert above[6 + 20] == ("◆", "bad")


def test_a_note_stands_above_the_mark_of_its_instant_and_above_a_letter() -> None:
    def column(minutes: float) -> list[str]:
        drawn = draw(plot(marks=(minutes * MINUTE,), noted=(minutes * MINUTE,)), 67, 8)
        return ["".join(text for text, _ in row)[6 + int(minutes)] for row in drawn.rows[-3:]]

    assert column(15.0)[1:] == ["◇", "◆"]
    assert column(20.0)[:2] == ["◇", "◆"]
    alone = axis(plot(noted=(15.0 * MINUTE,)))
    assert alone[6 + 15] == ("◇", "accent")


def test_what_lies_outside_is_not_marked() -> None:
    assert not [cell for cell in axis(plot(marks=(-5.0, float(HOUR)))) if cell[1] == "bad"]


def test_charts_of_one_label_width_have_their_instants_in_the_same_columns() -> None:
    drawn = [
        draw(Plot(WINDOW, offset_at=lambda _: 0, lines=(PlotLine(((0, 0.0), (HOUR - 1, top))),), label_width=5), 80, 9)
        for top in (1.0, 250.0, 9_000.0, 40_000.0)
    ]
    assert len({(one.left, one.columns) for one in drawn}) == 1


def test_a_curve_is_reduced_as_its_points_are() -> None:
    stamps = array("q", [*range(0, 1200, 2), *range(1300, 3600, 2)])
    values = array("d", (float(ts * ts % 97) for ts in stamps))
    points = tuple(zip(stamps, values, strict=True))
    for window in (WINDOW, Window(1100, 1350), Window(1210, 1290), Window(0, 2)):
        assert bucket_curve(stamps, values, window, 60, 10.0) == bucket(points, window, 60, 10.0)
    assert bucket_curve(array("q"), array("d"), WINDOW, 60, 10.0) == []


def test_half_a_minute_has_ticks_by_the_second_and_longer_stretches_have_none() -> None:
    labels = [label for _, label in time_ticks(Window(3600, 3630), 60, lambda _: 0)]
    assert labels == ["01:00:00", "01:00:10", "01:00:20", "01:00:30"]
    assert all(len(label) == 5 for _, label in time_ticks(Window(0, 15 * MINUTE), 70, lambda _: 0))
