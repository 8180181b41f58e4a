"""B on any screen: the stretch and the part on screen, the size before the file, and no half file."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from textual.widgets import Input

from tests.ui.staging import at_rest, on_stage, samples, until, wait_for
from tests.worlds import APP_ID, BASE_URL, NOW_TS, manual_clock
from tui.agora.editions.reference_2020 import EDITION
from tui.cli.bundling import BundledProject
from tui.domain.glossary import thresholds_with
from tui.domain.names import Names
from tui.domain.records import HOUR, Window
from tui.messages import bundle as words
from tui.store.manifest import BundleOrder, BundleProgress, BundleStopped, Manifest, PreparedBundle
from tui.store.sqlite.bundle.envelope import read_manifest
from tui.store.sqlite.database import SqliteStore
from tui.ui.features.bundle.commands import shown_stretch
from tui.ui.features.bundle.making import Making
from tui.ui.features.bundle.screen import BundleScreen
from tui.ui.widgets.choice import Choice
from tui.ui.widgets.line_field import LineField

NOW = int(NOW_TS)
MINUTE0 = NOW // 60 * 60
ORDER = BundleOrder(Path("x.scry"), 0, 60)
MADE = Manifest(
    format=1,
    writer="",
    schema=1,
    size_bytes=1,
    sha256="",
    counts={"points": 7},
    project="p",
    edition="2020-10",
    start_ts=0,
    end_ts=60,
)


def test_the_stretch_is_the_one_on_screen_in_whole_minutes_and_none_of_it_is_to_come() -> None:
    on_screen = Window(MINUTE0 - HOUR + 5, MINUTE0 - 61)
    assert shown_stretch(on_screen, None, NOW) == Window(MINUTE0 - HOUR, MINUTE0 - 60)
    assert shown_stretch(Window(MINUTE0 - 60, MINUTE0 + HOUR), None, NOW).end_ts == NOW
    around = shown_stretch(None, MINUTE0 - 2 * HOUR, NOW)
    assert around.start_ts < MINUTE0 - 2 * HOUR < around.end_ts
    assert shown_stretch(None, None, NOW).end_ts == NOW
    assert shown_stretch(Window(NOW + HOUR, NOW + 2 * HOUR), None, NOW) == Window(NOW - HOUR, NOW)


async def test_a_bundle_that_was_stopped_while_it_was_made_leaves_nothing() -> None:
    left, begun, goes_on = [], threading.Event(), threading.Event()

    @contextmanager
    def bundler(order: BundleOrder, names: Names, tell: BundleProgress) -> Iterator[PreparedBundle]:
        try:
            begun.set()
            goes_on.wait(10)
            tell(7, 0)
            yield PreparedBundle(MADE, 1, lambda: None)
        finally:
            left.append(order)

    making = Making(bundler)
    task = asyncio.create_task(making.prepare(ORDER, Names()))
    await asyncio.to_thread(begun.wait, 10)
    making.leave()
    goes_on.set()
    with pytest.raises(BundleStopped):
        await task
    assert left == [ORDER]
    assert making.bundle is None


def bundler_of(store: SqliteStore) -> BundledProject:
    return BundledProject(
        "课堂-prod",
        BASE_URL,
        APP_ID,
        lambda: f"sqlite:///{store.path}",
        EDITION,
        thresholds_with({}),
        EDITION.limits,
        (),
        has_own_rules=False,
        watched=tuple,
    )


def seen(directory: Path, pattern: str = "*") -> list[Path]:
    return [*directory.glob(pattern)]


@pytest.mark.long
@pytest.mark.parametrize("size", [(80, 24), (120, 36), (200, 50)])
async def test_the_size_is_told_then_the_file_is_written_where_the_sentence_says(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with on_stage(manual_clock(), samples(), size=size) as (app, pilot):
        await at_rest(app, pilot)
        context = app.context
        await pilot.press("B")
        await wait_for(app, pilot, lambda text: words.NOT_OPEN("en") in text)
        assert context.feed is not None
        store = context.feed.store
        assert isinstance(store, SqliteStore)
        context.bundler, context.export_dir = bundler_of(store).prepared, tmp_path
        await pilot.press("B")
        await until(pilot, lambda: isinstance(app.screen, BundleScreen))
        await pilot.press("ctrl+s")
        text = await wait_for(app, pilot, lambda text: "again writes" in text)
        assert "rows" in text
        assert not seen(tmp_path, "scry-*")
        # Another order has another size.
        app.screen.query_one("#names", Choice).focus()
        await pilot.press("right")
        await wait_for(app, pilot, lambda text: "tells the size first" in text)
        assert not seen(tmp_path)
        assert "project-bundle" in app.screen.query_one("#file", LineField).value
        await pilot.press("ctrl+s")
        await wait_for(app, pilot, lambda text: "again writes" in text)
        await pilot.press("ctrl+s")
        await wait_for(app, pilot, lambda text: "is in" in text)
        (file,) = seen(tmp_path)
        assert read_manifest(file).is_redacted
        # A home that is not there is said.
        await pilot.press("B")
        await until(pilot, lambda: isinstance(app.screen, BundleScreen))
        app.screen.query_one("#file", Input).value = "~nobody-here/x.scry"
        await pilot.press("ctrl+s")
        await wait_for(app, pilot, lambda text: "without a home" in text)
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(app.screen, BundleScreen))
        # A file that is there stays.
        await pilot.press("B")
        await until(pilot, lambda: isinstance(app.screen, BundleScreen))
        app.screen.query_one("#file", Input).value = str(file)
        await pilot.press("ctrl+s")
        await wait_for(app, pilot, lambda text: "is there already" in text)
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(app.screen, BundleScreen))
        assert seen(tmp_path) == [file]
