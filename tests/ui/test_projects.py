"""From one project to another within the app: what ends, what begins, what stays."""

from __future__ import annotations

from pathlib import Path

from textual.screen import Screen
from textual.widgets import Input

from tests.ui.offered import Offered
from tests.ui.staging import on_stage, text_of, until, wait_for
from tests.worlds import SimTransport, incident, make_context, make_feed, manual_clock, open_store
from tui.clock import ServerClock, Zone
from tui.ui.context import Context, Feed
from tui.ui.features.projects.screen import ProjectsScreen
from tui.ui.features.setup.screen import SetupScreen
from tui.ui.known_projects import open_and_dismiss


async def test_the_other_project_begins_on_the_same_tab_as_it_was_left_to_look(tmp_path: Path) -> None:
    clock, offered, left = manual_clock(), Offered(), list[str]()
    transport = SimTransport(incident(clock))
    with open_store(tmp_path) as store:

        def opens(key: str) -> Context:
            async def open_feed() -> Feed:
                return make_feed(store, ServerClock(clock), SimTransport(incident(clock)))

            context = make_context(ServerClock(clock), open_feed)
            context.project, context.profile, context.zone = "另一个", key, Zone(utc=False)
            context.keymap = {"help": "f2"}
            return context

        async with on_stage(clock, transport, first_screen="quota") as (app, pilot):
            before = app.context
            before.projects, before.profile = offered, "classroom"
            before.leave = lambda: left.append("classroom")
            await wait_for(app, pilot, lambda text: "● live" in text)
            await pilot.press("2", "L", "L", "ctrl+o")
            await wait_for(app, pilot, lambda text: "切换项目" in text)
            # What cannot be opened is told in place, and all goes on as it was.
            await pilot.press("enter")
            await wait_for(app, pilot, lambda text: "存储无法打开" in text)
            assert (app.context, left) == (before, [])
            offered.opens = opens
            await pilot.press("enter")
            text = await wait_for(app, pilot, lambda text: "另一个 › 诊断" in text)
            assert "切换项目" not in text
            await until(pilot, lambda: app.context.feed is not None)
            assert left == ["classroom"]
            assert offered.opened == ["meeting", "meeting"]
            assert (app.context.lang, app.context.zone.utc) == ("zh", True)
            # Those that are in force, whatever the file says by now.
            assert app.context.keymap == before.keymap
            # One tab is made so far, that of the new project.
            assert [len(stack) for stack in app._screen_stacks.values()] == [1]
            await pilot.press("1")
            await wait_for(app, pilot, lambda text: "另一个 › 实时" in text and "● live" in text)


async def test_the_list_is_narrowed_by_name_and_ends_with_adding_one() -> None:
    clock = manual_clock()
    async with on_stage(clock, SimTransport(incident(clock))) as (app, pilot):
        app.context.projects, app.context.profile = Offered(), "classroom"
        await wait_for(app, pilot, lambda text: "● live" in text)
        await pilot.press("ctrl+o")
        await wait_for(app, pilot, lambda text: "课堂-prod  open now" in text and "课堂-staging" in text)
        await pilot.press(*"stag")
        await wait_for(app, pilot, lambda text: "课堂-prod  open now" not in text and "课堂-staging" in text)
        screen = app.screen
        assert isinstance(screen, ProjectsScreen)
        screen.query_one(Input).value = "zzz"
        await wait_for(app, pilot, lambda text: "no such project" in text)
        screen.query_one(Input).value = "add"
        await wait_for(app, pilot, lambda text: "课堂-staging" not in text)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, SetupScreen))
        assert "Try the demo" not in text_of(app)
        await pilot.press("escape")
        await wait_for(app, pilot, lambda text: "课堂-prod › Live" in text)


async def test_a_project_that_comes_when_its_list_has_just_been_left_is_left_and_takes_no_other_screen_away() -> None:
    left, offered = list[str](), Offered()

    def opens(key: str) -> Context:
        context = make_context(manual_clock(), never)
        context.leave = lambda: left.append(key)
        return context

    async def never() -> Feed:
        raise AssertionError

    offered.opens = opens
    # In no app, it is active in none.
    await open_and_dismiss(Screen(), offered, "meeting")
    assert left == ["meeting"]
