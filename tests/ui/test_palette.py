"""The palette: what it offers, and where what is chosen leads."""

from __future__ import annotations

import sqlite3

from tests.store.rows import by_rows
from tests.ui.staging import on_stage, samples, until, wait_for
from tests.worlds import NOW_TS, manual_clock
from tui.domain.records import Call, Diagnosis, Window
from tui.store.rows.calls import put_calls
from tui.store.rows.diagnoses import put_diagnoses
from tui.ui.base_screen import frames_of
from tui.ui.features.live.screen import LiveScreen

HOSTILE = "[/]课堂[b]"


async def test_both_keys_open_it_and_it_finds_actions_metrics_and_names_from_outside() -> None:
    async with on_stage(manual_clock(), samples(), size=(100, 36)) as (app, pilot):
        await until(pilot, lambda: app.context.feed is not None)
        feed = app.context.feed
        assert feed is not None
        call = Call("0123456789abcdef", HOSTILE, int(NOW_TS) - 600, int(NOW_TS) - 60, finished=True)

        def put(connection: sqlite3.Connection, project_id: int) -> None:
            put_calls(connection, project_id, [call], answered_ts=NOW_TS)

        await feed.store.write(by_rows(put))
        await pilot.press("ctrl+p")
        await wait_for(app, pilot, lambda text: "a command, channel, call" in text and "maximise  (z)" in text)
        assert "Screenshot" not in (await wait_for(app, pilot, bool))
        await pilot.press(*"课堂")
        await wait_for(app, pilot, lambda text: HOSTILE in text and "Channel: its calls" in text)
        await pilot.press("enter")
        await wait_for(app, pilot, lambda text: f"Calls › {HOSTILE}" in text.splitlines()[0])

        await pilot.press("colon")
        await wait_for(app, pilot, lambda text: "a command, channel, call" in text)
        await pilot.press(*"0123456789abcdef")
        await wait_for(app, pilot, lambda text: f"Call of {HOSTILE} from 07:46" in text)
        await pilot.press("enter")
        await wait_for(app, pilot, lambda text: "› Call" in text.splitlines()[0])

        await pilot.press("colon")
        await wait_for(app, pilot, lambda text: "a command, channel, call" in text)
        await pilot.press(*"audio up")
        await wait_for(app, pilot, lambda text: "Audio upstream" in text and "Metric of the project" in text)
        await pilot.press("enter")
        await until(pilot, lambda: len(frames_of(app)) == 1)
        live = frames_of(app)[0]
        assert isinstance(live, LiveScreen)
        await until(pilot, lambda: live.chosen == "audioUpstreamExcellentTransRate")

        await pilot.press("colon")
        await wait_for(app, pilot, lambda text: "a command, channel, call" in text)
        await pilot.press(*"scry-light")
        # Both themes are offered until all of it is typed.
        await wait_for(app, pilot, lambda text: "Theme: the colours of Scry" in text and "scry-dark" not in text)
        await pilot.press("enter")
        await until(pilot, lambda: app.theme == "scry-light")


async def test_a_user_is_found_by_the_signed_number_that_a_log_has_of_it_and_a_channel_in_full_width() -> None:
    async with on_stage(manual_clock(), samples(), size=(100, 36)) as (app, pilot):
        await until(pilot, lambda: app.context.feed is not None)
        feed = app.context.feed
        assert feed is not None
        one = Diagnosis(int(NOW_TS) - 600, "3873855063", 4, "big-1")
        window = Window(int(NOW_TS) - 900, int(NOW_TS) - 300)

        def put(connection: sqlite3.Connection, project_id: int) -> None:
            put_diagnoses(connection, project_id, [one], window=window, cap=10, delay_s=120, answered_ts=NOW_TS)

        await feed.store.write(by_rows(put))
        await pilot.press("ctrl+p")
        await wait_for(app, pilot, lambda text: "a command, channel, call" in text)
        await pilot.press(*"-421112233")
        await wait_for(app, pilot, lambda text: "3873855063" in text)
        await pilot.press("escape")
        await pilot.press("ctrl+p")
        await wait_for(app, pilot, lambda text: "a command, channel, call" in text)
        await pilot.press(*"ｂｉｇ-１")
        await wait_for(app, pilot, lambda text: "big-1" in text and "Channel: its calls" in text)
