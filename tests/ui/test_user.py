"""One command finds a user anywhere in the store: the palette, then the page of that user."""

from __future__ import annotations

import pytest

from tests.ui.staging import on_stage, samples, until, wait_for
from tests.worlds import NOW_TS, manual_clock
from tui.domain.records import DAY, MINUTE, Cause, Diagnosis, Scope, Window
from tui.domain.text import Lang
from tui.store.api import Changes
from tui.ui.base_screen import frames_of
from tui.ui.features.call.screen import CallScreen
from tui.ui.features.user.screen import UserScreen

OLD_TS, HOST, USER = int(NOW_TS) - 3 * DAY + 900, "987654321", "555000111"


def put(changes: Changes) -> None:
    window = Window(OLD_TS - 60, OLD_TS + 60)
    old = Diagnosis(OLD_TS, USER, 4, "old-class", (Cause(23, HOST),))
    changes.put_diagnoses([old], window=window, cap=10, delay_s=120, answered_ts=OLD_TS + 600.0, slot_s=MINUTE)
    # So many newer users that no list of the newest names holds that one.
    for start_ts in range(int(NOW_TS) - 4000, int(NOW_TS) - 3000, 60):
        many = [Diagnosis(start_ts, str(10_000_000 + start_ts % 997 * 200 + n), 4, "class") for n in range(200)]
        changes.put_diagnoses(
            many, window=Window(start_ts, start_ts + 60), cap=1000, delay_s=120, answered_ts=NOW_TS - 500, slot_s=MINUTE
        )


@pytest.mark.parametrize(
    ("lang", "typed", "role"),
    [
        pytest.param("en", "54321", "cause", marks=pytest.mark.long),
        ("zh", HOST, "根因"),
        ("en", "555000", "affected"),
    ],
)
async def test_a_user_of_three_days_ago_is_found_by_a_part_of_the_uid_as_sufferer_or_cause(
    lang: Lang, typed: str, role: str
) -> None:
    async with on_stage(manual_clock(), samples(), size=(120, 36), lang=lang) as (app, pilot):
        await until(pilot, lambda: app.context.feed is not None)
        await app.context.feed.store.write(put)  # type: ignore[union-attr]
        await pilot.press("ctrl+p")
        await until(pilot, lambda: type(app.screen).__name__ == "Palette")
        await pilot.press(*typed)
        uid = HOST if typed in HOST else USER
        await wait_for(app, pilot, lambda text: uid in text and "old-class" in text)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, UserScreen) and app.screen.export_key() is not None)
        text = await wait_for(app, pilot, lambda text: "old-class" in text and role in text)
        assert f"› {uid}" in text.splitlines()[0]
        assert ("video freeze" if lang == "en" else "视频卡顿") in text
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, CallScreen))
        scope = frames_of(app)[-1].scope
        assert (scope.channel, scope.uid, scope.moment_ts, scope.peer_uid) == ("old-class", USER, OLD_TS, int(HOST))


async def test_a_user_that_only_the_screen_names_is_in_the_palette_and_its_page_says_that_nothing_is_stored() -> None:
    async with on_stage(manual_clock(), samples(), size=(120, 36)) as (app, pilot):
        await until(pilot, lambda: app.context.feed is not None)
        app.push_screen(CallScreen(app.context, Scope(call_id="none", channel="x", uid="4242", peer_uid=1717)))
        await until(pilot, lambda: isinstance(app.screen, CallScreen))
        await pilot.press("ctrl+p")
        await until(pilot, lambda: type(app.screen).__name__ == "Palette")
        await pilot.press(*"1717")
        await wait_for(app, pilot, lambda text: "User on this screen" in text)
        await pilot.press("enter")
        await wait_for(app, pilot, lambda text: "no diagnosis and no session of this user" in text)
