"""Calls, the sessions and curves in them, and what was told of what began in a window."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

from msgspec.structs import replace

from tests.store.worlds import T0, minutes
from tui.domain.percentages import Scale, as_it_came
from tui.domain.records import (
    HOUR,
    MINUTE,
    AnswerTimes,
    BreakdownRow,
    Call,
    CallDetails,
    Curve,
    Diagnosis,
    DiagnosisCounts,
    FreezeBucket,
    KeptFigure,
    KnownCall,
    Listing,
    MinuteCurve,
    Part,
    Session,
    Window,
)
from tui.store.api import Changes, Store

ONE = Call("one", "room", T0, T0 + 600, True)
TODAY = Call("three", "room", T0 + 60, T0 + 600, True, 12, 40, 3.5, 0.0)
TWO = Call("two", "room", T0 + 900, None, False)
OTHER = Call("other", "hall", T0 + 900, None, False)
ALICE = Session("A", "room", 7, "WiFi", "iOS", True, "3.0", "phone", T0, None, False)
LOSS, FREEZE = 20015, 20011


async def put(store: Store, *calls: Call, answered: float = 1000) -> None:
    await store.write(lambda changes: changes.put_calls(calls, answered_ts=T0 + answered))


async def test_a_newer_answer_replaces_the_state_of_a_call_and_an_older_does_not(store: Store) -> None:
    assert await store.read(lambda snapshot: snapshot.call("two")) is None
    await put(store, TWO)
    await put(store, replace(TWO, destroyed_ts=T0 + 2000, finished=True), answered=3000)
    await put(store, TWO, answered=2000)
    assert await store.read(lambda snapshot: snapshot.call("two")) == Call("two", "room", T0 + 900, T0 + 2000, True)


async def test_calls_that_began_in_a_window_of_a_channel_or_on_at_a_moment(store: Store) -> None:
    await put(store, ONE, TWO, OTHER)
    whole = Window(T0, T0 + HOUR)

    async def begun(window: Window = whole, channel: str = "", alive_ts: int | None = None) -> list[str]:
        found = await store.read(lambda snapshot: snapshot.calls_begun(window, channel, alive_ts))
        return [call.call_id for call in found]

    assert await begun() == ["other", "two", "one"]
    assert await begun(Window(T0, T0 + 900)) == ["one"]
    assert await begun(channel="room") == ["two", "one"]
    assert await begun(alive_ts=T0 + 599) == ["one"]
    assert await begun(alive_ts=T0 + 600) == []
    (first,) = await store.read(lambda snapshot: snapshot.calls_begun(Window(T0, T0 + 1)))
    assert first == KnownCall("one", "room", T0, T0 + 600, True, T0 + 1000)


async def test_a_list_beside_an_earlier_one_is_the_whole_list_and_holds_the_calls_without_news(store: Store) -> None:
    whole = Window(T0, T0 + HOUR)

    async def begun(kept: Sequence[KnownCall] = (), alive_ts: int | None = None) -> list[KnownCall]:
        return await store.read(lambda snapshot: snapshot.calls_begun(whole, "", alive_ts, kept))

    await put(store, ONE, TWO, OTHER)
    before = await begun()
    same = await begun(before)
    assert same == before
    assert all(now is then for now, then in zip(same, before, strict=True))
    # An older answer that comes late, about a call between the known ones; and news of one of them.
    late = replace(TWO, call_id="late", created_ts=T0 + 900)
    await put(store, late, answered=500)
    await put(store, replace(TWO, destroyed_ts=T0 + 2000, finished=True), answered=3000)
    after = await begun(before)
    assert after == await begun()
    assert [call.call_id for call in after] == ["late", "other", "two", "one"]
    assert [call in before for call in after] == [False, True, False, True]
    # A call that was on and is over now leaves the list of those that were on.
    alive = await begun(alive_ts=T0 + 2500)
    await put(store, replace(late, destroyed_ts=T0 + 1000, finished=True), answered=4000)
    assert [call.call_id for call in alive] == ["late", "other"]
    assert await begun(alive, T0 + 2500) == await begun(alive_ts=T0 + 2500) == alive[1:]
    # Far more news than the list held.
    await put(store, *(replace(ONE, call_id=f"more {at:03}", created_ts=T0 + at) for at in range(1, 900)))
    assert await begun(after) == await begun()


async def test_calls_on_at_a_moment_and_those_near_it(store: Store) -> None:
    await put(store, ONE, TWO, OTHER)

    async def on(second: int) -> list[str]:
        found = await store.read(lambda snapshot: snapshot.calls_on("room", T0 + second))
        return [call.call_id for call in found]

    async def near(second: int, within_s: int) -> list[str]:
        found = await store.read(lambda snapshot: snapshot.calls_near("room", T0 + second, within_s))
        return [call.call_id for call in found]

    assert [await on(second) for second in (0, 599, 600, 900, 9999)] == [["one"], ["one"], [], ["two"], ["two"]]
    assert await near(700, 200) == ["one", "two"]
    assert await near(850, 250) == ["two", "one"]
    assert await near(850, 60) == ["two"]
    assert await near(300, 60) == []


async def test_people_of_a_call_who_were_diagnosed_are_counted_by_experience(store: Store) -> None:
    await put(store, ONE, TWO, OTHER)
    told = [
        Diagnosis(T0 + at, uid, exp_id, "room", ())
        for at, uid, exp_id in [(0, "7", 4), (600, "7", 4), (600, "8", 4), (600, "8", 1), (601, "9", 1)]
    ]
    await store.write(
        lambda changes: changes.put_diagnoses(
            told, window=minutes(0, 60), cap=99, delay_s=0, answered_ts=T0 + HOUR, slot_s=MINUTE
        )
    )
    calls = await store.read(lambda snapshot: snapshot.calls_begun(Window(T0, T0 + HOUR)))
    found = await store.read(lambda snapshot: snapshot.flags(calls, T0 + HOUR))
    assert found == {"one": DiagnosisCounts(2, ((4, 2), (1, 1)))}
    assert await store.read(lambda snapshot: snapshot.flags([], T0)) == {}


async def test_a_call_keeps_its_users_and_freeze_rates(store: Store) -> None:
    await put(store, TODAY)
    assert await store.read(lambda snapshot: snapshot.call("three")) == TODAY
    (known,) = await store.read(lambda snapshot: snapshot.calls_begun(Window(T0, T0 + HOUR)))
    assert known == KnownCall("three", "room", T0 + 60, T0 + 600, True, T0 + 1000, 12, 40, 3.5, 0.0)
    await put(store, replace(TODAY, peak_users=13, video_freeze_percent=None), answered=2000)
    newer = await store.read(lambda snapshot: snapshot.call("three"))
    assert newer is not None
    assert (newer.peak_users, newer.video_freeze_percent) == (13, None)


async def test_a_session_keeps_its_account_roles_and_freeze_rates(store: Store) -> None:
    told = replace(ALICE, account="Ann", roles=("SPEAKER", "SCREEN_SHARER"), audio_freeze_percent=0.5)
    await put_details(store, minutes(0, 5), sessions=(told,))
    assert await store.read(lambda snapshot: snapshot.sessions("one")) == (told,)


async def test_the_answers_about_the_curves_of_a_session_are_told_newest_first(store: Store) -> None:
    async def tell(window: Window, *sids: str, answered: float, unread: int = 0) -> None:
        await store.write(
            lambda changes: changes.put_told_curves("one", sids, window, answered_ts=T0 + answered, unread=unread)
        )

    await tell(minutes(0, 5), "A", "B", answered=1000, unread=2)
    await tell(minutes(5, 9), "A", answered=1100)
    await tell(minutes(0, 5), "B", answered=1200)
    await tell(minutes(0, 5), "B", answered=1300, unread=1)
    found = await store.read(lambda snapshot: snapshot.told_curves("one"))
    assert found == {
        "A": (
            Listing(minutes(5, 9), T0 + 1100, 1, False, None, None),
            Listing(minutes(0, 5), T0 + 1000, 1, False, None, None, 2),
        ),
        "B": (Listing(minutes(0, 5), T0 + 1200, 1, False, None, None),),
    }
    assert await store.read(lambda snapshot: snapshot.told_curves("two")) == {}


async def test_a_figure_replaces_an_older_one_of_the_same_window_alone(store: Store) -> None:
    first, second = minutes(0, 5), minutes(5, 9)

    def buckets(users: int, answered: float, window: Window) -> KeptFigure:
        found = (FreezeBucket(0.0, 3.0, users),)
        return KeptFigure("call_freeze_buckets", "audio_freeze_rate", "", window, T0 + answered, buckets=found)

    rows = (BreakdownRow("iOS", percent=1.5, users=3), BreakdownRow("Web", percent=None))
    by_os = KeptFigure("call_statistics", "audio_freeze_rate", "os", minutes(0, 5), T0 + 9.0, rows=rows)
    by_time = KeptFigure("call_by_time", "user_count", "", minutes(0, 5), T0 + 9.0, points=((T0, 2.0), (T0 + 60, 3.0)))
    later = buckets(7, 1500, second)
    earlier = (buckets(1, 1200, first), buckets(2, 1100, first), buckets(3, 1300, first))
    for figure in (by_os, *earlier, later, by_time):
        await store.write(lambda changes, figure=figure: changes.put_figure("one", figure))  # type: ignore[misc]
    found = await store.read(lambda snapshot: snapshot.figures("one"))
    assert found == (by_time, earlier[2], later, by_os)
    assert await store.read(lambda snapshot: snapshot.figures("two")) == ()


async def test_figures_of_the_project_stand_apart_by_channel_and_product_and_are_found_by_their_time(
    store: Store,
) -> None:
    def figure(minute: int, users: int, *, channel: str = "", product: str = "Native") -> KeptFigure:
        rows = (BreakdownRow("4G", percent=9.5, users=users),)
        window = minutes(minute, minute)
        return KeptFigure(
            "top", "freeze", "network", window, T0 + 9.0, rows=rows, channel=channel, product=product, unread=2
        )

    kept = (figure(1, 1), figure(2, 2), figure(1, 3, product="WebRTC"), figure(1, 4, channel="数学"))
    for one in kept:
        await store.write(lambda changes, one=one: changes.put_figure("", one))  # type: ignore[misc]
    assert await store.read(lambda snapshot: snapshot.figures("")) == kept
    within = await store.read(lambda snapshot: snapshot.figures("", minutes(1, 1)))
    assert within == (kept[0], kept[2], kept[3])


# -- details


def curve(points: dict[int, float], *, mid: int = LOSS, sid: str = "A", peer_uid: int = 0) -> Curve:
    """`points` by seconds after T0."""
    ordered = sorted(points.items())
    return Curve(sid, mid, peer_uid, array("q", [T0 + ts for ts, _ in ordered]), array("d", [v for _, v in ordered]))


async def put_details(
    store: Store, window: Window, *curves: Curve, answered: float = 1000, sessions: tuple[Session, ...] = (ALICE,)
) -> None:
    packed = store.packed(CallDetails("one", sessions, curves), window)
    await store.write(lambda changes: changes.put_details("one", window, sessions, packed, answered_ts=T0 + answered))


async def points(store: Store, mid: int = LOSS) -> dict[int, float]:
    found = await store.read(lambda snapshot: snapshot.curves("one", "A"))
    return {ts - T0: value for one in found if one.mid == mid for ts, value in zip(one.ts, one.values, strict=True)}


async def test_the_detailed_calls_are_those_with_stored_sessions_or_figures(store: Store) -> None:
    figure = KeptFigure("call_statistics", "", "", Window(T0 + 900, T0 + 960), T0 + 1000)

    async def detailed(start: int, end: int) -> frozenset[str]:
        return await store.read(lambda snapshot: snapshot.detailed_calls(Window(T0 + start, T0 + end)))

    await put_details(store, minutes(0, 5))
    assert await detailed(0, HOUR) == frozenset()
    await put(store, ONE, TWO, OTHER)
    await store.write(lambda changes: changes.put_figure("two", figure))
    await store.write(lambda changes: changes.put_figure("", figure))
    assert await detailed(0, HOUR) == {"one", "two"}
    assert await detailed(1, HOUR) == {"two"}
    assert await detailed(0, 900) == {"one"}


async def test_sessions_are_kept_by_their_newest_answer_in_the_order_of_joining(store: Store) -> None:
    bob = replace(ALICE, sid="B", uid=8, join_ts=T0 - 5)
    await put_details(store, minutes(0, 5), sessions=(ALICE, bob))
    await put_details(store, minutes(0, 5), answered=2000, sessions=(replace(ALICE, leave_ts=T0 + 60),))
    await put_details(store, minutes(0, 5), answered=1500)
    assert await store.read(lambda snapshot: snapshot.sessions("one")) == (bob, replace(ALICE, leave_ts=T0 + 60))
    assert await store.read(lambda snapshot: snapshot.heard("one")) is None
    await put(store, ONE, answered=3000)
    assert await store.read(lambda snapshot: snapshot.heard("one")) == AnswerTimes(
        T0 + 3000, {"A": T0 + 2000, "B": T0 + 1000}
    )


async def test_curves_are_read_as_they_came_by_metric_and_peer(store: Store) -> None:
    held = (curve({0: 1.5, 2: 2.5, 61: 0.1}), curve({0: 3.0}, mid=FREEZE, peer_uid=8), curve({0: 4.0}, mid=FREEZE))
    heard: list[frozenset[str]] = []
    store.subscribe(heard.append)
    for _ in range(2):
        await put_details(store, minutes(0, 5), *held)
    assert await store.read(lambda snapshot: snapshot.curves("one", "A")) == (held[2], held[1], held[0])
    assert await store.read(lambda snapshot: snapshot.curves("one", "B")) == ()
    assert await store.read(lambda snapshot: snapshot.unread_chunks("one")) == 0
    assert heard == [{"call:one"}]


async def test_a_window_asked_again_replaces_its_points_and_leaves_curves_that_it_does_not_hold(store: Store) -> None:
    await put_details(store, minutes(0, 1), curve({0: 1, 2: 1}), curve({0: 5}, mid=FREEZE))
    await put_details(store, minutes(0, 1), curve({2: 2, 4: 2}), answered=1001)
    assert await points(store) == {2: 2, 4: 2}
    assert await points(store, FREEZE) == {0: 5}


async def test_where_windows_overlap_the_newer_answer_counts(store: Store) -> None:
    await put_details(store, minutes(0, 20), curve({0: 1, 600: 1, 1100: 1}))
    await put_details(store, minutes(10, 20), curve({600: 2, 1300: 2}), answered=2000)
    assert await points(store) == {0: 1, 600: 2, 1300: 2}


async def test_points_further_than_a_minute_outside_of_the_window_are_not_kept(store: Store) -> None:
    await put_details(store, minutes(10, 1), curve({0: 1, 605: 2, 660: 3, 3600: 4}))
    assert await points(store) == {605: 2, 660: 3}


async def test_by_the_minute_a_curve_has_counts_sums_and_extremes_with_gaps_of_zero(store: Store) -> None:
    await put_details(
        store, minutes(0, 5), curve({0: 1.0, 2: 3.0, 130: 5.0}), curve({0: 9.0}, mid=FREEZE), curve({60: 8.0}, sid="B")
    )
    every = await store.read(lambda snapshot: snapshot.minutes("one"))
    assert [(one.sid, one.mid) for one in every] == [("A", FREEZE), ("A", LOSS), ("B", LOSS)]
    first, _ = await store.read(lambda snapshot: snapshot.minutes("one", [LOSS]))
    assert first == MinuteCurve(
        "A", LOSS, 0, T0, array("I", [2, 0, 1]), array("d", [4, 0, 5]), array("d", [1, 0, 5]), array("d", [3, 0, 5])
    )
    assert await store.read(lambda snapshot: snapshot.minutes("one", [])) == ()


# -- listings

WINDOW = Window(T0, T0 + HOUR)
TOLD = Listing(WINDOW, T0 + 4000.0, 3, False, T0, T0 + 60)


async def test_a_listing_is_told_anew_unless_less_of_it_was_read(store: Store) -> None:
    for listing in (
        TOLD,
        replace(TOLD, answered_ts=T0 + 4100.0, unread=2),
        replace(TOLD, answered_ts=T0 + 4200.0, rows=4),
        replace(TOLD, window=Window(T0, T0 + 60), answered_ts=T0 + 4150.0),
    ):
        await store.write(lambda changes, one: changes.put_listing("call_lists", one), listing)
    found = await store.read(lambda snapshot: snapshot.listings("call_lists", WINDOW))
    assert [(one.answered_ts - T0, one.rows, one.unread) for one in found] == [(4200, 4, 0), (4150, 3, 0)]
    assert await store.read(lambda snapshot: snapshot.unread_listings(("call_lists",), 0)) == 0


async def test_a_channel_is_told_of_by_all_channels_but_not_by_a_second_that_was_full(store: Store) -> None:
    full = Listing(Window(T0, T0 + 1), T0 + 4000.0, 10, True, T0, T0)

    def put_lists(changes: Changes) -> None:
        for listing, of in ((TOLD, ""), (full, ""), (replace(full, answered_ts=T0 + 4001.0), "room")):
            changes.put_listing("call_lists", listing, channel=of)

    await store.write(put_lists)

    async def answers(channel: str, window: Window = WINDOW, endpoint: str = "call_lists") -> list[tuple[int, bool]]:
        found = await store.read(lambda snapshot: snapshot.listings(endpoint, window, channel=channel))
        return sorted((int(one.answered_ts) - T0, one.is_full) for one in found)

    assert await answers("") == [(4000, False), (4000, True)]
    assert await answers("room") == [(4000, False), (4001, True)]
    assert await answers("hall") == [(4000, False)]
    assert await answers("room", Window(T0 + 2 * HOUR, T0 + 3 * HOUR)) == []
    assert await answers("", endpoint="newer") == []


async def test_a_part_of_details_is_told_of_by_parts_that_hold_as_much(store: Store) -> None:
    def put_parts(changes: Changes) -> None:
        for number, part in enumerate(Part):
            listing = replace(TOLD, answered_ts=T0 + 4000.0 + number)
            changes.put_listing("call_details", listing, call_id="one", part=part)

    await store.write(put_parts)
    every = list(Part)

    async def tell_of(part: Part) -> set[Part]:
        found = await store.read(lambda snapshot: snapshot.listings("call_details", WINDOW, call_id="one", part=part))
        return {every[int(one.answered_ts) - T0 - 4000] for one in found}

    assert await tell_of(Part.USERS) == set(Part)
    assert await tell_of(Part.METRICS) == {Part.METRICS, Part.ALL_METRICS}
    assert await tell_of(Part.ALL_USERS) == {Part.ALL_USERS, Part.ALL_METRICS}
    assert await tell_of(Part.ALL_METRICS) == {Part.ALL_METRICS}


async def test_percentages_that_wait_are_read_once_an_answer_tells_their_scale_and_percent_counts_for_good(
    store: Store,
) -> None:
    waits = as_it_came(LOSS)
    await put_details(
        store, minutes(0, 5), curve({0: 0.5, 60: 0.25}, mid=waits), curve({0: 0.0}, mid=as_it_came(20016))
    )

    async def read() -> dict[int, list[float]]:
        found = await store.read(lambda snapshot: snapshot.curves("one", "A"))
        by_minute = await store.read(lambda snapshot: snapshot.minutes("one", [LOSS, 20016]))
        assert {one.mid: [*filter(None, one.highs)] for one in by_minute} == {
            one.mid: [*filter(None, one.values)] for one in found
        }
        return {one.mid: [*one.values] for one in found}

    assert await read() == {waits: [0.5, 0.25], 20016: [0.0]}
    heard: list[frozenset[str]] = []
    store.subscribe(heard.append)
    for scale, told in ((Scale.FRACTION, [50.0, 25.0]), (Scale.PERCENT, [0.5, 0.25]), (Scale.FRACTION, [0.5, 0.25])):
        await store.write(lambda changes, scale=scale: changes.put_scale(scale, answered_ts=T0 + 5000))  # type: ignore[misc]
        assert await read() == {LOSS: told, 20016: [0.0]}
    assert heard == [{"figures"}, {"figures"}]
    # It is no figure of the project.
    assert await store.read(lambda snapshot: snapshot.figures("")) == ()
