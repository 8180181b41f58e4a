"""The series of Live as the store has them: of each product, or joined."""

from __future__ import annotations

from pathlib import Path

from tests.today_live import NEWEST_TS, PREMIUM, SLOT_S, bad_video, filled
from tests.worlds import NOW_TS, open_store
from tui.analysis.project.live import MetricView
from tui.analysis.project.live_series import LiveSeries, metric_view, newest_live_ts
from tui.domain.glossary import NATIVE, WEBRTC, thresholds_with
from tui.domain.records import HOUR, MINUTE, Level, MinuteState, Window
from tui.store.api import Snapshot

WINDOW = Window(int(NOW_TS) // MINUTE * MINUTE - HOUR + MINUTE, int(NOW_TS) // MINUTE * MINUTE + MINUTE)
VIDEO = "videoFreezeRate"


def view(snapshot: Snapshot, name: str, product: str = "") -> MetricView:
    series = LiveSeries(snapshot, PREMIUM, product)
    return metric_view(series, name, thresholds_with({}).get(name), WINDOW, NOW_TS)


async def test_a_joined_rate_is_weighted_by_the_users_of_the_slot(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        await filled(store, bad_video(6))
        joined = await store.read(view, VIDEO)
        assert joined.now == (NEWEST_TS, 8.0)
        assert (joined.level, joined.alone) == (Level.BAD, {})
        assert joined.since is not None
        assert joined.since.first_ts == NEWEST_TS - 5 * SLOT_S
        assert (await store.read(view, VIDEO, NATIVE)).now == (NEWEST_TS, 6.0)
        assert (await store.read(view, VIDEO, WEBRTC)).now == (NEWEST_TS, 14.0)
        assert (await store.read(view, "pcu")).now == (NEWEST_TS, 400.0)
        assert await store.read(newest_live_ts, PREMIUM) == NEWEST_TS


async def test_a_product_that_was_not_asked_about_leaves_the_joined_slots_unknown(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        told = bad_video(6)
        await filled(store, {key: values for key, values in told.items() if key != (VIDEO, WEBRTC)})
        joined = await store.read(view, VIDEO)
        assert (joined.now, joined.points, joined.since) == (None, (), None)
        assert set(joined.states.values()) <= {MinuteState.NOT_ASKED, MinuteState.PENDING}
        assert (await store.read(view, VIDEO, NATIVE)).now == (NEWEST_TS, 6.0)


async def test_a_product_without_any_row_leaves_the_other_alone_and_marked(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        told = bad_video(6)
        await filled(store, {key: values for key, values in told.items() if key[1] == NATIVE})

        def empty(changes: object) -> None:
            for name in ("pcu", VIDEO):
                endpoint = PREMIUM[PREMIUM.live_metrics[name].endpoint]
                changes.put_series(  # type: ignore[attr-defined]
                    endpoint=endpoint.name,
                    channel="",
                    window=Window(NEWEST_TS - HOUR, NEWEST_TS + SLOT_S),
                    series=[],
                    answered_ts=NOW_TS,
                    delay_s=endpoint.longest_delay_s,
                    slot_s=SLOT_S,
                    selection=endpoint.selection(name, WEBRTC),
                )

        await store.write(empty)
        joined = await store.read(view, VIDEO)
        assert joined.now == (NEWEST_TS, 6.0)
        assert joined.alone[NEWEST_TS] == NATIVE


async def test_a_metric_that_the_chosen_product_lacks_has_no_point(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        await filled(store, {("audioFreezeRate", NATIVE): (1.0,) * 3})
        assert (await store.read(view, "audioFreezeRate", WEBRTC)).points == ()
        assert (await store.read(view, "audioFreezeRate")).alone == {NEWEST_TS - SLOT_S * at: NATIVE for at in range(3)}
