"""Hours and days fill a long window where the slots themselves were not collected, of each product apart."""

from __future__ import annotations

import math
from pathlib import Path

from tests.today_live import NEWEST_TS, PREMIUM, filled
from tests.worlds import NOW_TS, open_store
from tui.analysis.project.coarser import coarser, read_coarser
from tui.domain.glossary import NATIVE, WEBRTC
from tui.domain.records import DAY, HOUR, Series, Window
from tui.store.api import Changes

T = 1_795_305_600
DAY_SHOWN = Window(T, T + DAY)
VIDEO = "videoFreezeRate"


def test_an_hour_with_a_slot_of_its_own_is_not_drawn_by_the_hour() -> None:
    hours = [(T + HOUR * at, float(at)) for at in range(4)]
    by_hour, by_day = coarser(NATIVE, {T + HOUR}, hours, [(T, 9.0)], DAY_SHOWN)
    assert by_hour.points == ((T, 0.0), (T + 2 * HOUR, 2.0), (T + 3 * HOUR, 3.0))
    # A day with an hour is told by its hours.
    assert by_day.points == ()
    breaks = [ts for ts, value in by_hour.line if math.isnan(value)]
    assert breaks == [T + 2 * HOUR - 1]
    assert [by_hour.at(ts) for ts in (T, T + HOUR - 1, T + HOUR, T + 2 * HOUR)] == [0.0, 0.0, None, 2.0]


def test_a_day_without_any_hour_is_drawn_by_the_day_be_its_stamp_off_midnight() -> None:
    week = Window(T - 6 * DAY, T + DAY)
    off_ts = T - 3 * DAY + 16 * HOUR
    by_hour, by_day = coarser(WEBRTC, set(), [(T + HOUR, 1.0)], [(off_ts, 4.0), (T, 5.0)], week)
    assert (by_hour.points, by_day.points) == (((T + HOUR, 1.0),), ((off_ts, 4.0),))
    assert by_day.at(off_ts + DAY - 1) == 4.0


async def test_only_long_windows_are_filled_and_each_product_keeps_its_own_value(tmp_path: Path) -> None:
    hour_ts = NEWEST_TS // HOUR * HOUR - 12 * HOUR

    def insight(changes: Changes) -> None:
        endpoint = PREMIUM["insight_quality"]
        for product, value in ((NATIVE, 3.0), (WEBRTC, 9.0)):
            changes.put_series(
                endpoint=endpoint.name,
                channel="",
                window=Window(hour_ts, hour_ts + HOUR),
                series=[Series(VIDEO, ((hour_ts, value),))],
                answered_ts=NOW_TS,
                delay_s=0,
                slot_s=HOUR,
                selection=endpoint.selection(VIDEO, product, HOUR),
            )

    day, hour = Window(NEWEST_TS - DAY, NEWEST_TS), Window(NEWEST_TS - HOUR, NEWEST_TS)
    with open_store(tmp_path) as store:
        await filled(store, {(VIDEO, NATIVE): (2.0,) * 3})
        await store.write(insight)
        found = await store.read(read_coarser, PREMIUM, VIDEO, "", [(NEWEST_TS, 2.0)], day)
        assert [(one.product, one.points) for one in found] == [
            (NATIVE, ((hour_ts, 3.0),)),
            (WEBRTC, ((hour_ts, 9.0),)),
        ]
        (apart,) = await store.read(read_coarser, PREMIUM, VIDEO, WEBRTC, [], day)
        assert apart.product == WEBRTC
        assert await store.read(read_coarser, PREMIUM, VIDEO, "", [], hour) == ()
        assert await store.read(read_coarser, PREMIUM, "pcu", "", [], day) == ()
