"""Under `--redact` a picture and a copied text hold aliases alone, however a name is cut, folded or put in a sentence;
the terminal shows own names all along."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from unittest.mock import patch

import pytest
from msgspec.structs import replace
from textual.pilot import Pilot
from textual.widget import Widget

from tests.ui import classroom
from tests.ui.classroom import CALL, PUPIL, RETURNER, SESSIONS, START_TS, TEACHER, store_class
from tests.ui.staging import on_stage, still, text_of, until, wait_for
from tests.worlds import SimTransport, incident, manual_clock
from tui.config.remembered import Remembered
from tui.domain.records import MINUTE, Cause, Diagnosis, ReportDraft, Scope, Window
from tui.domain.text import Lang
from tui.export.files import Target
from tui.ui.app import ScryApp
from tui.ui.base_screen import frames_of
from tui.ui.features.call.screen import CallScreen
from tui.ui.features.export.commands import aliased_selection, drawn, setting_of
from tui.ui.features.export.screen import Exporter
from tui.ui.features.user.screen import UserScreen

# Sixty wide characters, none twice: any two of them in a row are a piece of this name alone.
LONG = "".join(chr(0x5B40 + 7 * index) for index in range(60))
WATCHED = (LONG, "all-hands-of-berlin")
REPORTED = ReportDraft(LONG, str(TEACHER), f"0{PUPIL}", f"0{PUPIL}", str(START_TS), 2, f"froze for {PUPIL}")
WHERE: list[tuple[tuple[int, int], Lang]] = [((80, 24), "en"), ((120, 36), "zh"), ((200, 50), "en")]


@asynccontextmanager
async def project(tmp_path: Path, size: tuple[int, int], lang: Lang) -> AsyncIterator[tuple[ScryApp, Pilot[None]]]:
    """The incident's project, with a class in a channel of a long name that is diagnosed, watched and reported."""
    clock = manual_clock()
    call, sessions = replace(CALL, channel=LONG), tuple(replace(each, channel=LONG) for each in SESSIONS)
    with patch.object(classroom, "CALL", call), patch.object(classroom, "SESSIONS", sessions):
        async with on_stage(clock, SimTransport(incident(clock)), size=size, lang=lang) as (app, pilot):
            app.context.remembered = Remembered(configured=WATCHED)
            app.context.export_dir, app.context.redact = tmp_path, True
            feed = await app.context.opened()
            await store_class(feed.store)
            now_ts = int(clock.now())
            told = [
                Diagnosis(now_ts - 300 - index, str(uid), 4, LONG, (Cause(23, str(TEACHER)),))
                for index, uid in enumerate((PUPIL, RETURNER))
            ]
            minute = Window(now_ts - 360, now_ts - 240)
            await feed.store.write(
                lambda changes: changes.put_diagnoses(
                    told, window=minute, cap=10, delay_s=120, answered_ts=now_ts, slot_s=MINUTE
                )
            )
            await feed.store.write(lambda changes: changes.keep_draft(REPORTED, now_ts=now_ts, by="ops-login:1"))
            await wait_for(app, pilot, lambda text: "● " in text.splitlines()[0])
            yield app, pilot


async def names_in(app: ScryApp) -> set[str]:
    """Every name that the store holds, and what of the long one is left where it is cut or folded."""
    store = (await app.context.opened()).store
    now_ts = int(app.context.clock.now())
    window = Window(now_ts - 4 * 3600, now_ts + 3600)
    found = {LONG[index : index + 2] for index in range(len(LONG) - 1)} | {"ops-login", "all-hands"}
    for one in await store.read(lambda snapshot: snapshot.diagnoses(window)):
        found |= {one.uid, one.channel, *(cause.host_uid for cause in one.causes)}
    for call in await store.read(lambda snapshot: snapshot.calls_begun(window, "", None)):
        found |= {call.call_id, call.channel}
    found |= {str(one.uid) for one in SESSIONS}
    # The beginning of a name that was cut tells the name. `test:1` asks the API, and is asked for whole: "tightest:".
    return {name[:5] for name in found if len(name) > 1} | {"test:1"}


async def views(app: ScryApp, pilot: Pilot[None]) -> AsyncIterator[str]:
    """Every screen, and what its keys put on it."""

    async def seen(*keys: str) -> str:
        await pilot.press(*keys)
        await still(app, pilot)
        return f"{type(app.screen).__name__} {keys}"

    for keys in (
        ("1",),
        ("left",),
        ("2",),
        ("o",),
        ("o",),
        ("o",),
        ("w",),
        ("escape",),
        ("slash", *"4436"),
        ("enter",),
        ("escape",),
        ("3",),
        ("f", "tab", *"klasse"),
        ("escape",),
        ("w",),
        ("escape",),
        ("4",),
        ("d",),
        ("a", *"new-room", "enter"),
        ("z",),
        ("escape",),
        ("5",),
        ("6",),
        ("w",),
        ("escape",),
        ("tab",),
        ("ctrl+r",),
        ("escape",),
    ):
        yield await seen(*keys)
    await app.push_screen(UserScreen(app.context, Scope(uid=str(TEACHER))))
    yield await seen()
    yield await seen("escape")
    scope = Scope(call_id=CALL.call_id, channel=LONG, uid=str(PUPIL), peer_uid=TEACHER, moment_ts=START_TS + 300)
    await app.push_screen(CallScreen(app.context, scope))
    await until(pilot, lambda: frames_of(app)[-1].export_key() is not None)
    for keys in (
        (),
        ("w",),
        ("escape",),
        ("m",),
        ("right",),
        ("t",),
        ("t",),
        ("enter",),
        ("w",),
        ("escape",),
        ("v",),
        ("w",),
        ("escape",),
        ("n",),
        ("escape",),
        ("escape",),
        ("c",),
    ):
        yield await seen(*keys)


def without_aliases(text: str) -> str:
    """The hexadecimal digits of an alias are random: any short number may stand among them."""
    return re.sub(r"\b[uclsp]-[0-9a-f]+", "", text)


def select_all(app: ScryApp) -> None:
    for widget in app.screen.walk_children(Widget):
        if widget.allow_select and not widget.children and widget.is_on_screen:
            widget.text_select_all()


@pytest.mark.long
@pytest.mark.parametrize(("size", "lang"), WHERE, ids=["80x24", "120x36", "200x50"])
async def test_no_name_is_left_in_a_picture_or_a_copy_and_the_terminal_keeps_its_own(
    tmp_path: Path, size: tuple[int, int], lang: Lang
) -> None:
    shown, aliases, told_on_terminal, screens = 0, set[str](), set[str](), set[str]()
    async with project(tmp_path, size, lang) as (app, pilot):
        async for view in views(app, pilot):
            names, setting = await names_in(app) | {"4436", "klass", "new-r"}, await setting_of(app.context)
            terminal = await still(app, pilot)
            frame = frames_of(app)[-1]
            lines = drawn(frame, setting)
            # The very same screen is left, and own names with it.
            assert text_of(app) == terminal, view
            picture = "\n".join("".join(segment.text for segment in line) for line in lines)
            assert not [name for name in sorted(names) if name in without_aliases(picture)], (view, picture)
            assert len(lines) == size[1]
            told_on_terminal |= {name for name in names if name in terminal}
            aliases |= set(re.findall(r"\b[uclsp]-[0-9a-f]{8,10}\b", picture))
            screens.add(type(app.screen).__name__)
            if app.screen is frame:
                files = Exporter(frame, lines, Target(tmp_path, "x"), setting)
                for kind in ("svg", "csv", "json", "md", "copy"):
                    text = await files.text(kind) or ""
                    seen = without_aliases(re.sub("<[^>]+>", "", text) if kind == "svg" else text)
                    assert not [name for name in sorted(names) if re.search(rf"(?<![0-9a-f.,]){name}", seen)], (
                        view,
                        kind,
                    )
            select_all(app)
            if selected := app.screen.get_selected_text():
                copied = aliased_selection(app.screen, selected, setting)
                assert not [name for name in sorted(names) if name in without_aliases(copied)], (view, copied)
                shown += bool(copied)
            app.screen.clear_selection()
        short = setting.names.shortened()  # type: ignore[attr-defined]
    assert {short.user(TEACHER), short.user(PUPIL), short.channel(LONG)} <= aliases
    assert {str(TEACHER)[:5], str(PUPIL)[:5], LONG[:2]} <= told_on_terminal
    assert shown > 5
    assert {
        "WhyScreen",
        "PairScreen",
        "SessionScreen",
        "CallScreen",
        "ReportsScreen",
        "ChannelScreen",
        "UserScreen",
    } <= screens
