"""The Live screen: what it says of what the store holds."""

from __future__ import annotations

import re

import httpx
import pytest

from tests.ui.staging import at_rest, on_stage, pass_time, sample_rows, samples, still, until, wait_for
from tests.worlds import SimTransport, incident, manual_clock
from tui.domain.glossary.rounding import fixed
from tui.domain.records import HOUR, MINUTE, Scope
from tui.store.errors import StoreError
from tui.ui.charts.window import window_at
from tui.ui.features.live.screen import LiveScreen
from tui.ui.widgets.table import Table

KEYS = """
j k g G ctrl+d ctrl+u pageup pagedown home end enter space s S left right h l shift+left shift+right plus minus 0 z z
n N r p p u L u L question_mark escape slash f escape q escape 1 2 3 4 5 6 right_square_bracket left_square_bracket 1
ctrl+l colon escape escape x tab f5
"""


def shows_all(text: str) -> bool:
    return bool(re.search(r"Audio end-to-end +\d", text) and re.search(r"Users +\d", text))


async def test_the_answers_of_another_implementation_are_shown_as_they_are() -> None:
    async with on_stage(manual_clock(), samples()) as (app, pilot):
        text = await wait_for(app, pilot, shows_all)
        scale, experience, net = (sample_rows(f"live-{name}.json")[-1] for name in ("scale", "experience", "net"))
        for title, value in (
            ("Users", f"{scale['pcu']:,.0f}"),
            ("Channels", f"{scale['pcc']:,.0f}"),
            ("Join success", f"{fixed(experience['joinSuccessRate'], 1)} %"),
            ("Join within 5 s", f"{fixed(experience['joinSuccess5SecsRate'], 1)} %"),
            ("Video freeze", f"{fixed(experience['videoFreezeRate'], 1)} %"),
            ("Audio freeze", f"{fixed(experience['audioFreezeRate'], 1)} %"),
            ("Video upstream", f"{fixed(net['videoUpstreamExcellentTransRate'], 1)} %"),
            ("Audio upstream", f"{fixed(net['audioUpstreamExcellentTransRate'], 1)} %"),
            ("Video end-to-end", f"{fixed(net['videoEnd2EndExcellentTransRate'], 1)} %"),
            ("Audio end-to-end", f"{fixed(net['audioEnd2EndExcellentTransRate'], 1)} %"),
        ):
            assert re.search(rf"{title} +{re.escape(value)} ", text), (title, value)
        assert "● live" in text
        await wait_for(app, pilot, lambda text: "pending 3 m" in text)


async def test_the_moment_under_the_cursor_reads_the_sample_s_own_minute() -> None:
    async with on_stage(manual_clock(), samples()) as (app, pilot):
        await wait_for(app, pilot, shows_all)
        for _ in range(4):
            await pilot.press("left")
        rows = {int(row["ts"]): row for row in sample_rows("live-experience.json")}
        screen = app.screen
        assert isinstance(screen, LiveScreen)
        assert screen.moment_ts is not None
        value = rows[screen.moment_ts][screen.chosen]
        await wait_for(app, pilot, lambda text: f"{fixed(value, 1)} %" in text.splitlines()[2])


@pytest.mark.long
@pytest.mark.parametrize("theme", [None, "scry-light", "textual-ansi", "nord"])
@pytest.mark.parametrize("size", [(20, 5), (80, 24), (160, 40), (300, 100)])
async def test_any_theme_at_any_size_is_drawn(theme: str | None, size: tuple[int, int]) -> None:
    async with on_stage(manual_clock(), samples(), size=size, theme=theme) as (app, pilot):
        await wait_for(app, pilot, lambda text: "scry" in text)
        await pilot.resize_terminal(120, 36)
        await wait_for(app, pilot, shows_all)


async def test_a_metric_gone_bad_rings_once_and_titles_the_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = manual_clock()
    rung: list[int] = []
    monkeypatch.setattr("tui.ui.app.ScryApp.bell", lambda _: rung.append(1))
    async with on_stage(clock, SimTransport(incident(clock))) as (app, pilot):
        await wait_for(app, pilot, lambda text: text.count("bad since") >= 2)
        await until(pilot, lambda: "Video freeze 6.9 % bad since 07:4" in app.terminal_title.text)
        told = set()
        for _ in range(8):
            await pass_time(app, pilot, clock, 1)
            await until(pilot, lambda: app.screen.data.now_ts > clock.now() - 30)  # type: ignore[attr-defined]
            await still(app, pilot)
            told |= set(re.findall(r"([A-Z][\w -]+?) [\d.]+ % bad since", app.terminal_title.text))
        assert {"Video freeze", "Video end-to-end"} <= told
        assert len(rung) == len(told), "one ring a bad stretch, however long it lasts"


async def test_a_frozen_view_stands_still_while_collection_goes_on() -> None:
    clock = manual_clock()
    world = incident(clock, onset_ago_s=-600)
    async with on_stage(clock, SimTransport(world)) as (app, pilot):
        before = await wait_for(app, pilot, shows_all)
        await pilot.press("p")
        asked = len(world.journal.requests())
        await pass_time(app, pilot, clock, 6, 65.0)
        text = await wait_for(app, pilot, lambda text: "■ frozen" in text)
        assert len(world.journal.requests()) > asked
        assert text.splitlines()[3:16] == before.splitlines()[3:16]
        await pilot.press("p")
        await wait_for(
            app, pilot, lambda text: "● live" in text and text.splitlines()[3:16] != before.splitlines()[3:16]
        )


async def test_old_data_stays_with_its_age_when_answers_stop() -> None:
    clock = manual_clock()
    up = {"link": True}
    answers = samples()

    async def answer(request: httpx.Request) -> httpx.Response:
        if not up["link"]:
            raise httpx.ConnectError("no route to host")
        return await answers.handle_async_request(request)

    async with on_stage(clock, httpx.MockTransport(answer)) as (app, pilot):
        await wait_for(app, pilot, shows_all)
        up["link"] = False
        await pass_time(app, pilot, clock, 10)
        app.project_session.tick()
        text = await wait_for(app, pilot, lambda text: "▲ stale 1" in text)
        assert "unreachable" in text
        assert "Next try" in text
        assert shows_all(text)
        assert "m old" in text


async def test_nothing_from_the_server_is_taken_for_markup_and_bad_rows_are_counted() -> None:
    body = (
        b'{"code":200,"data":[{"pcu":12,"pcc":2,"ts":1795334000,"x":"[/]"},{"pcu":"[bold]","pcc":2,"ts":1795334060}]}'
    )
    transport = httpx.MockTransport(lambda _: httpx.Response(200, content=body))
    async with on_stage(manual_clock(), transport) as (app, pilot):
        await wait_for(app, pilot, lambda text: _counts_one_bad_row(text) and bool(re.search(r"Channels +2", text)))


def _counts_one_bad_row(text: str) -> bool:
    said = "live scale: 1 of 2 rows could not be read (data[1].pcu: not a number: '[bold]')"
    return said in text and "▲ live, 1 unread" in text.splitlines()[0]


@pytest.mark.long
async def test_the_hostile_scene_leaves_the_program_standing() -> None:
    clock = manual_clock()
    async with on_stage(clock, SimTransport(incident(clock, scene="hostile"))) as (app, pilot):
        await pass_time(app, pilot, clock, 8)
        await wait_for(app, pilot, lambda text: "scry" in text and bool(re.search(r"(Users|Channels) +[\d,]+", text)))


@pytest.mark.parametrize("zoom_s", [15 * MINUTE, HOUR, 24 * HOUR])
def test_the_window_holds_now_at_its_end_and_moves_in_steps(zoom_s: int) -> None:
    starts = set()
    for now_ts in range(1_795_334_170, 1_795_334_170 + HOUR, 30):
        window = window_at(now_ts, zoom_s)
        assert window.holds(now_ts)
        assert window.seconds == zoom_s
        assert window.end_ts - now_ts <= max(MINUTE, zoom_s / 15)
        starts.add(window.start_ts)
    assert len(starts) <= HOUR // max(MINUTE, zoom_s // 15) + 2


@pytest.mark.long
async def test_every_key_of_the_screen_does_something_and_none_ends_the_program() -> None:
    async with on_stage(manual_clock(), samples()) as (app, pilot):
        await wait_for(app, pilot, shows_all)
        for key in KEYS.split():
            await pilot.press(key)
        assert app.is_running
        await wait_for(app, pilot, lambda text: "scry" in text)


async def test_keys_faster_than_the_screen_come_to_rest_where_they_end(monkeypatch: pytest.MonkeyPatch) -> None:
    chosen: list[str] = []
    choose = LiveScreen.choose

    def counted(self: LiveScreen, name: str) -> None:
        chosen.append(name)
        choose(self, name)

    monkeypatch.setattr(LiveScreen, "choose", counted)
    async with on_stage(manual_clock(), samples()) as (app, pilot):
        await wait_for(app, pilot, shows_all)
        # A refresh in between would put the cursor back.
        await at_rest(app, pilot)
        table = app.screen.query_one(Table)
        for key in ("pcc", "videoFreezeRate", "pcu", "pcc"):
            table.move_cursor(key)
        await until(pilot, lambda: "pcc" in chosen)
        await still(app, pilot)
        told = len(chosen)
        await pilot.pause()
        await still(app, pilot)
        assert (len(chosen), chosen[-1], table.cursor_key) == (told, "pcc", "pcc"), "one choice leads to no other"


async def test_a_change_that_arrives_while_the_screens_are_taken_down_is_no_fault() -> None:
    async with on_stage(manual_clock(), samples()) as (app, pilot):
        await wait_for(app, pilot, shows_all)
        app.exit()
        for _ in range(50):
            app.project_session.tick()
            app.project_session._store_changed(frozenset({"ledger", "series:live_scale"}))
            await pilot.pause(0)
    assert app.fault is None


async def test_live_minutes_are_collected_whatever_tab_is_open_and_a_click_brings_them_back() -> None:
    clock = manual_clock()
    world = incident(clock)

    def scales() -> int:
        return sum(request["endpoint"].endswith("scale/by_time") for request in world.journal.requests())

    async with on_stage(clock, SimTransport(world)) as (app, pilot):
        await wait_for(app, pilot, shows_all)
        await at_rest(app, pilot)
        await pilot.press("3")
        await wait_for(app, pilot, lambda text: "› Calls" in text)
        asked = scales()
        await pass_time(app, pilot, clock, 27, 60.0)
        assert scales() == asked, "unattended: not within the better part of half an hour"
        clock.advance(360)
        await until(pilot, lambda: scales() == 2)
        await at_rest(app, pilot)
        await pilot.click("#tabs", offset=(4, 0))
        await wait_for(app, pilot, shows_all)
        for once in (3, 4):
            clock.advance(70)
            await until(pilot, lambda once=once: scales() == once)  # type: ignore[misc]
            await at_rest(app, pilot)


async def test_a_frozen_view_still_answers_to_keys_and_language() -> None:
    async with on_stage(manual_clock(), samples()) as (app, pilot):
        await wait_for(app, pilot, shows_all)
        await pilot.press("p", "g", "j", "j", "minus")
        await wait_for(app, pilot, lambda text: "Join success %  6 h" in text and "■ frozen" in text)
        await pilot.press("L", "L")
        await wait_for(app, pilot, lambda text: "加入成功率 %  6 小时" in text and "视频卡顿率" in text)


async def test_the_chart_follows_a_moment_that_lies_before_its_window() -> None:
    async with on_stage(manual_clock(), samples()) as (app, pilot):
        await wait_for(app, pilot, shows_all)
        for _ in range(4):
            await pilot.press("shift+left")
        await pilot.press("plus")
        text = await wait_for(app, pilot, lambda text: "15 m" in text and "not asked" not in text)
        assert re.search(r"Live › 07:1\d", text)


async def test_beyond_the_newest_minute_the_screen_follows_again() -> None:
    async with on_stage(manual_clock(), samples()) as (app, pilot):
        await wait_for(app, pilot, shows_all)
        await pilot.press("left")
        await wait_for(app, pilot, lambda text: "Live › 07:5" in text)
        await pilot.press("right", "right")
        await wait_for(app, pilot, lambda text: "Live ›" not in text)


async def test_a_reading_that_fails_leaves_the_data_on_screen_and_heals_with_the_next() -> None:
    clock = manual_clock()
    async with on_stage(clock, samples()) as (app, pilot):
        await wait_for(app, pilot, shows_all)
        await at_rest(app, pilot)
        assert app.context.feed is not None
        store, broken = app.context.feed.store, True
        read = store.read

        async def failing(question, *arguments, **named):  # type: ignore[no-untyped-def]
            if broken:
                raise StoreError("scry.db", "could not be read or written by its disk", "check the disk")
            return await read(question, *arguments, **named)

        store.read = failing  # type: ignore[method-assign]
        await pilot.press("minus")
        await wait_for(app, pilot, lambda text: "✕ store" in text and "check the disk" in text and shows_all(text))
        broken = False
        # The collector, too, may have met it, and tries again a little later.
        clock.advance(10)
        await pilot.press("plus")
        await wait_for(app, pilot, lambda text: "● live" in text and "check the disk" not in text)


async def test_a_pinned_metric_of_another_group_is_drawn_over_the_chosen_chart_of_the_grid() -> None:
    async with on_stage(manual_clock(), samples(), size=(200, 40)) as (app, pilot):
        await wait_for(app, pilot, shows_all)
        await pilot.press("g", "j", "space", "G")
        text = await wait_for(app, pilot, lambda text: "● Channels" in text and "Audio end-to-end %" in text)
        assert "Channels  1 h" not in text


async def test_with_a_moment_chosen_the_list_tells_that_minute_and_its_head_which_one_that_is() -> None:
    async with on_stage(manual_clock(), samples()) as (app, pilot):
        await wait_for(app, pilot, shows_all)
        await pilot.press(*["left"] * 20)
        rows = {int(row["ts"]): row for row in sample_rows("live-experience.json")}
        screen = app.screen
        assert isinstance(screen, LiveScreen)
        assert screen.moment_ts is not None
        row, before = rows[screen.moment_ts], rows[screen.moment_ts - 600]
        head = rf"Metric +{screen.context.when(screen.moment_ts)} "
        text = await wait_for(app, pilot, lambda text: re.search(head, text) is not None)
        for title, metric in (("Join success", "joinSuccessRate"), ("Video freeze", "videoFreezeRate")):
            change = f"{row[metric] - before[metric]:+.1f}".replace("-", "−")
            assert re.search(rf"{title} +{row[metric]:.1f} % +{re.escape(change)} ", text), (title, text)
        await pilot.press("escape")
        await wait_for(app, pilot, lambda text: re.search(r"Metric +now ", text) is not None)


async def test_a_minute_that_nobody_asked_for_has_no_value_in_the_list_and_says_so() -> None:
    async with on_stage(manual_clock(), samples()) as (app, pilot):
        await wait_for(app, pilot, shows_all)
        await pilot.press(*["shift+left"] * 7)
        await wait_for(app, pilot, lambda text: re.search(r"Users +– +not asked", text) is not None)


async def test_the_strip_tells_what_diagnosis_knows_about_the_minute_under_the_cursor() -> None:
    rows = sample_rows("diagnosis.json")
    moment_ts = int(rows[0]["ts"]) // MINUTE * MINUTE
    async with on_stage(manual_clock(), samples(), opened_at=Scope(moment_ts=moment_ts)) as (app, pilot):
        await wait_for(app, pilot, shows_all)
        await wait_for(app, pilot, lambda text: "at 07:48: ≥ 1 person affected, " in text and "causes: " in text)
        await pilot.press("left")
        await wait_for(
            app, pilot, lambda text: "at 07:47: Agora lists 10 users a request" in text and "at 07:48: " not in text
        )


async def test_trouble_with_the_diagnoses_is_told_beside_metrics_that_are_live() -> None:
    answers = samples()

    async def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("diagnosis"):
            return httpx.Response(403, json={"code": 403})
        return await answers.handle_async_request(request)

    async with on_stage(manual_clock(), httpx.MockTransport(answer)) as (app, pilot):
        await wait_for(app, pilot, lambda text: "● live" in text and "403 forbidden" in text and shows_all(text))
