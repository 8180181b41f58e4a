"""What `w` says on Calls, with the call in hand; and the calls as an extract."""

from __future__ import annotations

from pathlib import Path

from msgspec.structs import replace

from tests.export.made import setting
from tests.manual_clock import ManualClock
from tests.ui.features.in_hand import KEY, context, listed
from tests.worlds import NOW_TS, open_store
from tui.agora.editions.reference_2020 import EDITION
from tui.agora.editions.today import edition_of
from tui.analysis.feeds.listing import ListingCoverage
from tui.clock import ReplayClock
from tui.domain.fields import AtLeast, ExtractCell, Lacking
from tui.domain.records import Call, DiagnosisCounts, KnownCall, Window
from tui.domain.text import Lang
from tui.export.extract import Extract
from tui.messages import calls as words
from tui.terminal.cells import plain
from tui.ui.context import Replay, ReplayEvent
from tui.ui.features.calls.columns import COLUMNS, CallRows, Looks, calls_export, looks_of
from tui.ui.features.calls.query import CallsData, CallsQuery, read_calls_screen
from tui.ui.features.calls.view import coverage_runs, placeholder, why_call
from tui.ui.widgets.described import fields_of

T = int(NOW_TS)
CALL = KnownCall("c1", "a\x1bb", T - 600, None, False, NOW_TS)


def test_every_sign_of_the_list_is_explained_whichever_call_is_chosen() -> None:
    nothing = why_call(None, None, context())
    assert len(nothing) == 1 + len(words.SIGNS)
    assert all(paragraph.label for paragraph in nothing[1:])
    assert why_call(CALL, None, context())[-len(nothing) :] == nothing


def test_the_chosen_call_is_named_without_a_character_that_a_terminal_obeys() -> None:
    name, call_id, known = why_call(CALL, None, context())[:3]
    assert "\x1b" not in name.text
    assert call_id.text == "c1"
    assert known.text == words.WHY_NONE("en")


def test_a_terminal_without_unicode_is_told_at_least_in_ascii() -> None:
    labels = "".join(paragraph.label for paragraph in why_call(None, None, context(ascii_only=True)))
    assert ">=" in labels
    assert "≥" not in labels


def table(*calls: KnownCall, lang: Lang = "en", hidden: bool = False, told: ListingCoverage | None = None) -> Extract:
    query = CallsQuery(EDITION, Window(T - 3600, T), None, "数学-3班", None, NOW_TS, NOW_TS)
    flags = {"c1": DiagnosisCounts(3, ((4, 2), (1, 1)))}
    data = CallsData(query, calls, flags, (Window(T - 120, T - 60),), told)
    shown = listed([call.call_id for call in calls])
    return calls_export(data, NOW_TS, shown, setting(lang=lang, hidden=hidden), None)


def row(call: KnownCall) -> dict[str, ExtractCell]:
    names = [field.name for field in fields_of(COLUMNS)]
    return dict(zip(names, table(call).table.rows[0], strict=True))


def test_a_call_that_is_on_lasts_at_least_until_now_and_one_without_an_end_is_unknown() -> None:
    on = row(CALL)
    assert (on["end"], on["duration_s"]) == (Lacking("still_on"), AtLeast(600))
    over = replace(CALL, destroyed_ts=T - 300, finished=True)
    assert (row(over)["end"], row(over)["duration_s"]) == (T - 300, 300)
    assert row(replace(CALL, finished=True))["end"] == Lacking("unknown")


def test_people_diagnosed_are_at_least_so_many_where_a_full_answer_fell_into_the_call() -> None:
    assert row(CALL)["people_diagnosed"] == AtLeast(3)
    before = replace(CALL, destroyed_ts=T - 300, finished=True)
    assert row(before)["people_diagnosed"] == 3
    assert row(replace(CALL, call_id="c2"))["people_diagnosed"] == Lacking("none_known")


def test_what_of_the_search_is_not_told_is_a_finding() -> None:
    assert len(table(CALL).findings) == 1
    told = ListingCoverage((Window(T - 100, T),), None, (T - 700,), None, False)
    findings = table(CALL, told=told).findings
    assert "100" in findings[1]
    assert "2026-11-22 07:44:30 UTC" in findings[2]


def test_no_name_of_a_call_is_left_where_names_are_hidden() -> None:
    found = table(replace(CALL, channel="数学-3班"), lang="zh", hidden=True)
    assert not [name for name in ("数学", "c1'") if name in repr((found.table.rows, found.scope, found.findings))]


def test_rows_beside_those_of_the_reading_before_find_the_same_as_rows_made_anew() -> None:
    query = CallsQuery(EDITION, Window(T - 3600, T), None, "", None, NOW_TS, NOW_TS)
    flags = {"c1": DiagnosisCounts(3, ((4, 2),))}
    other = replace(CALL, call_id="c2")
    before = CallRows(CallsData(query, [CALL, other, replace(CALL, call_id="gone")], flags), Looks("en", True, False))
    over = replace(other, finished=True, destroyed_ts=T - 60)
    news = CallsData(query, [replace(CALL, call_id="new"), CALL, over], {"c1": DiagnosisCounts(4, ((1, 4),))})
    for looks in (Looks("en", True, False), Looks("zh", True, False)):
        after, anew = CallRows(news, looks, before), CallRows(news, looks)
        assert after.texts == anew.texts
        assert [after[at] for at in range(3)] == [anew[at] for at in range(3)]
        assert [after.index_of(key) for key in ("new", "c1", "c2", "gone")] == [0, 1, 2, None]
    kept = CallRows(CallsData(query, [CALL, other], flags), Looks("en", True, False), before)
    assert all(text is then for text, then in zip(kept.texts, before.texts, strict=False))


def test_a_freeze_rate_of_a_call_wears_the_colour_of_its_limit() -> None:
    found = context()
    call = replace(CALL, video_freeze_percent=12.0, audio_freeze_percent=2.0)
    query = CallsQuery(edition_of("premium"), Window(T - 3600, T), None, "", None, NOW_TS, NOW_TS)
    rows = CallRows(CallsData(query, [call], {}), looks_of(found))
    cells = dict(zip(rows.keys, rows[0].cells, strict=True))
    assert cells["video"] == (("12 %", "bad"),)
    assert cells["audio"] == (("2.0 %", "warn"),)


async def test_calls_beyond_the_limit_that_began_before_the_window_are_counted_above_the_list(tmp_path: Path) -> None:
    begun_ts = T - 7200
    calls = [
        Call("worse", "room", begun_ts, None, False, 5, 5, 0.1, 50.0),
        Call("fine", "room", begun_ts, None, False, 5, 5, 0.1, 0.1),
        Call("over", "room", begun_ts, T - 3700, True, 5, 5, 0.1, 50.0),
        Call("listed", "room", T - 60, None, False, 5, 5, 0.1, 50.0),
    ]
    query = CallsQuery(edition_of("premium"), Window(T - 3600, T), None, "", None, NOW_TS, NOW_TS)
    with open_store(tmp_path) as store:
        await store.write(lambda changes: changes.put_calls(calls, answered_ts=NOW_TS))
        data = await store.read(read_calls_screen, query)
        at_a_moment = await store.read(read_calls_screen, replace(query, alive_ts=T))
        others = await store.read(read_calls_screen, replace(query, edition=EDITION))
    assert [call.call_id for call in data.calls] == ["listed"]
    said = plain(coverage_runs(data, None, context(), KEY, stopped_at=None))
    assert words.BEYOND_EARLIER("en", n=1) in said
    for told in (at_a_moment, others):
        assert "▲" not in plain(coverage_runs(told, None, context(), KEY, stopped_at=None))


def test_a_replay_asks_for_nothing_and_says_so_where_no_call_was_known() -> None:
    query = CallsQuery(EDITION, Window(T - 3600, T), None, "", None, NOW_TS, NOW_TS)
    data = CallsData(query, [], {}, (), ListingCoverage((Window(T - 100, T),), None, (), None, False))
    live = context()
    assert placeholder(data, None, live, KEY, stopped=False) == words.ASKING("en")
    live.replay = Replay(ReplayClock(ManualClock(NOW_TS), T - 3600, T, T), no_events)
    assert placeholder(data, None, live, KEY, stopped=False) == words.NONE_KNOWN_THEN("en")


async def no_events() -> tuple[ReplayEvent, ...]:
    return ()
