"""The freeze rates of a call by dimension, and the value that stands out."""

from __future__ import annotations

from tui.agora.editions.today import edition_of
from tui.analysis.calls.breakdown import AUDIO, VIDEO, BrokenDown, broken_down, outliers_of
from tui.analysis.calls.figures import figure_wants
from tui.domain.records import BreakdownRow, KeptFigure, Want, Window

WINDOW, LATER = Window(1000, 2000), Window(2000, 3000)


def by(dimension: str, metric: str, *rows: tuple[str, float | None, int | None], window: Window = WINDOW) -> KeptFigure:
    made = tuple(BreakdownRow(name, percent, users=users) for name, percent, users in rows)
    return KeptFigure("call_statistics", metric, dimension, window, 5000.0, rows=made)


def test_the_rates_of_both_metrics_stand_in_one_row_the_highest_first() -> None:
    figures = (
        by("os", AUDIO, ("iOS", 1.0, 4), ("Web", None, 2)),
        by("os", VIDEO, ("iOS", 2.0, 5), ("Web", 9.0, 2)),
        by("country", VIDEO, ("China", 0.5, 7)),
        by("os", VIDEO, ("iOS", 50.0, 5), window=LATER),
    )
    assert broken_down(figures, WINDOW) == (
        BrokenDown("country", "China", 7, None, 0.5),
        BrokenDown("os", "Web", 2, None, 9.0),
        BrokenDown("os", "iOS", 5, 1.0, 2.0),
    )


def test_the_value_that_stands_out_is_named_with_its_numbers_and_those_of_the_others() -> None:
    figures = (
        by("os", AUDIO, ("Android", 60.0, 10), ("iOS", 1.0, 30), ("Web", 3.0, 10)),
        by("device", AUDIO, ("Old", 40.0, 2), ("New", 1.0, 48)),
        by("network", VIDEO, ("4G", 6.0, 5), ("LAN", 1.0, 45)),
        by("network", VIDEO, ("4G", 90.0, 20), ("LAN", 1.0, 20), window=LATER),
    )
    (found,) = outliers_of(figures, WINDOW).found
    assert (found.metric, found.dimension, found.name, found.percent, found.users) == (AUDIO, "os", "Android", 60.0, 10)
    assert (round(found.others_percent, 9), found.others_users) == (1.5, 40)
    assert outliers_of(figures, WINDOW).compared == 7


def test_each_figure_is_asked_for_once_a_window_and_breakdowns_only_where_they_are_looked_at() -> None:
    edition = edition_of("premium")

    def asked(known: tuple[KeptFigure, ...] = (), *, by_dimension: bool = False) -> list[tuple[str, str, str, Window]]:
        wants = figure_wants(edition, "c", [WINDOW, LATER], known, by_dimension=by_dimension)
        return [_named(want) for want in wants]

    buckets = [("call_freeze_buckets", metric, "", WINDOW) for metric in (AUDIO, VIDEO)]
    users = [("call_by_time", "user_count", "", window) for window in (WINDOW, LATER)]
    assert asked() == [*buckets, *users]
    assert len(asked(by_dimension=True)) == 4 + 12
    told = tuple(KeptFigure(*one, 5000.0) for one in (*buckets, *users))
    assert asked(told) == []
    assert len(asked((*told, by("os", AUDIO)), by_dimension=True)) == 11


def _named(want: Want) -> tuple[str, str, str, Window]:
    assert want.window is not None
    return want.endpoint, want.selection.metric, want.selection.dimension, want.window
