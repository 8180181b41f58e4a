"""Notes on screen: written where they are meant, listed, marked on the time axis, changed by their author alone."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from tests.ui.features.in_hand import context, listed
from tests.ui.staging import at_rest, on_stage, samples, until, wait_for
from tests.worlds import NOW_TS, manual_clock
from tui.domain.fields import Lacking
from tui.domain.records import KeptNote, Scope, Window
from tui.export.names import Aliases
from tui.store.sqlite.database import SqliteStore
from tui.ui.charts.axes import ASCII_SIGNS, SIGNS
from tui.ui.charts.plot import Plot, PlotLine, draw
from tui.ui.extracts import setting_in
from tui.ui.features.notes.columns import note_rows, notes_export
from tui.ui.features.notes.form import NoteScreen
from tui.ui.features.notes.screen import NotesScreen, note_route
from tui.ui.texts.notes import about_text, line_of

T0 = int(NOW_TS) // 60 * 60
SCOPE = Scope(moment_ts=T0 - 600, channel="数学-3班")
NOTE = KeptNote("n1", NOW_TS - 30, NOW_TS - 30, "ann@ops", "重启了\n[/] the relay", SCOPE, "videoFreezeRate")


def test_a_note_is_one_line_of_the_list_and_says_its_subject() -> None:
    assert line_of(NOTE.text) == "重启了 · [/] the relay"
    assert about_text(NOTE, "en", context().names) == "数学-3班 · Video freeze"
    assert about_text(replace(NOTE, scope=Scope(), metric=""), "en", context().names) == "the project"
    pair = replace(NOTE, scope=Scope(sender_uid=7, uid="8", call_id="c"), metric="")
    assert about_text(pair, "en", context().names) == "7 → 8 · c"
    (row,) = note_rows([NOTE], context())
    assert row.key == "n1"


def test_under_aliases_the_words_of_a_note_are_left_out() -> None:
    setting = setting_in(context(), Aliases(b"key"))
    extract = notes_export([NOTE], context(), listed(["n1"]), setting)
    assert Lacking("hidden") in extract.table.rows[0]
    assert "数学" not in str(extract.table.rows)
    assert "ann@" not in str(extract.table.rows)


@pytest.mark.parametrize("ascii_only", [False, True])
def test_a_note_is_marked_on_the_time_axis(ascii_only: bool) -> None:
    window = Window(T0, T0 + 3600)
    plot = Plot(
        window=window,
        offset_at=lambda ts: 0,
        lines=(PlotLine(((T0, 1.0), (T0 + 3000, 2.0)), "curve1", "x"),),
        ascii=ascii_only,
    )
    sign = (ASCII_SIGNS if ascii_only else SIGNS).note

    def axis(plot: Plot) -> str:
        return "".join(text for row in draw(plot, 60, 8).rows for text, role in row if role == "accent").strip()

    assert axis(plot) == ""
    assert axis(replace(plot, noted=(T0 + 130.0, T0 - 60.0))) == sign


@pytest.mark.long
async def test_a_note_is_written_listed_changed_and_deleted_by_its_author() -> None:
    clock = manual_clock()

    async def prepared(store: SqliteStore) -> None:
        await store.write(lambda changes: changes.put_note(NOTE))

    async with on_stage(clock, samples(), prepared=prepared) as (app, pilot):
        app.context.author = "bob@ops"
        await at_rest(app, pilot)
        await pilot.press("A")
        await until(pilot, lambda: isinstance(app.screen, NoteScreen))
        await pilot.press("ctrl+s")
        await wait_for(app, pilot, lambda text: "nothing is typed" in text)
        await pilot.press(*"relay down", "ctrl+s")
        await wait_for(app, pilot, lambda text: "note saved" in text)
        await pilot.press("ctrl+n")
        text = await wait_for(app, pilot, lambda text: "2 notes" in text)
        assert isinstance(app.screen, NotesScreen)
        assert "relay down" in text
        assert "重启了" in text
        table = app.screen.table
        assert table is not None
        table.move_cursor("n1")
        await pilot.press("d")
        await wait_for(app, pilot, lambda text: "ann@ops wrote it" in text)
        own = next(note for note in app.screen.notes if note.author == "bob@ops")
        table.move_cursor(own.note_id)
        await pilot.press("E")
        await until(pilot, lambda: isinstance(app.screen, NoteScreen))
        await pilot.press("ctrl+end", *" again", "ctrl+s")
        await wait_for(app, pilot, lambda text: "relay down again" in text)
        await pilot.press("d", "d")
        await wait_for(app, pilot, lambda text: "1 note" in text and "relay" not in text.replace("the relay", ""))


def test_a_note_about_a_metric_of_live_leads_there_and_any_other_one_to_its_own_place() -> None:
    live = note_route(NOTE)
    assert (live.name, live.metric, live.scope.moment_ts) == ("live", "videoFreezeRate", T0 - 600)
    other = note_route(replace(NOTE, metric=""))
    assert (other.name, other.scope) == ("diagnosis", Scope(moment_ts=T0 - 600, channel="数学-3班"))
    assert note_route(replace(NOTE, metric="unknown")).name == "diagnosis"
    called = Scope(moment_ts=T0, channel="数学-3班", call_id="c1")
    assert note_route(replace(NOTE, scope=called)).name == "call"
