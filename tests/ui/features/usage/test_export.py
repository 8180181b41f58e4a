"""Usage as an extract, with the days in hand."""

from __future__ import annotations

from tests.export.made import setting
from tests.ui.features.in_hand import listed
from tests.worlds import NOW_TS
from tui.agora.editions.reference_2020 import EDITION
from tui.analysis.project.usage import UsageView, usage_view
from tui.domain.fields import ExtractCell, Lacking
from tui.domain.records import DAY, KnownDay, day_of
from tui.ui.features.usage.columns import usage_export

TODAY_TS = day_of(NOW_TS)


def day(ago: int, users: int | None, sessions: int | None = 300) -> KnownDay:
    ts = TODAY_TS - ago * DAY
    return KnownDay(ts, users, sessions, 10, ts + 6 * DAY)


def view(*known: KnownDay, span_days: int = 30) -> UsageView:
    return usage_view(EDITION.usage, known, span_days, NOW_TS, NOW_TS)


def row(data: UsageView, ago: int) -> dict[str, ExtractCell]:
    key = str(TODAY_TS - ago * DAY)
    table = usage_export(data, listed([key]), setting()).table
    return dict(zip((field.name for field in table.fields), table.rows[0], strict=True))


def test_a_day_is_told_with_whole_counts_its_ratio_and_the_change_on_the_week_before() -> None:
    told = row(view(day(8, 200), day(15, 100)), 8)
    assert (told["day"], told["users"], told["sessions"]) == ("2026-11-14", 200, 300)
    assert isinstance(told["users"], int)
    assert (told["sessions_per_user"], told["users_week_change_percent"], told["state"]) == (1.5, 100.0, "known")


def test_a_figure_that_an_answer_did_not_hold_is_missing_and_not_nothing() -> None:
    told = row(view(day(8, None)), 8)
    assert told["users"] == Lacking("missing")
    assert told["sessions_per_user"] == Lacking("missing")
    assert told["users_week_change_percent"] == Lacking("unknown")


def test_a_day_that_nobody_asked_for_says_so_in_each_of_its_figures() -> None:
    told = row(view(day(9, 200)), 8)
    assert told["users"] == told["channels"] == Lacking(str(told["state"]))
    assert told["state"] != "known"


def test_the_rows_are_those_that_the_list_shows_in_its_order_and_the_window_holds_all_days() -> None:
    data = view(day(8, 200), day(9, 100))
    keys = [str(TODAY_TS - ago * DAY) for ago in (9, 8)]
    extract = usage_export(data, listed(keys, sort="users", reverse=True), setting())
    assert list(extract.table.keys) == keys
    assert (extract.table.sorted_by, extract.table.reverse, extract.table.total) == ("users", True, len(data.days))
    assert extract.window is not None
    assert (extract.window.start_ts, extract.window.end_ts) == (TODAY_TS - 9 * DAY, TODAY_TS)


def test_seven_days_are_told_against_the_seven_before_in_both_languages() -> None:
    known = [day(ago, 200 if ago <= 9 else 100) for ago in range(1, 17)]
    for lang, title in (("en", "Usage"), ("zh", "用量")):
        extract = usage_export(view(*known), listed([]), setting(lang=lang))  # type: ignore[arg-type]
        assert extract.title == title
        assert len(extract.findings) == 3
        assert any("200" in finding for finding in extract.findings)


def test_without_a_day_there_is_no_window_and_no_sum() -> None:
    extract = usage_export(view(), listed([]), setting())
    assert (extract.window, extract.findings) == (None, ())
