"""Minutes of metrics: points, and which minutes the answers spoke for."""

from __future__ import annotations

from tests.store.worlds import DELAY_S, T0, minutes
from tui.domain.records import (
    DAY,
    EVERYTHING,
    MINUTE,
    Answered,
    Remainder,
    Selection,
    Series,
    SeriesName,
    Window,
)
from tui.domain.records import HOUR as HOUR_S
from tui.store.api import Changes, Store
from tui.store.changes import NOTHING_LEFT

HOUR = minutes(0, 60)
LOSS = ("loss", "")


def put(
    changes: Changes,
    points: dict[int, float],
    *,
    window: Window = HOUR,
    answered: float,
    endpoint: str = "live_net",
    metric: str = "loss",
    channel: str = "",
    left: Remainder | None = None,
) -> None:
    """An answer with `points` by seconds after T0, as is `answered`."""
    told = Series(metric, tuple((T0 + second, value) for second, value in sorted(points.items())), channel)
    changes.put_series(
        endpoint=endpoint,
        channel=channel,
        window=window,
        series=[told],
        answered_ts=T0 + answered,
        delay_s=DELAY_S,
        left=left or Remainder(),
        slot_s=MINUTE,
    )


async def points(store: Store, name: tuple[str, str] = LOSS, window: Window = HOUR) -> dict[int, float]:
    found = await store.read(lambda snapshot: snapshot.series([name], window))
    assert (found[name].metric, found[name].channel) == name
    return {ts - T0: value for ts, value in found[name].points}


async def covered(store: Store, window: Window = HOUR) -> dict[int, float]:
    """Minute number → when it was answered for, in seconds after T0."""
    found = await store.read(lambda snapshot: snapshot.coverage("live_net", "", window, slot_s=MINUTE))
    return {(minute_ts - T0) // 60: answered_ts - T0 for minute_ts, answered_ts in found.answered_ts.items()}


async def unread(store: Store) -> set[int]:
    found = await store.read(lambda snapshot: snapshot.coverage("live_net", "", HOUR, slot_s=MINUTE))
    return {(minute_ts - T0) // 60 for minute_ts in found.unread}


async def test_raw_timestamps_are_kept_and_read_half_open(store: Store) -> None:
    for _ in range(2):
        await store.write(put, {58: 1.0, 83: 2.25, 120: 3.0}, answered=3600)
    assert await points(store) == {58: 1.0, 83: 2.25, 120: 3.0}
    assert await points(store, window=Window(T0 + 58, T0 + 120)) == {58: 1.0, 83: 2.25}
    assert await points(store, ("rtt", "")) == {}
    assert await covered(store) == dict.fromkeys(range(60), 3600)


async def test_a_minute_that_an_answer_holds_is_replaced_and_one_that_it_does_not_hold_stays(store: Store) -> None:
    await store.write(put, {5: 1.0, 25: 1.0, 61: 1.0}, answered=100)
    await store.write(put, {23: 2.0}, answered=200)
    assert await points(store) == {23: 2.0, 61: 1.0}
    assert await covered(store, minutes(0, 2)) == {0: 200, 1: 200}


async def test_an_older_answer_that_comes_later_replaces_nothing_but_fills_gaps(store: Store) -> None:
    await store.write(put, {0: 2.0}, answered=150)
    await store.write(put, {0: 1.0, 60: 1.0}, answered=100)
    assert await points(store) == {0: 2.0, 60: 1.0}
    assert await covered(store, minutes(0, 2)) == {0: 150, 1: 150}


async def test_a_settled_minute_is_told_anew_only_with_another_value(store: Store) -> None:
    settled = 60 + DELAY_S
    for answered, value in [(settled - 1, 1.0), (settled, 1.0), (settled + 1, 1.0), (settled + 2, 7.0)]:
        await store.write(put, {0: value}, window=minutes(0, 1), answered=answered)
        assert await covered(store) == {0: settled if answered == settled + 1 else answered}
    assert await points(store) == {0: 7.0}


async def test_points_outside_of_the_window_add_but_replace_nothing(store: Store) -> None:
    await store.write(put, {600: 1.0}, answered=100)
    await store.write(put, {0: 2.0, 600: 2.0, 660: 2.0}, window=minutes(0, 1), answered=200)
    assert await points(store) == {0: 2.0, 600: 1.0, 660: 2.0}


async def test_only_whole_minutes_that_had_begun_are_covered(store: Store) -> None:
    assert (await store.read(lambda snapshot: snapshot.coverage("live_net", "", HOUR, slot_s=MINUTE))).first_ts is None
    await store.write(put, {}, window=Window(T0 + 30, T0 + 330), answered=180)
    assert await covered(store) == {1: 180, 2: 180}
    later = await store.read(lambda snapshot: snapshot.coverage("live_net", "", minutes(30, 5), slot_s=MINUTE))
    assert (later.answered_ts, later.first_ts) == ({}, T0 + 60)


async def test_a_minute_of_which_something_was_not_read_stays_open_until_it_is_read(store: Store) -> None:
    left = Remainder(rows=2, unread=1, times=(T0 + 70,))
    await store.write(put, {0: 1.0, 61: 1.0}, window=minutes(0, 2), answered=130, left=left)
    assert await covered(store) == {0: 130}
    assert await unread(store) == {1}
    await store.write(put, {62: 2.0}, window=minutes(0, 2), answered=140)
    assert await unread(store) == set()
    assert await covered(store) == {0: 140, 1: 140}


async def test_an_answer_that_could_not_be_read_opens_the_minutes_that_are_not_settled(store: Store) -> None:
    await store.write(put, {0: 1.0}, window=minutes(0, 1), answered=60 + DELAY_S)
    heard: list[frozenset[str]] = []
    store.subscribe(heard.append)
    for _ in range(2):
        await store.write(
            lambda changes: changes.miss_series(
                endpoint="live_net",
                channel="",
                window=minutes(0, 3),
                answered_ts=T0 + 300,
                delay_s=DELAY_S,
                slot_s=MINUTE,
            )
        )
    assert await unread(store) == {1, 2}
    assert heard == [{"series:live_net"}]
    assert await points(store) == {0: 1.0}


async def test_feeds_are_counted_by_what_is_settled_and_told_by_their_last_answer(store: Store) -> None:
    await store.write(put, {0: 1.0}, window=minutes(0, 5), answered=60 * 5 + DELAY_S)
    await store.write(put, {0: 1.0}, window=minutes(0, 2), answered=130, channel="room")
    await store.write(put, {0: 1.0}, window=minutes(0, 1), answered=900, endpoint="newer", metric="joy")
    found = await store.read(lambda snapshot: snapshot.answered({"live_net": DELAY_S, "never": 0}, HOUR, slot_s=MINUTE))
    assert found == {
        ("live_net", ""): Answered(T0 + 60 * 5 + DELAY_S, 5),
        ("live_net", "room"): Answered(T0 + 130, 0),
    }


async def test_the_last_stretch_reaches_back_from_the_newest_point_in_the_window(store: Store) -> None:
    await store.write(put, {0: 1.0, 60: 2.0, 120: 3.0, 600: 4.0}, answered=3600)
    asked = [LOSS, ("loss", "room")]
    found = await store.read(lambda snapshot: snapshot.last_points(asked, minutes(0, 5), 120))
    assert found == {LOSS: ((T0 + 60, 2.0), (T0 + 120, 3.0)), ("loss", "room"): ()}


async def test_whether_and_when_last_anything_was_told_of_some_metrics(store: Store) -> None:
    await store.write(put, {0: 1.0, 60: 2.0}, answered=3600)
    await store.write(put, {300: 1.0}, answered=3600, metric="rtt", channel="room")
    assert await store.read(lambda snapshot: snapshot.newest_minute_ts(["loss", "rtt"])) == T0 + 60
    assert await store.read(lambda snapshot: snapshot.newest_minute_ts(["rtt"])) is None
    assert await store.read(lambda snapshot: snapshot.has_points(["never", "rtt"]))
    assert not await store.read(lambda snapshot: snapshot.has_points(["never"]))


async def test_a_feed_with_steps_of_twenty_seconds_is_kept_slot_by_slot(store: Store) -> None:
    window = Window(T0, T0 + 120)
    said = Series("loss", ((T0, 1.0), (T0 + 20, 2.0), (T0 + 60, 4.0)))

    def put_slots(changes: Changes, told: Series, answered: float, left: Remainder = NOTHING_LEFT) -> None:
        changes.put_series(
            endpoint="fine",
            channel="",
            window=window,
            series=[told],
            answered_ts=T0 + answered,
            delay_s=40,
            slot_s=20,
            left=left,
        )

    await store.write(put_slots, said, 100)
    found = await store.read(lambda snapshot: snapshot.coverage("fine", "", window, 20))
    assert [ts - T0 for ts in sorted(found.answered_ts)] == [0, 20, 40, 60, 80]
    assert [found.is_settled(T0 + second, 40) for second in (0, 40, 60)] == [True, True, False]
    # The slot of 60 s may still change; the settled ones, which this older answer lacks, stay.
    await store.write(put_slots, Series("loss", ((T0 + 20, 9.0), (T0 + 60, 5.0))), 99)
    await store.write(put_slots, Series("loss", ((T0 + 60, 6.0),)), 110)
    assert await points(store, window=window) == {0: 1.0, 20: 2.0, 60: 6.0}
    answered = await store.read(lambda snapshot: snapshot.answered({"fine": 40}, window, 20))
    assert answered["fine", ""] == Answered(T0 + 110, 3)
    await store.write(put_slots, Series("loss", ()), 200, Remainder(1, times=(T0 + 85,), unread=1))
    found = await store.read(lambda snapshot: snapshot.coverage("fine", "", window, 20))
    assert found.unread == {T0 + 80}


async def test_an_answer_that_cannot_be_read_leaves_slots_open(store: Store) -> None:
    window = Window(T0, T0 + 60)
    await store.write(
        lambda changes: changes.miss_series(
            endpoint="fine", channel="", window=window, answered_ts=T0 + 45, delay_s=40, slot_s=20
        )
    )
    found = await store.read(lambda snapshot: snapshot.coverage("fine", "", window, 20))
    assert found.unread == {T0, T0 + 20, T0 + 40}


# -- today's edition: an answer tells one metric of one product at a step

FREEZE = "videoFreezeRate"
NATIVE, WEB = Selection(FREEZE, "Native"), Selection(FREEZE, "WebRTC")
BY_DAY = Selection(FREEZE, "Native", step_s=DAY)


def put_selected(
    changes: Changes,
    selection: Selection,
    points: dict[int, float],
    *,
    endpoint: str = "realtime_quality",
    channel: str = "",
    window: Window = HOUR,
    answered: float = 4000,
    slot_s: int = 20,
) -> None:
    told = Series(selection.metric, tuple((T0 + second, value) for second, value in sorted(points.items())), channel)
    changes.put_series(
        endpoint=endpoint,
        channel=channel,
        window=window,
        series=[told],
        answered_ts=T0 + answered,
        delay_s=40,
        slot_s=slot_s,
        selection=selection,
    )


async def selected(store: Store, *names: SeriesName) -> list[list[float]]:
    """The values of each series, whatever their times."""
    found = await store.read(lambda snapshot: snapshot.series(names, Window(0, T0 + 40 * DAY)))
    last = await store.read(lambda snapshot: snapshot.last_points(names, Window(0, T0 + 40 * DAY), 40 * DAY))
    assert {name: one.points for name, one in found.items()} == last
    return [[value for _, value in found[name].points] for name in names]


async def test_products_channels_and_steps_of_one_metric_never_overwrite_one_another(store: Store) -> None:
    names = [
        SeriesName(FREEZE),
        SeriesName(FREEZE, "", "Native", 20),
        SeriesName(FREEZE, "", "WebRTC", 20),
        SeriesName(FREEZE, "room", "Native", 20),
        SeriesName(FREEZE, "", "Native", HOUR_S),
        SeriesName(FREEZE, "", "Native", DAY),
    ]
    await store.write(put, {0: 1.0}, answered=4000, metric=FREEZE)
    await store.write(put_selected, NATIVE, {0: 2.0, 20: 2.5})
    await store.write(put_selected, WEB, {0: 3.0})
    await store.write(put_selected, NATIVE, {0: 4.0}, channel="room")
    await store.write(put_selected, NATIVE, {0: 5.0}, endpoint="insight_quality", slot_s=HOUR_S)
    await store.write(put_selected, BY_DAY, {0: 6.0}, endpoint="insight_quality", slot_s=DAY)
    told = [[1.0], [2.0, 2.5], [3.0], [4.0], [5.0], [6.0]]
    assert await selected(store, *names) == told
    assert await selected(store, SeriesName(FREEZE, "", "", 20), SeriesName(FREEZE, "room")) == [[], []]
    # A pair is the series of the edition that tells no products.
    pairs = await store.read(lambda snapshot: snapshot.series([(FREEZE, ""), (FREEZE, "room")], HOUR))
    assert [one.points for one in pairs.values()] == [((T0, 1.0),), ()]
    assert await store.read(lambda snapshot: snapshot.has_points([FREEZE]))


async def test_the_newest_point_is_that_of_a_step_and_of_a_product(store: Store) -> None:
    await store.write(put_selected, NATIVE, {0: 1.0, 40: 1.0})
    await store.write(put_selected, WEB, {20: 1.0, 80: 1.0})
    await store.write(put_selected, NATIVE, {3600: 1.0}, endpoint="insight_quality", slot_s=HOUR_S)

    async def newest(product: str | None = None, step_s: int = 0) -> int | None:
        return await store.read(lambda snapshot: snapshot.newest_minute_ts([FREEZE], product=product, step_s=step_s))

    assert await newest() is None
    assert await newest(step_s=20) == T0 + 80
    assert await newest("Native", 20) == T0 + 40
    assert await newest("Native", HOUR_S) == T0 + 3600


async def test_coverage_of_one_metric_product_or_step_never_speaks_for_another(store: Store) -> None:
    window = Window(T0, T0 + 60)
    await store.write(put_selected, NATIVE, {0: 1.0}, window=window)
    others = [
        EVERYTHING,
        WEB,
        BY_DAY,
        Selection("audioFreezeRate", "Native"),
        Selection("", "Native"),
    ]

    async def answered(selection: Selection, channel: str = "") -> list[int]:
        found = await store.read(lambda snapshot: snapshot.coverage("realtime_quality", channel, window, 20, selection))
        return sorted(ts - T0 for ts in found.answered_ts)

    assert await answered(NATIVE) == [0, 20, 40]
    assert [await answered(other) for other in others] == [[]] * len(others)
    assert await answered(NATIVE, "room") == []
    asked = await store.read(lambda snapshot: snapshot.answered({"realtime_quality": 40}, window, 20, NATIVE))
    assert asked == {("realtime_quality", ""): Answered(T0 + 4000, 3)}
    for other in others:
        found = await store.read(
            lambda snapshot, other: snapshot.answered({"realtime_quality": 40}, window, 20, other), other
        )
        assert found == {}


async def test_an_unreadable_answer_of_one_product_leaves_the_slots_of_the_other(store: Store) -> None:
    window = Window(T0, T0 + 60)
    await store.write(
        lambda changes: changes.miss_series(
            endpoint="realtime_quality",
            channel="",
            window=window,
            answered_ts=T0 + 4000,
            delay_s=40,
            slot_s=20,
            selection=WEB,
        )
    )
    for selection, unread in ((WEB, {0, 20, 40}), (NATIVE, set())):
        found = await store.read(
            lambda snapshot, chosen: snapshot.coverage("realtime_quality", "", window, 20, chosen), selection
        )
        assert {ts - T0 for ts in found.unread} == unread
    # The answer that was read closes its own feed alone.
    await store.write(put_selected, NATIVE, {}, window=window, answered=5000)
    found = await store.read(lambda snapshot: snapshot.coverage("realtime_quality", "", window, 20, WEB))
    assert len(found.unread) == 3


async def test_channels_with_minutes_of_several_products_are_named_once(store: Store) -> None:
    for product in ("Native", "WebRTC"):
        for room in ("a", "b", "c"):
            await store.write(put_selected, Selection(FREEZE, product), {0: 1.0}, channel=room)
    seen = await store.read(lambda snapshot: snapshot.seen_channels(3))
    assert [one.name for one in seen] == ["a", "b", "c"]
