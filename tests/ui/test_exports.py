"""Every screen exports and copies what it shows; nothing secret, and no name where names are hidden."""

from __future__ import annotations

import html
import json
import re
from base64 import b64encode
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from unittest.mock import patch

import msgspec
import pytest
from msgspec.structs import replace
from textual.app import App
from textual.pilot import Pilot
from textual.widgets import Static

from tests.alarms_made import ALERT, FREEZE, MANY, keep
from tests.patience import Patience
from tests.patience import until as patiently
from tests.screenshots import stable
from tests.ui.classroom import CALL, PUPIL, SESSIONS, START_TS, TEACHER, store_class
from tests.ui.staging import on_stage, still, text_of, until, wait_for
from tests.worlds import SimTransport, incident, manual_clock
from tui.config.remembered import Remembered
from tui.domain.fields import Lacking
from tui.domain.glossary import LIVE_METRICS
from tui.domain.records import ReportDraft, Scope
from tui.export.columns import columns_of
from tui.export.document import Document
from tui.export.extract import Extract, Setting
from tui.export.files import Target
from tui.export.picture import to_svg, trimmed
from tui.messages import store as store_words
from tui.messages.export_fields import FIELDS, STATES, TABLES
from tui.store.errors import StoreError
from tui.ui.app import ScryApp
from tui.ui.base_screen import FrameScreen, frames_of
from tui.ui.features.call.screen import CallScreen
from tui.ui.features.export.commands import drawn, setting_of
from tui.ui.features.export.screen import MOST_BASE64, Exporter, ExportScreen, copy_text
from tui.ui.features.user.screen import UserScreen
from tui.ui.why import WhyScreen

NAMES = (str(TEACHER), str(PUPIL), CALL.channel, CALL.call_id, *(one.sid for one in SESSIONS if len(one.sid) > 2))
REPORTED = ReportDraft(
    CALL.channel, str(TEACHER), f"0{PUPIL}", f"0{PUPIL}", str(START_TS), 2, f"froze for {PUPIL}\nin {CALL.call_id}"
)
WATCHED = ("大班课-数学", "big-live-1")
SECRETS = ("demo:demo", b64encode(b"demo:demo").decode(), "Basic ", "customer")


@asynccontextmanager
async def project(
    tmp_path: Path, *, redact: bool = False, size: tuple[int, int] = (120, 36)
) -> AsyncIterator[tuple[ScryApp, Pilot[None], list[str]]]:
    """The incident's project with the class in its store; what was copied."""
    clock = manual_clock()
    async with on_stage(clock, SimTransport(incident(clock)), size=size) as (app, pilot):
        app.context.remembered = Remembered(configured=WATCHED)
        app.context.export_dir, app.context.redact = tmp_path, redact
        copied: list[str] = []
        feed = await app.context.opened()
        await store_class(feed.store)
        await feed.store.write(lambda changes: changes.keep_draft(REPORTED, now_ts=clock.now(), by="ops:1"))
        says = f"{TEACHER} in {CALL.channel}"
        alert = replace(ALERT, channel=CALL.channel, uid=str(TEACHER), call_id=CALL.call_id, content=says, remark=says)
        await keep(feed.store, FREEZE, replace(MANY, channel=CALL.channel), alerts=(alert,))
        await wait_for(app, pilot, lambda text: "● live" in text)
        with patch.object(App, "copy_to_clipboard", lambda _, text: copied.append(text)):
            yield app, pilot, copied


async def extract_of(app: ScryApp, pilot: Pilot[None]) -> tuple[Extract, Setting]:
    """What the screen in front shows, once it shows anything."""
    setting = await setting_of(app.context)
    feed = await app.context.opened()
    patience = Patience()
    while True:
        extract = await frames_of(app)[-1].exported(setting, feed)
        if extract is not None and (extract.table.rows or extract.screen in ("usage", "calls")):
            return extract, setting
        patience.look(lambda: text_of(app))
        await pilot.pause(0.02)


def open_call(app: ScryApp) -> None:
    scope = Scope(call_id=CALL.call_id, channel=CALL.channel, uid=str(PUPIL), moment_ts=START_TS + 300)
    app.push_screen(CallScreen(app.context, scope))


async def every_screen(app: ScryApp, pilot: Pilot[None]) -> AsyncIterator[FrameScreen]:
    for number in "1234567":
        await pilot.press(number)
        await extract_of(app, pilot)
        yield frames_of(app)[-1]
    await pilot.press("4", "z")
    await extract_of(app, pilot)
    yield frames_of(app)[-1]
    await pilot.press("1", "ctrl+r")
    await until(pilot, lambda: bool(frames_of(app)[-1].TAB == "reports" and frames_of(app)[-1].export_key()))
    yield frames_of(app)[-1]
    await pilot.press("escape")
    open_call(app)
    await extract_of(app, pilot)
    await until(pilot, lambda: frames_of(app)[-1].export_key() is not None)
    yield frames_of(app)[-1]
    await pilot.press("enter")
    await extract_of(app, pilot)
    yield frames_of(app)[-1]
    await pilot.press("v")
    await until(pilot, lambda: type(frames_of(app)[-1]).__name__ == "PairScreen")
    await extract_of(app, pilot)
    yield frames_of(app)[-1]
    app.push_screen(UserScreen(app.context, Scope(uid=str(PUPIL))))
    await extract_of(app, pilot)
    await until(pilot, lambda: frames_of(app)[-1].export_key() is not None)
    yield frames_of(app)[-1]


async def export(app: ScryApp, pilot: Pilot[None], key: str) -> None:
    """`e`, then one key; until the dialog is gone."""
    await pilot.press("e")
    await until(pilot, lambda: isinstance(app.screen, ExportScreen))
    await pilot.press(key)
    await until(pilot, lambda: not isinstance(app.screen, ExportScreen))


def written(directory: Path) -> list[str]:
    return [path.read_text(encoding="utf-8") for path in directory.iterdir()]


def seen(svg: str) -> str:
    """What a reader sees in a picture, line by line."""
    lines: dict[str, list[tuple[float, str]]] = {}
    for x, y, text in re.findall(r'<text class="terminal-r\d+" x="([\d.]+)" y="([\d.]+)"[^>]*>([^<]*)</text>', svg):
        lines.setdefault(y, []).append((float(x), html.unescape(text)))
    return "\n".join("".join(text for _, text in sorted(line)) for line in lines.values())


def check_tables(extract: Extract) -> None:
    """Every field has words, every column its own name."""
    for table in (extract.table, *extract.others):
        assert table.name in TABLES
        assert {field.name for field in table.fields} <= set(FIELDS)
        names = [column.name for column in columns_of(table)]
        assert len(names) == len(set(names))
        coded = [place for place, field in enumerate(table.fields) if field.coded]
        codes = {row[place] for row in table.rows for place in coded}
        assert {each.state if isinstance(each, Lacking) else each for each in codes} - {None} <= set(STATES)


@pytest.mark.long
async def test_every_screen_has_every_format_without_a_secret_and_hidden_names_are_in_none(tmp_path: Path) -> None:
    screens, channels = [], set()
    # Where there is little room, names are cut.
    async with project(tmp_path, redact=True, size=(80, 24)) as (app, pilot, copied):
        async for screen in every_screen(app, pilot):
            extract, setting = await extract_of(app, pilot)
            check_tables(extract)
            screens.append(extract.screen)
            if screen.table is not None:
                # Every row is shown, and yet a name stands in the filter.
                screen.table.set_filter(f"!{TEACHER}§")
                await still(app, pilot)
            exporter = Exporter(screen, drawn(screen, setting), Target(tmp_path, "x"), setting)
            texts = {kind: await exporter.text(kind) or "" for kind in ("csv", "json", "svg", "md", "copy")}
            for key in ("y", "Y"):
                count = len(copied)
                await pilot.press(key)
                await until(
                    pilot,
                    lambda count=count: len(copied) > count or "nothing to copy" in text_of(app),  # type: ignore[misc]
                )
            document = msgspec.json.decode(texts["json"], type=Document)
            assert (document.screen, document.redacted) == (extract.screen, True)
            assert document.shown.filtered_by == (
                "" if extract.screen in ("channel", "session", "pair") else "(hidden)"
            )
            if extract.screen in ("call", "session", "pair"):
                channels.add(document.scope["channel"])
            texts["svg"] = seen(texts["svg"])
            for kind, text in (*texts.items(), *(("copied", text) for text in copied)):
                for hidden in (*NAMES, *WATCHED, *SECRETS):
                    assert hidden[:5] not in text, (extract.screen, kind, hidden)
    tabs = ["live", "diagnosis", "calls", "channels", "usage", "quota", "alarms"]
    assert screens == [*tabs, "channel", "reports", "call", "session", "pair", "user"]
    (alias,) = channels
    assert re.fullmatch(r"channel-[0-9a-f]{8}", str(alias))


async def test_keys_write_files_and_copy_the_row_and_the_view_by_their_names(tmp_path: Path) -> None:
    async with project(tmp_path) as (app, pilot, copied):
        open_call(app)
        await extract_of(app, pilot)
        await until(pilot, lambda: frames_of(app)[-1].export_key() is not None)
        for key in "1234":
            await export(app, pilot, key)
        await pilot.press("y")
        await until(pilot, lambda: len(copied) == 1)
        await pilot.press("Y")
        await until(pilot, lambda: len(copied) == 2)
        await pilot.press("ctrl+y")
        await until(pilot, lambda: len(copied) == 3)
        await export(app, pilot, "5")
    assert copied[0] == "P"
    assert copied[1].startswith(f"user {PUPIL} | session id P | platform iOS | network 4G")
    assert "\n" not in copied[1]
    assert f"- **call id**: {CALL.call_id}" in copied[2]
    assert copied[3].splitlines()[0] == copied[2].splitlines()[0] == "## scry · 课堂-prod · Call"
    texts = written(tmp_path)
    assert len(texts) == 4
    assert all(str(TEACHER) in text for text in texts)
    assert not [secret for secret in SECRETS for text in texts if secret in text]


async def test_a_filter_and_a_sort_are_those_of_the_export_and_are_told(tmp_path: Path) -> None:
    async with project(tmp_path) as (app, pilot, _):
        await pilot.press("6")
        await extract_of(app, pilot)
        await pilot.press("slash", *"rating", "enter")
        await export(app, pilot, "2")
        (text,) = written(tmp_path)
        document = json.loads(text)
        assert [row["endpoint"] for row in document["rows"]] == ["channel_score"]
        assert document["shown"] == {"rows": 1, "of": 14, "filtered_by": "rating", "sorted_by": "", "reverse": False}


async def test_a_file_that_is_there_is_overwritten_only_by_the_second_press(tmp_path: Path) -> None:
    async with project(tmp_path) as (app, pilot, _):
        await export(app, pilot, "1")
        (path,) = [*tmp_path.iterdir()]  # noqa: ASYNC240 - a directory of one file
        path.write_text("mine")
        await pilot.press("e")
        await until(pilot, lambda: isinstance(app.screen, ExportScreen))
        await pilot.press("1")
        await wait_for(app, pilot, lambda text: "exists already" in text)
        assert path.read_text() == "mine"
        await pilot.press("1")
        await until(pilot, lambda: not isinstance(app.screen, ExportScreen))
        assert path.read_text().startswith("metric,")


async def test_a_directory_that_went_away_is_said_with_what_to_do(tmp_path: Path) -> None:
    async with project(tmp_path / "gone") as (app, pilot, _):
        await pilot.press("e")
        await until(pilot, lambda: isinstance(app.screen, ExportScreen))
        await pilot.press("2")
        await wait_for(app, pilot, lambda text: "no such directory" in text and "--export-dir" in text)


async def test_a_cell_of_the_row_is_copied_from_the_dialogue(tmp_path: Path) -> None:
    async with project(tmp_path) as (app, pilot, copied):
        open_call(app)
        await extract_of(app, pilot)
        await until(pilot, lambda: frames_of(app)[-1].export_key() is not None)
        await pilot.press("e")
        await until(pilot, lambda: isinstance(app.screen, ExportScreen))
        await pilot.press(*["down"] * 5, "enter")
        await until(pilot, lambda: bool(copied))
        assert copied == [str(PUPIL)]
        await wait_for(app, pilot, lambda text: f"copied: {PUPIL}" in text)


async def test_a_cell_is_that_of_the_row_the_dialogue_was_opened_on_though_the_cursor_moves_on(tmp_path: Path) -> None:
    async with project(tmp_path) as (app, pilot, copied):
        open_call(app)
        await extract_of(app, pilot)
        screen = frames_of(app)[-1]
        await until(pilot, lambda: screen.export_key() is not None)
        await pilot.press("e")
        await until(pilot, lambda: isinstance(app.screen, ExportScreen))
        for key in (None, "a row that came meanwhile"):
            screen.export_key = lambda key=key: key  # type: ignore[method-assign, misc]
            await pilot.press("L")
            await until(pilot, lambda: app.screen.focused is not None)
        await pilot.press(*["down"] * 5, "enter")
        await until(pilot, lambda: bool(copied))
        assert copied == [str(PUPIL)]


async def test_half_a_character_is_copied_as_a_sign_that_a_terminal_takes(tmp_path: Path) -> None:
    async with project(tmp_path) as (app, pilot, copied):
        copy_text(frames_of(app)[-1], "a\ud83d")
        await wait_for(app, pilot, lambda text: "copied: a?" in text)
        assert copied == ["a?"]


async def test_a_store_that_fails_is_told_in_the_language_of_the_screen(tmp_path: Path) -> None:
    async with project(tmp_path, redact=True) as (app, pilot, copied):
        app.context.lang = "zh"
        app.screen.get_selected_text = lambda: str(TEACHER)  # type: ignore[method-assign]
        failing = StoreError("scry.db", store_words.LOST, store_words.MAKE_NEW)
        with patch("tui.ui.features.export.commands.setting_of", side_effect=failing):
            for key in ("y", "ctrl+c"):
                frames_of(app)[-1].say("")
                await pilot.press(key)
                await wait_for(app, pilot, lambda text: store_words.LOST.zh in text)
        assert not copied


async def test_what_is_selected_on_screen_is_copied_with_aliases_where_names_are_hidden(tmp_path: Path) -> None:
    async with project(tmp_path, redact=True, size=(160, 40)) as (app, pilot, copied):
        await pilot.press("2")
        await extract_of(app, pilot)
        await pilot.press("w")
        await until(pilot, lambda: isinstance(app.screen, WhyScreen))
        for paragraph in app.screen.query(Static):
            paragraph.text_select_all()
        own = app.screen.get_selected_text() or ""
        uid = re.findall(r"\b\d{5,}\b", own)[0]
        await pilot.press("ctrl+c")
        await until(pilot, lambda: bool(copied))
        assert len(copied[0].splitlines()) == len(own.splitlines())
        assert re.search(r"u-[0-9a-f]{8}", copied[0])
        assert uid not in copied[0]
        assert uid in text_of(app)


async def test_what_was_typed_is_not_copied_where_names_are_hidden(tmp_path: Path) -> None:
    async with project(tmp_path, redact=True) as (app, pilot, copied):
        await pilot.press("3", "f", "tab", *"klasse", "shift+home", "ctrl+c")
        await wait_for(app, pilot, lambda text: "nothing to copy" in text)
        assert not copied


async def test_tmux_is_hinted_at_once_and_what_no_terminal_takes_is_not_copied(tmp_path: Path) -> None:
    async with project(tmp_path) as (app, pilot, copied):
        app.context.hints_at_tmux = True
        screen = frames_of(app)[-1]
        copy_text(screen, "first")
        await wait_for(app, pilot, lambda text: "set -g set-clipboard on" in text)
        copy_text(screen, "second")
        await wait_for(app, pilot, lambda text: text.splitlines()[-1].strip() == "copied: second")
        copy_text(screen, "x" * MOST_BASE64)
        await wait_for(app, pilot, lambda text: "more than terminals take" in text)
        assert copied == ["first", "second"]


async def test_the_picture_is_the_screen_as_textual_draws_it(tmp_path: Path) -> None:
    async with project(tmp_path) as (app, pilot, _):
        await pilot.press("2")
        _, setting = await extract_of(app, pilot)
        picture = to_svg(drawn(frames_of(app)[-1], setting), "scry")
        assert picture == trimmed(stable(app.export_screenshot(title="scry")))


async def test_live_exports_the_curves_of_all_ten_metrics_however_few_are_on_screen(tmp_path: Path) -> None:
    async with project(tmp_path) as (app, pilot, _):
        # The three endpoints answer one after the other.
        async def is_whole() -> bool:
            extract, _setting = await extract_of(app, pilot)
            assert [curve.metric for curve in extract.curves] == list(LIVE_METRICS)
            return all(curve.values for curve in extract.curves)

        await patiently(is_whole, lambda: text_of(app))
