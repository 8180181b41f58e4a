"""Live in today's edition: one value of both products or of one, with its age; what is not known is not said."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.today_live import NEWEST_TS, PREMIUM, bad_video, context, filled
from tests.ui.features.in_hand import KEY, said
from tests.worlds import NOW_TS, open_store
from tui.domain.glossary import NATIVE, WEBRTC, thresholds_with
from tui.domain.records import HOUR, Call, Listing, Threshold, Window
from tui.domain.text import Lang
from tui.terminal.cells import plain
from tui.ui.features.live import worst_calls
from tui.ui.features.live.columns import live_columns, live_rows
from tui.ui.features.live.products import about_product, after
from tui.ui.features.live.query import LiveData, MetricsQuery, read_live
from tui.ui.features.live.view import chart_view

VIDEO, AUDIO = "videoFreezeRate", "audioFreezeRate"


async def data(home: Path, product: str = "", *, without: tuple[str, str] = ("", "")) -> LiveData:
    with open_store(home) as store:
        told = {**bad_video(6), (AUDIO, NATIVE): (1.0,)}
        await filled(store, {key: values for key, values in told.items() if key != without})
        query = MetricsQuery(
            PREMIUM, NOW_TS, HOUR, None, (*PREMIUM.live_metrics,), thresholds_with({}), product=product
        )
        return await store.read(read_live, query)


def row(live: LiveData, name: str, lang: Lang = "en") -> dict[str, str]:
    reader = context(lang)
    (found,) = (row for row in live_rows(live, None, reader, headings=False) if row.key == name)
    keys = [column.key for column in live_columns(reader, None)]
    return dict(zip(keys, (plain(cell) for cell in found.cells), strict=True))


async def test_a_row_tells_the_joined_value_its_age_and_since_when_it_is_bad(tmp_path: Path) -> None:
    told = row(await data(tmp_path), VIDEO)
    assert (told["now"], told["age"]) == ("8.0 %", f"{int(NOW_TS - NEWEST_TS)} s")
    assert told["state"].startswith("bad since")
    assert "old" not in told["state"]


@pytest.mark.parametrize(("product", "value"), [(NATIVE, "6.0 %"), (WEBRTC, "14.0 %")])
async def test_a_chosen_product_is_told_apart(tmp_path: Path, product: str, value: str) -> None:
    live = await data(tmp_path, product)
    assert row(live, VIDEO)["now"] == value
    title = said(chart_view(VIDEO, None, live, context(), None, chosen=True).title)
    assert title.endswith(product)


async def test_webrtc_has_no_audio_freeze_and_its_row_says_so(tmp_path: Path) -> None:
    live = await data(tmp_path, WEBRTC)
    assert (row(live, AUDIO)["now"], row(live, AUDIO)["state"]) == ("–", "not in WebRTC")
    assert chart_view(AUDIO, None, live, context(), None, chosen=True).empty == "not in WebRTC"


async def test_without_an_answer_about_one_product_no_value_is_said_of_both(tmp_path: Path) -> None:
    live = await data(tmp_path, without=(VIDEO, WEBRTC))
    assert (row(live, VIDEO)["now"], row(live, VIDEO)["age"], row(live, VIDEO)["state"]) == ("–", "", "")


@pytest.mark.parametrize("lang", ["en", "zh"])
async def test_the_chart_and_the_note_say_how_the_products_are_joined(tmp_path: Path, lang: Lang) -> None:
    live, reader = await data(tmp_path), context(lang)
    title = said(chart_view(VIDEO, None, live, reader, None, chosen=True).title)
    assert "Native + WebRTC" in title
    assert ("by users" if lang == "en" else "按人数加权") in title
    metrics = PREMIUM.live_metrics
    assert ("weighted by users" if lang == "en" else "加权") in about_product(metrics[VIDEO], "", reader, KEY)
    assert ("sum" if lang == "en" else "之和") in about_product(metrics["pcu"], "", reader, KEY)
    assert "Native" in about_product(metrics[AUDIO], "", reader, KEY)
    assert "WebRTC" not in about_product(metrics[AUDIO], "", reader, KEY)


def test_the_choice_goes_round() -> None:
    assert [after(""), after(NATIVE), after(WEBRTC)] == [NATIVE, WEBRTC, ""]


def call(name: str, video: float | None, audio: float | None, ended_s: int | None = None) -> Call:
    now_ts = int(NOW_TS)
    ended_ts = None if ended_s is None else now_ts - ended_s
    return Call(name, name, now_ts - 3 * HOUR, ended_ts, ended_ts is not None, 30, 40, audio, video)


async def test_the_worst_are_the_calls_of_the_last_hour_by_the_rate_that_is_furthest_beyond_its_limit(
    tmp_path: Path,
) -> None:
    calls = [
        call("mild", 4.0, 0.1),
        call("audio", 1.0, 6.0),
        call("video", 9.0, 0.2),
        call("untold", None, None),
        call("over", 50.0, 50.0, 2 * HOUR),
    ]
    with open_store(tmp_path) as store:
        await store.write(lambda changes: changes.put_calls(calls, answered_ts=NOW_TS - 300))
        found = await store.read(worst_calls.read_worst, PREMIUM.call_lists, NOW_TS)
    assert ({one.call_id for one in found.calls}, found.known) == ({"audio", "video", "mild"}, 4)
    rows = worst_calls.worst_rows(found, context(), 20)
    assert [row.key for row in rows[1:]] == ["audio", "video", "mild"]
    own = context()
    own.thresholds = {**own.thresholds, AUDIO: Threshold(10.0, 20.0)}
    assert [row.key for row in worst_calls.worst_rows(found, own, 20)[1:]] == ["video", "mild", "audio"]
    own.thresholds = {**own.thresholds, AUDIO: Threshold(0.0, 0.0)}
    assert next(row.key for row in worst_calls.worst_rows(found, own, 20)[1:]) != "video"
    assert plain(rows[1].cells[-1]) == "5 m"
    route = worst_calls.route_of(found, "video")
    assert route is not None
    assert (route.name, route.scope.call_id) == ("call", "video")
    assert len(worst_calls.worst_rows(found, context(), 4)) == 3


async def test_calls_without_a_rate_and_no_calls_are_said_apart(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        empty = await store.read(worst_calls.read_worst, PREMIUM.call_lists, NOW_TS)
        await store.write(lambda changes: changes.put_calls([call("untold", None, None)], answered_ts=NOW_TS))
        untold = await store.read(worst_calls.read_worst, PREMIUM.call_lists, NOW_TS)
        hour = Window(int(NOW_TS) - HOUR, int(NOW_TS))
        listing = Listing(hour, NOW_TS - 240, 1, False, None, None)
        await store.write(lambda changes: changes.put_listing(PREMIUM.call_lists.name, listing))
        listed = await store.read(worst_calls.read_worst, PREMIUM.call_lists, NOW_TS)
    assert worst_calls.nobody(empty, context()) == "no call of the last hour is stored · no answer yet"
    assert worst_calls.nobody(untold, context()) == "1 call stored, none with a freeze rate · no answer yet"
    assert worst_calls.nobody(listed, context()) == "1 call stored, none with a freeze rate · list 4 m old"
    assert worst_calls.worst_rows(untold, context(), 20) == []
