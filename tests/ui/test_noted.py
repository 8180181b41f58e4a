"""Notes as signs: in the gutter of lists beside their subject, on the time axes of a call's charts."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from tests.store.memory.project import Project
from tests.store.memory.store import MemoryRows
from tests.ui.classroom import CALL, PUPIL, START_TS, TEACHER, store_class
from tests.ui.staging import on_stage, text_of, until
from tests.worlds import NOW_TS, SimTransport, incident, manual_clock
from tui.domain.records import KeptNote, Scope, Window
from tui.store.sqlite.database import SqliteStore
from tui.terminal.cells import ASCII_SIGNS, UNICODE_SIGNS, Column, lay_out, row_runs
from tui.ui.base_screen import frames_of
from tui.ui.navigation import Route
from tui.ui.noted import noted_in
from tui.ui.queries.noted import noted_moments
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
