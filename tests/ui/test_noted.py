"""Notes as signs: in the gutter of lists beside their subject, on the time axes of a call's charts."""

from __future__ import annotations

import json

import pytest
from msgspec.structs import replace

from tests.patience import Patience
from tests.store.memory.project import Project
from tests.store.memory.store import MemoryRows
from tests.ui.classroom import ATTENDS, CALL, PUPIL, START_TS, TEACHER, store_class
from tests.ui.features.in_hand import context
from tests.ui.staging import on_stage, samples, text_of, until
from tests.worlds import NOW_TS, SimTransport, incident, manual_clock
from tui.config.remembered import Remembered
from tui.domain.fields import ExtractField
from tui.domain.records import DAY, KeptNote, Scope, Window
from tui.export.delimited import to_csv
from tui.export.document import to_json
from tui.export.extract import Extract, ExtractTable
from tui.export.markdown import to_markdown
from tui.export.names import Aliases
from tui.queries.noted import noted_moments
from tui.store.sqlite.database import SqliteStore
from tui.terminal.cells import ASCII_SIGNS, UNICODE_SIGNS, Column, lay_out, row_runs
from tui.ui.base_screen import frames_of
from tui.ui.extracts import setting_in
from tui.ui.features.export.commands import setting_of
from tui.ui.navigation import Route
from tui.ui.noted import NotedRows, NotedScreen, extracted, noted_in
from tui.ui.routes import screen_at

NOTE = KeptNote("n1", NOW_TS, NOW_TS, "ann@ops", "relay down")
OF_PUPIL = Scope(call_id=CALL.call_id, channel=CALL.channel, moment_ts=START_TS + 300, uid=str(PUPIL))


@pytest.mark.parametrize("signs", [UNICODE_SIGNS, ASCII_SIGNS])
def test_a_note_has_a_sign_in_the_gutter_and_a_mark_stands_before_it(signs: object) -> None:
    slots = lay_out([Column("a", "", 5)], 20)

    def gutter(*, marked: bool, noted: bool) -> str:
        runs = row_runs(["14:07"], slots, signs, cursor=False, marked=marked, noted=noted)  # type: ignore[arg-type]
        return "".join(text for text, _ in runs)[1]

    assert gutter(marked=False, noted=False) == " "
    assert gutter(marked=False, noted=True) == signs.note  # type: ignore[attr-defined]
    assert gutter(marked=True, noted=True) == signs.mark  # type: ignore[attr-defined]


def test_a_note_is_about_the_parts_of_its_scope_and_no_others() -> None:
    noted = noted_in([replace(NOTE, scope=OF_PUPIL), replace(NOTE, metric="videoFreezeRate")])
    assert noted.calls == {CALL.call_id}
    assert noted.channels == {CALL.channel}
    assert noted.metrics == {"videoFreezeRate"}
    assert noted.users == {(CALL.call_id, str(PUPIL))}
    minute_ts = (START_TS + 300) // 60 * 60
    assert noted.minutes == {(str(PUPIL), minute_ts)}, "a note to one user marks no other user of the channel"
    of_channel = noted_in([replace(NOTE, scope=Scope(channel="c", moment_ts=START_TS))])
    assert of_channel.minutes == {("c", START_TS // 60 * 60)}
    assert not of_channel.calls


def test_the_charts_of_a_call_mark_its_own_notes_and_those_of_the_project() -> None:
    rows = MemoryRows(Project(), [])
    scopes = [
        OF_PUPIL,
        Scope(moment_ts=START_TS + 10),
        Scope(moment_ts=START_TS + 20, channel="another"),
        Scope(moment_ts=START_TS + 30, channel=CALL.channel, call_id="another"),
        Scope(moment_ts=START_TS - 100),
    ]
    for number, scope in enumerate(scopes):
        rows.put_note(replace(NOTE, note_id=f"n{number}", scope=scope))
    found = noted_moments(rows, Window(START_TS, START_TS + 600), CALL)
    assert sorted(found) == [START_TS + 10.0, START_TS + 300.0]


OF_CALL = Scope(call_id=CALL.call_id, channel=CALL.channel, moment_ts=START_TS + 300)
OF_SESSION = Scope(call_id=CALL.call_id, sid=ATTENDS.sid, uid=str(PUPIL))
NOTES = (
    replace(NOTE, text="the relay is down", scope=OF_CALL),
    replace(NOTE, note_id="n2", text="the pupil was told", scope=OF_PUPIL),
    replace(NOTE, note_id="n3", text="of another day", scope=Scope(moment_ts=START_TS - 40 * DAY)),
    replace(NOTE, note_id="n4", text="of Live", scope=Scope(moment_ts=int(NOW_TS) - 600)),
)


@pytest.mark.parametrize(
    ("route", "texts"),
    [
        (Route("calls", Scope(moment_ts=START_TS + 300)), ("the relay is down", "the pupil was told")),
        (Route("call", Scope(call_id=CALL.call_id)), ("the relay is down", "the pupil was told")),
        (Route("session", OF_SESSION), ("the relay is down", "the pupil was told")),
        (Route("diagnosis", Scope(moment_ts=START_TS + 300)), ("the relay is down", "the pupil was told")),
        (Route("channels"), ("the relay is down", "the pupil was told")),
    ],
)
async def test_copies_and_exports_hold_the_notes_that_the_screen_shows(route: Route, texts: tuple[str, ...]) -> None:
    async def prepared(store: SqliteStore) -> None:
        await store_class(store)
        for note in NOTES:
            await store.write(lambda changes, note=note: changes.put_note(note))  # type: ignore[misc]

    async with on_stage(manual_clock(), samples(), size=(120, 36), prepared=prepared) as (app, pilot):
        app.context.remembered = Remembered(configured=(CALL.channel,))
        app.project_session.look()
        screen = screen_at(route, app.context)
        app.push_screen(screen)
        setting = await setting_of(app.context)
        feed = await app.context.opened()
        found: list[Extract] = []

        async def told() -> str:
            extract = await extracted(screen, setting, feed)
            found[:] = [extract] if extract else []
            return to_markdown(extract, setting, most=1000) if extract else ""

        patience, written = Patience(), ""
        while any(text not in written for text in texts):
            patience.look(lambda: "no notes")
            await pilot.pause(0.05)
            written = await told()
        for note in NOTES:
            assert (note.text in written) == (note.text in texts), note.text
        assert json.loads(to_json(found[0], setting))["tables"][-1]["name"] == "notes"
        hidden = replace(setting, names=Aliases(b"k" * 32))
        aliased = await extracted(screen, hidden, feed)
        assert aliased is not None
        for word in ("relay", "ann@ops", "pupil was"):
            assert word not in to_json(aliased, hidden)
        if isinstance(getattr(screen, "noted", None), NotedRows):
            assert texts[0].split()[0] in to_csv(found[0].table)


def test_a_note_that_a_time_axis_alone_marks_is_in_the_table_of_notes_and_beside_no_row() -> None:
    table = ExtractTable("live", (ExtractField("metric_name"),), [("a",), ("b",)], ["a", "b"], "metric_name")
    extract, setting = Extract("live", "Live", table), setting_in(context())
    of_metric = replace(NOTE, note_id="n2", metric="b", text="it fell")
    marked = NotedScreen(lambda noted, key: key in noted.metrics, lambda note: note.note_id == "n1")
    plain = marked.added(extract, [NOTE], setting)
    assert plain.table == table
    assert [row[3] for row in plain.others[0].rows] == [NOTE.text]
    both = marked.added(extract, [NOTE, of_metric], setting)
    assert both.table.rows[0][1] is None
    assert "ann@ops: it fell" in str(both.table.rows[1][1])
    assert len(both.others[0].rows) == 2
    assert NotedScreen().added(extract, [NOTE, of_metric], setting) == extract


async def test_a_note_to_a_user_shows_in_the_list_of_its_call_alone() -> None:
    async def prepared(store: SqliteStore) -> None:
        await store_class(store)
        await store.write(lambda changes: changes.put_note(replace(NOTE, scope=OF_PUPIL)))

    clock = manual_clock()
    transport = SimTransport(incident(clock))
    async with on_stage(clock, transport, size=(160, 40), prepared=prepared) as (app, pilot):
        app.push_screen(screen_at(Route("call", Scope(call_id=CALL.call_id)), app.context))
        await until(pilot, lambda: getattr(frames_of(app)[-1], "data", None) is not None)
        lines = {uid: f"◇{uid}" for uid in (PUPIL, TEACHER)}
        await until(pilot, lambda: lines[PUPIL] in text_of(app) or f"◇ {PUPIL}" in text_of(app))
        assert lines[TEACHER] not in text_of(app)
