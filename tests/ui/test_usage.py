"""The Usage screen: what it says of the days that the store holds."""

from __future__ import annotations

import asyncio
import re
import tempfile
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.manual_clock import ManualClock
from tests.ui.staging import until, wait_for
from tests.worlds import make_context, open_store
from tui.clock import Zone
from tui.domain.records import DAY, HOUR, Limits, Report, UsageDay, Want, WantState, WantStatus, Window
from tui.domain.text import Lang
from tui.monitor.alarm import Alarm
from tui.store.api import Store
from tui.store.errors import StoreError
from tui.ui.app import ScryApp
from tui.ui.context import Feed
from tui.ui.features.usage.screen import UsageScreen

TODAY = 1_795_305_600  # Sunday 2026-11-22 00:00 UTC
NOON = TODAY + 12.0 * HOUR
KEYS = """
j k g G ctrl+d ctrl+u pageup pagedown home end enter space s S s s s s s s left right h l plus minus minus 0 z
r p p u L question_mark escape slash f escape tab j j k tab x
"""


class StoredFeed:
    """A feed that collects nothing: what the store holds is all there is."""

    trouble: StoreError | None = None
    limits: Mapping[str, Limits] = {}
    app_id = "demoapp"

    def __init__(self, store: Store, clock: ManualClock) -> None:
        self.store = store
        want = Want("usage")
        next_ts = clock.now() // DAY * DAY + DAY + 8 * HOUR
        self.statuses: Mapping[Want, WantStatus] = {want: WantStatus(want, WantState.WAITING, next_ts, pace_s=DAY)}

    def submit(self, wants: Iterable[Want]) -> None:
        pass

    def refresh(self) -> None:
        pass

    def cancel(self, want: Want) -> None:
        pass

    def on_status(self, call: Callable[[], None]) -> None:
        pass

    def on_alarm(self, call: Callable[[Alarm], object]) -> None:
        pass

    async def run(self) -> None:
        await asyncio.Event().wait()

    def report_body(self, report: Report) -> str:
        return ""

    async def finish(self) -> None:
        pass

    async def close(self) -> None:
        pass


def days(agos: Iterable[int], users: int = 20_000) -> list[UsageDay]:
    """A thousand users more on each day longer ago; three sessions to two users."""
    return [UsageDay(TODAY - ago * DAY, users + 1000 * ago, (users + 1000 * ago) * 3 // 2, 500) for ago in agos]


async def put(store: Store, told: Sequence[UsageDay], *, answered_ts: float, asked_days: int = 6) -> None:
    """An answer about the last `asked_days` days before its own that were final then."""
    end_ts = int((answered_ts - 8 * HOUR) // DAY) * DAY
    await store.write(
        lambda changes: changes.put_usage(
            told, window=Window(end_ts - asked_days * DAY, end_ts), answered_ts=answered_ts
        )
    )


@asynccontextmanager
async def usage_of(
    told: Sequence[UsageDay] | None,
    *,
    now_ts: float = NOON,
    size: tuple[int, int] = (120, 36),
    lang: Lang = "en",
    ascii_only: bool = False,
    utc: bool = True,
    answered_ts: float | None = None,
) -> AsyncIterator[tuple[ScryApp, Pilot[None], Store]]:
    """The screen on a store that holds one answer, or none at all (None)."""
    clock = ManualClock(now_ts)
    with tempfile.TemporaryDirectory() as directory, open_store(Path(directory)) as store:
        if told is not None:
            await put(store, told, answered_ts=now_ts if answered_ts is None else answered_ts)

        async def open_feed() -> Feed:
            return StoredFeed(store, clock)

        context = make_context(clock, open_feed, lang=lang, ascii_only=ascii_only)
        context.first_screen = "usage"
        context.zone = Zone(utc=utc)
        app = ScryApp(context)
        async with app.run_test(size=size) as pilot:
            yield app, pilot, store


def row(text: str, day: str) -> str:
    return next((line for line in text.splitlines() if re.match(rf" [ ▸>] *{day}", line)), "")


async def test_each_day_stands_with_its_figures_its_bar_and_its_change_against_the_week_before() -> None:
    async with usage_of(days(range(1, 20))) as (app, pilot, _):
        text = await wait_for(app, pilot, lambda text: "Sat 11-21" in text and "█" in text)
        yesterday = row(text, "Sat 11-21")
        for figure in ("21,000", "31,500", "500", "−25.0 %", "█"):
            assert figure in yesterday
        assert "Sun 11-22" not in text
        lengths = [row(text, name).count("█") for name in ("Sat 11-21", "Sat 11-14", "Sat 11-07")]
        assert lengths == sorted(lengths)
        assert lengths[0] < lengths[-1]


async def test_the_last_seven_days_stand_beside_the_seven_before() -> None:
    async with usage_of(days(range(1, 20)), size=(80, 24)) as (app, pilot, _):
        text = await wait_for(app, pilot, lambda text: "last 7 d" in text and "█" in text)
        assert re.search(r"Users +168,000 +24,000 +31,000 +−22\.6 %", text)
        assert re.search(r"Per user +1\.50 +1\.50 +0\.0 %", text)


async def test_a_week_with_a_hole_says_how_many_days_it_is_made_of() -> None:
    async with usage_of(days((1, 2, 4))) as (app, pilot, _):
        text = await wait_for(app, pilot, lambda text: "3 of 7 d" in text)
        assert "missing" in row(text, "Thu 11-19")
        await pilot.press("j", "j")
        await wait_for(app, pilot, lambda text: "the answer did not" in text)


async def test_yesterday_is_pending_before_eight_and_known_once_it_is_answered() -> None:
    early = TODAY + 7.5 * HOUR
    async with usage_of(days(range(2, 8)), now_ts=early, answered_ts=early - DAY) as (app, pilot, store):
        text = await wait_for(app, pilot, lambda text: "Sat 11-21" in text)
        assert "pending" in row(text, "Sat 11-21")
        assert "08:00" in text
        assert isinstance(app.context.clock, ManualClock)
        app.context.clock.advance(HOUR)
        app.project_session.tick()
        text = await wait_for(app, pilot, lambda text: "not asked" in row(text, "Sat 11-21"))
        await put(store, days(range(1, 7)), answered_ts=early + HOUR)
        await wait_for(app, pilot, lambda text: "21,000" in row(text, "Sat 11-21"))


async def test_a_day_that_changed_later_is_marked_with_a_sign_words_and_when() -> None:
    async with usage_of(days(range(1, 7)), answered_ts=NOON - 2 * HOUR) as (app, pilot, store):
        await wait_for(app, pilot, lambda text: "22,000" in row(text, "Fri 11-20"))
        changed = [UsageDay(TODAY - 2 * DAY, 22_500, 33_000, 500)]
        await put(store, changed, answered_ts=NOON - HOUR)
        text = await wait_for(app, pilot, lambda text: "22,500" in row(text, "Fri 11-20"))
        assert "Δ changed" in row(text, "Fri 11-20")
        assert text.count("Δ changed") == 1
        await pilot.press("j")
        await wait_for(app, pilot, lambda text: "Δ changed 11:00: recalculated" in text)


async def test_an_answer_that_comes_while_a_day_is_chosen_leaves_it_chosen() -> None:
    early = TODAY + 7.5 * HOUR
    async with usage_of(days(range(2, 9)), now_ts=early, answered_ts=early - DAY) as (app, pilot, store):
        await wait_for(app, pilot, lambda text: "█" in text)
        await pilot.press("j", "j")
        await wait_for(app, pilot, lambda text: "▸ Thu 11-19" in text)
        await put(store, days((1, 10, 11)), answered_ts=NOON)
        await wait_for(app, pilot, lambda text: "Wed 11-11" in text and "▸ Thu 11-19" in text)


async def test_keys_choose_the_metric_of_the_bars_and_how_many_days_there_are() -> None:
    async with usage_of(days(range(1, 60)), size=(200, 50)) as (app, pilot, _):
        await wait_for(app, pilot, lambda text: "█" in text)
        screen = app.screen
        assert isinstance(screen, UsageScreen)
        for title in ("Sessions", "Channels", "Per user", "Users"):
            await pilot.press("right")
            await wait_for(app, pilot, lambda text, title=title: f"weekday · {title}" in text)  # type: ignore[misc]
        for key, count in (("minus", 59), ("minus", 59), ("0", 28), ("plus", 7), ("plus", 7)):
            await pilot.press(key)
            await until(pilot, lambda count=count: screen.table is not None and screen.table.count[0] == count)  # type: ignore[misc]
        await pilot.press("tab", "j")
        await wait_for(app, pilot, lambda text: "weekday · Sessions" in text)


async def test_the_chosen_metric_s_figures_stay_on_screen_where_not_all_fit() -> None:
    async with usage_of(days(range(1, 7)), size=(80, 24)) as (app, pilot, _):
        await wait_for(app, pilot, lambda text: "█" in text)
        await pilot.press("left")
        await wait_for(app, pilot, lambda text: "1.50" in row(text, "Sat 11-21") and "█" in text)


async def test_the_days_are_utc_s_and_say_so_where_local_time_is_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    async with usage_of(days(range(1, 7)), utc=False) as (app, pilot, _):
        text = await wait_for(app, pilot, lambda text: "day (UTC)" in text and "2026-11-21 UTC" in text)
        assert "Sat 11-21" in text
        await pilot.press("u")
        await wait_for(app, pilot, lambda text: "day (UTC)" not in text and "Sat 11-21" in text)


async def test_before_any_answer_the_screen_says_so_and_after_an_empty_one_that_the_days_are_missing() -> None:
    async with usage_of(None) as (app, pilot, store):
        await wait_for(app, pilot, lambda text: "no answer yet" in text)
        await put(store, [], answered_ts=NOON)
        text = await wait_for(app, pilot, lambda text: "missing" in row(text, "Sat 11-21"))
        assert text.count("missing") == 6


async def test_the_feed_is_live_while_the_newest_finished_day_is_known_and_waits_for_no_quota() -> None:
    async with usage_of(days(range(1, 7))) as (app, pilot, _):
        text = await wait_for(app, pilot, lambda text: "● live" in text)
        assert "stale" not in text
        assert "(quota)" not in text


async def test_the_chinese_words_are_the_reference_s_own() -> None:
    async with usage_of(days(range(1, 7)), lang="zh", size=(80, 24)) as (app, pilot, _):
        text = await wait_for(app, pilot, lambda text: "█" in text)
        for title in ("通话人数", "通话人次", "频道数"):
            assert title in text
        assert "21,000" in row(text, "周六 11-21")


async def test_in_ascii_everything_that_scry_draws_is_ascii() -> None:
    async with usage_of(days((1, 2, 3, 5)), ascii_only=True) as (app, pilot, _):
        text = await wait_for(app, pilot, lambda text: "####" in text)
        assert not set(text.replace("课堂-prod", "")) - set(map(chr, range(128)))


@pytest.mark.parametrize("size", [(20, 5), (80, 24), (119, 30), (160, 40), (300, 100)])
async def test_any_size_is_drawn(size: tuple[int, int]) -> None:
    async with usage_of(days(range(1, 40)), size=size) as (app, pilot, _):
        await wait_for(app, pilot, lambda text: "scry" in text)
        await pilot.resize_terminal(120, 36)
        await wait_for(app, pilot, lambda text: "21,000" in row(text, "Sat 11-21") and "█" in text)


@pytest.mark.long
async def test_every_key_of_the_screen_does_something_and_none_ends_the_program() -> None:
    async with usage_of(days(range(1, 40))) as (app, pilot, _):
        await wait_for(app, pilot, lambda text: "█" in text)
        for key in KEYS.split():
            await pilot.press(key)
        assert app.is_running
        await wait_for(app, pilot, lambda text: "scry" in text)


async def test_a_frozen_view_stands_still_and_goes_on_with_the_newest() -> None:
    async with usage_of(days(range(2, 7)), answered_ts=NOON - HOUR) as (app, pilot, store):
        await wait_for(app, pilot, lambda text: "missing" in row(text, "Sat 11-21"))
        await pilot.press("p")
        await put(store, days([1]), answered_ts=NOON)
        await wait_for(app, pilot, lambda text: "■ frozen" in text and "missing" in row(text, "Sat 11-21"))
        await pilot.press("p")
        await wait_for(app, pilot, lambda text: "21,000" in row(text, "Sat 11-21"))
