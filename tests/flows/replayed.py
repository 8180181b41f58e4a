"""A run that was watched, bundled, carried to an empty home and replayed: the cells of both, and where they differ."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from itertools import zip_longest
from pathlib import Path
from typing import NamedTuple

from tests.ui.staging import still
from tests.worlds import APP_ID, BASE_URL, manual_clock
from tui.cli.bundling import BundledProject
from tui.cli.display import display_of
from tui.cli.options import parse
from tui.cli.replay import _context
from tui.clock import ReplayClock
from tui.domain.names import Names
from tui.domain.records import HOUR
from tui.store.api import Store
from tui.store.manifest import BundleOrder
from tui.store.notebook import Notebook
from tui.store.sqlite.bundle.replayed import ReplayedStore, opened
from tui.store.sqlite.database import SqliteStore
from tui.ui.context import Context
from tui.ui.replay_app import ReplayApp

MOMENTS = 10

# The keys that lead from one screen to the next one, its name, and the screen after it.
Way = Sequence[tuple[str, tuple[str, ...]]]


class Look(NamedTuple):
    """One screen at a moment."""

    name: str
    ts: float
    lines: list[str]


def opening(store: Store) -> Callable[[], Awaitable[Store]]:
    async def opened_store() -> Store:
        return store

    return opened_store


def bundled(context: Context, target: Path, watched: tuple[str, ...]) -> None:
    """The last hour of the run."""
    assert context.feed is not None
    store = context.feed.store
    assert isinstance(store, SqliteStore)
    project = BundledProject(
        context.project,
        BASE_URL,
        APP_ID,
        lambda: f"sqlite:///{store.path}",
        context.edition,
        context.thresholds,
        context.edition.limits,
        context.rules,
        has_own_rules=context.has_own_rules,
        watched=lambda: watched,
        shares=context.shares,
    )
    now_ts = int(context.clock.now())
    order = BundleOrder(target, now_ts - HOUR, now_ts + 1)
    with project.prepared(order, Names(), lambda _, __: None) as bundle:
        bundle.place()


async def replayed(
    path: Path, looks: Sequence[Look], size: tuple[int, int], way: Way, compared: Callable[[str, str], list[str]]
) -> list[Look]:
    """The same screens, each at its moment."""
    local, found = manual_clock(), []
    options = parse(["replay", "--utc", "--lang", "en", str(path)])
    keys = dict(way)
    with opened(path) as (manifest, content):
        clock = ReplayClock(local, manifest.start_ts, manifest.end_ts, looks[0].ts)
        clock.pause()
        store = ReplayedStore(path, content, clock, Notebook(None))
        whole = ReplayedStore(path, content, clock, Notebook(None), knows_all=True)
        try:
            stores = opening(store), opening(whole)
            context = _context(path, manifest, *stores, clock, "test:2", options, display_of(options, {}, None))
            app = ReplayApp(context)
            async with app.run_test(size=size) as pilot:
                for look in looks:
                    for key in keys[look.name]:
                        await pilot.press(key)
                        await still(app, pilot)
                    app.seek(look.ts)
                    found.append(Look(look.name, look.ts, compared(look.name, await still(app, pilot))))
        finally:
            store.close()
            whole.close()
    return found


def differing(then: Sequence[Look], now: Sequence[Look]) -> list[str]:
    """Each line that differs, before and after."""
    assert [look[:2] for look in then] == [look[:2] for look in now]
    return [
        f"{old.ts:.1f} {old.name} {number}\n  {before}\n  {after}"
        for old, new in zip(then, now, strict=True)
        for number, (before, after) in enumerate(zip_longest(old.lines, new.lines))
        if before != after
    ]
