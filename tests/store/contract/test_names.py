"""Names that were heard of, and what is too old to keep."""

from __future__ import annotations

from tests.manual_clock import ManualClock
from tests.store.worlds import OK, T0
from tui.clock import ServerClock
from tui.domain.records import (
    DAY,
    MINUTE,
    Appearance,
    Call,
    CallDetails,
    Cause,
    Diagnosis,
    Limits,
    Listing,
    NamedCall,
    NamedUser,
    NewestNames,
    SeenChannel,
    Series,
    Session,
    Spend,
    Window,
)
from tui.store.api import Changes, Store


def put(changes: Changes, ts: int, packed: object) -> None:
    """One of everything, as of `ts`."""
    call = Call(f"c{ts}", "room", ts, None, False)
    stay = Session(f"s{ts}", "room", 7, "", "", True, "", "", ts + 1, None, False)
    window = Window(ts, ts + 60)
    changes.put_calls([call], answered_ts=ts + 60.0)
    changes.put_details(call.call_id, window, [stay], packed, answered_ts=ts + 60.0)
    changes.put_listing("call_lists", Listing(window, ts + 60.0, 1, False, ts, ts))
    changes.put_diagnoses(
        [Diagnosis(ts + 5, "8", 4, "hall", (Cause(8, "9"),))],
        window=window,
        cap=10,
        delay_s=0,
        answered_ts=ts + 60.0,
        slot_s=MINUTE,
    )
    changes.put_series(
        endpoint="channel_users",
        channel="measured",
        window=window,
        series=[Series("online_users", ((ts, 1.0),), "measured")],
        answered_ts=ts + 60.0,
        delay_s=0,
        slot_s=MINUTE,
    )


async def fill(store: Store, *times: int) -> None:
    packed = store.packed(CallDetails("c", (), ()), Window(T0, T0 + 60))
    for ts in times:
        await store.write(put, ts, packed)


async def test_names_are_told_newest_first_each_once(store: Store) -> None:
    await fill(store, T0, T0 + 600)
    assert await store.read(lambda snapshot: snapshot.names(1)) == NewestNames(
        ("hall", "room", "measured"),
        (NamedCall(f"c{T0 + 600}", "room", T0 + 600),),
        (NamedUser("8", "hall", T0 + 605), NamedUser("7", "room", T0 + 601, f"c{T0 + 600}")),
    )
    assert len((await store.read(lambda snapshot: snapshot.names(9))).calls) == 2
    assert await store.read(lambda snapshot: snapshot.named_call(f"c{T0}")) == NamedCall(f"c{T0}", "room", T0)
    assert await store.read(lambda snapshot: snapshot.named_call("c")) is None


async def test_a_user_is_found_wherever_it_appears_newest_first(store: Store) -> None:
    await fill(store, T0, T0 + 600)
    found = await store.read(lambda snapshot: snapshot.appearances("7", 9))
    stay = Session(f"s{T0 + 600}", "room", 7, "", "", True, "", "", T0 + 601, None, False)
    assert found[0] == Appearance("7", "room", T0 + 601, f"c{T0 + 600}", session=stay)
    assert [one.ts for one in found] == [T0 + 601, T0 + 1]
    one = Diagnosis(T0 + 605, "8", 4, "hall", (Cause(8, "9"),))
    (sufferer,) = await store.read(lambda snapshot: snapshot.appearances("8", 1))
    (host,) = await store.read(lambda snapshot: snapshot.appearances("9", 1))
    assert (sufferer, sufferer.is_host) == (Appearance("8", "hall", T0 + 605, diagnosis=one), False)
    assert (host, host.is_host) == (Appearance("9", "hall", T0 + 605, diagnosis=one), True)


async def test_a_part_of_a_uid_finds_users_and_the_whole_of_it_one(store: Store) -> None:
    window = Window(T0, T0 + 60)
    events = [Diagnosis(T0 + at, uid, 4, "hall", (Cause(8, "44361248"),)) for at, uid in ((5, "443"), (9, "1443"))]
    await store.write(
        lambda changes: changes.put_diagnoses(
            events, window=window, cap=10, delay_s=0, answered_ts=T0 + 60.0, slot_s=MINUTE
        )
    )
    found = await store.read(lambda snapshot: snapshot.appearances("443", 9))
    assert [(one.ts - T0, one.uid) for one in found] == [(9, "1443"), (9, "44361248"), (5, "443"), (5, "44361248")]
    whole = await store.read(lambda snapshot: snapshot.appearances("443", 9, whole=True))
    assert [(one.ts - T0, one.uid) for one in whole] == [(5, "443")]
    assert await store.read(lambda snapshot: snapshot.appearances("%", 9)) == ()
    assert await store.read(lambda snapshot: snapshot.appearances("443", 9, whole=False)) == found


async def test_seen_channels_are_those_of_diagnoses_and_then_those_with_minutes(store: Store) -> None:
    await fill(store, T0, T0 + 600)
    seen = (SeenChannel("hall", 2, T0 + 605), SeenChannel("measured", 0, 0))
    assert await store.read(lambda snapshot: snapshot.seen_channels(9)) == seen
    assert await store.read(lambda snapshot: snapshot.seen_channels(1)) == seen[:1]


# -- age


async def test_what_is_too_old_goes_in_steps_and_the_rest_stays(store: Store) -> None:
    await fill(store, T0, T0 + 2 * DAY, T0 + 3 * DAY)
    steps = 0
    while await store.write(lambda changes: changes.prune(T0 + 3.5 * DAY, minutes_days=1, curves_days=2, batch=1)):
        steps += 1
    assert steps >= 6
    window = Window(T0, T0 + 4 * DAY)
    begun = await store.read(lambda snapshot: snapshot.calls_begun(window))
    assert [call.call_id for call in begun] == [f"c{T0 + 3 * DAY}", f"c{T0 + 2 * DAY}"]
    assert await store.read(lambda snapshot: snapshot.sessions(f"c{T0}")) == ()
    assert len(await store.read(lambda snapshot: snapshot.listings("call_lists", window))) == 2
    assert [one.ts for one in await store.read(lambda snapshot: snapshot.diagnoses(window))] == [T0 + 3 * DAY + 5]
    name = ("online_users", "measured")
    assert (await store.read(lambda snapshot: snapshot.series([name], window)))[name].points == ((T0 + 3 * DAY, 1.0),)
    covered = await store.read(lambda snapshot: snapshot.coverage("channel_users", "measured", window, slot_s=MINUTE))
    assert set(covered.answered_ts) == {T0 + 3 * DAY}
    assert (await store.read(lambda snapshot: snapshot.size())).oldest_ts == T0 + 3 * DAY


async def test_a_clock_that_is_a_year_ahead_makes_nothing_old(store: Store) -> None:
    await fill(store, T0)
    assert not await store.write(lambda changes: changes.prune(T0 + 365 * DAY, minutes_days=1, curves_days=1, batch=99))
    assert (await store.read(lambda snapshot: snapshot.size())).oldest_ts == T0
    assert await store.read(lambda snapshot: snapshot.call(f"c{T0}")) is not None


async def test_the_last_answer_of_a_feed_is_kept_however_old_it_is(store: Store) -> None:
    box = ManualClock(T0)
    clock = ServerClock(box)

    async def asked(answered: bool) -> int:
        claim = await store.write(lambda changes: changes.claim(endpoint="x", limits=Limits(), clock=clock, by="box:1"))
        assert isinstance(claim, Spend)
        if answered:
            await store.write(lambda changes: changes.settle(claim.claim_id, OK, clock=clock, reading=None))
        return claim.claim_id

    await asked(True)
    last = await asked(True)
    await asked(False)
    await fill(store, T0 + 20 * DAY)
    assert not await store.write(
        lambda changes: changes.prune(T0 + 20 * DAY, minutes_days=30, curves_days=30, batch=99)
    )
    assert [one.claim_id for one in await store.read(lambda snapshot: snapshot.requests(9))] == [last]


async def test_an_empty_store_has_a_size_and_no_oldest_minute(store: Store) -> None:
    size = await store.read(lambda snapshot: snapshot.size())
    assert size.oldest_ts is None
    assert size.file_bytes >= size.free_bytes >= 0
    while await store.write(lambda changes: changes.shrink(pages=10)):
        pass
