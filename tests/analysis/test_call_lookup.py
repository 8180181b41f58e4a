"""Which call somebody means who points at a channel and an instant: found, sought on, or plainly not found."""

from __future__ import annotations

from tui.agora.editions.reference_2020 import EDITION
from tui.analysis.calls.lookup import Candidate, Lookup, Stage, look_up, users_wants, windows_around, within_reach
from tui.analysis.feeds.listing import ListingCoverage
from tui.domain.records import DAY, HOUR, Call, Part, Want, Window

NOW = 1_795_330_680.0
TS = int(NOW) - 600
NEAR, FAR, AFTER = windows_around(TS)
ALL = ListingCoverage((), None, (), None, False)
NOTHING = ListingCoverage((Window(0, 1),), Window(0, 1), (), 0, False)


def call(name: str, created_ts: int, *, is_on: bool = False) -> Call:
    return Call(name, "class", created_ts, None if is_on else created_ts + DAY, not is_on)


def look(
    *candidates: Candidate,
    near: ListingCoverage = ALL,
    far: ListingCoverage = ALL,
    after: ListingCoverage = ALL,
    ts: int = TS,
    now_ts: float = NOW,
    ended: frozenset[Want] = frozenset(),
) -> Lookup:
    return look_up(EDITION, "class", ts, candidates, (near, far, after), now_ts=now_ts, ended=ended)


def test_a_call_that_is_over_is_found_without_asking() -> None:
    known = call("a", TS - 60)
    found = look(Candidate(known, True), near=NOTHING, far=NOTHING)
    assert (found.stage, found.call, found.wants) == (Stage.FOUND, known, ())


def test_one_that_was_on_when_last_heard_of_is_sought_for_until_no_newer_one_can_be() -> None:
    old = call("a", TS - HOUR, is_on=True)
    assert look(Candidate(old, False), near=NOTHING).stage is Stage.SEARCHING
    assert look(Candidate(old, True), near=NOTHING).call == old
    assert look(Candidate(old, False)).call == old


def test_six_hours_are_looked_through_and_then_a_day() -> None:
    first = look(near=NOTHING, far=NOTHING)
    assert first.wants == (Want("call_lists", channel="class", window=Window(TS - 6 * HOUR, TS + 1)),)
    second = look(far=NOTHING)
    assert second.wants == (Want("call_lists", channel="class", window=Window(TS - DAY, TS - 6 * HOUR)),)
    third = look()
    assert (third.stage, third.covered) == (Stage.NOT_FOUND, Window(TS - DAY, TS + 1))


def test_the_same_is_asked_for_however_long_the_search_takes() -> None:
    ts = int(NOW) - 3 * DAY + 2 * HOUR
    wants = {look(near=NOTHING, ts=ts, now_ts=NOW + step).wants for step in range(0, 600, 60)}
    assert len(wants) == 1


def test_a_walk_that_brings_nothing_more_is_no_endless_one() -> None:
    stuck = ListingCoverage((Window(0, 1),), None, (), None, True)
    assert look(near=stuck, far=stuck).stage is Stage.NOT_FOUND


def test_older_than_three_days_it_is_not_asked_for_but_taken_from_the_store() -> None:
    ts = int(NOW) - 3 * DAY - 60
    assert look(near=NOTHING, far=NOTHING, ts=ts).stage is Stage.TOO_OLD
    old = call("a", ts - HOUR, is_on=True)
    assert look(Candidate(old, False), near=NOTHING, ts=ts).call == old


def test_what_the_day_reaches_beyond_the_three_is_not_waited_for() -> None:
    ts = int(NOW) - 3 * DAY + HOUR
    near = within_reach(EDITION.call_lists, windows_around(ts)[0], NOW)
    assert NOW - 3 * DAY < near.start_ts < ts
    assert look(far=NOTHING, ts=ts).stage is Stage.NOT_FOUND


def test_what_may_not_be_listed_yet_is_asked_again_when_it_must_be() -> None:
    pending = ListingCoverage((), None, (), TS - 10, False)
    early = look(near=pending, now_ts=float(TS + 5))
    assert (early.stage, early.wants) == (Stage.NOT_LISTED_YET, ())
    late = look(near=pending, now_ts=float(TS + 36))
    assert late.stage is Stage.NOT_LISTED_YET
    # The answer that came before it was listed is no answer.
    assert late.wants == (Want("call_lists", channel="class", window=NEAR, again=True),)


def test_what_began_just_after_the_instant_is_looked_for_last() -> None:
    searching = look(after=NOTHING)
    assert searching.wants == (Want("call_lists", channel="class", window=Window(TS + 1, TS + 61)),)
    assert look(far=NOTHING, after=NOTHING).wants[0].window == FAR
    on = call("a", TS - HOUR, is_on=True)
    assert look(Candidate(on, False), after=NOTHING).call == on


def test_where_no_call_was_on_the_nearest_is_taken_when_no_other_can_be() -> None:
    near, far = (Candidate(call(name, TS + at), True, False, is_apart=True) for name, at in (("a", 10), ("b", 40)))
    assert look(near, far, near=NOTHING).stage is Stage.SEARCHING
    found = look(near, far)
    assert (found.stage, found.call, found.is_apart) == (Stage.FOUND, near.call, True)
    holding = Candidate(far.call, True, True, is_apart=True)
    assert look(near, holding).call == far.call


def test_who_was_in_a_call_apart_is_asked_at_its_nearer_end() -> None:
    long = Call("a", "class", TS - 7 * HOUR, TS - 20, True)
    later = Call("b", "class", TS + 20, TS + 7 * HOUR, True)
    assert users_wants(EDITION.call_details, long, TS, NOW)[0].window == Window(TS - HOUR, TS - 19)
    assert users_wants(EDITION.call_details, later, TS, NOW + DAY)[0].window == Window(TS + 20, TS + 20 + 3 * HOUR)


def test_of_several_the_one_that_holds_the_user_is_taken() -> None:
    newer, older = call("b", TS - 30), call("a", TS - 60)
    found = look(Candidate(newer, True, False), Candidate(older, True, True))
    assert (found.call, found.among, found.has_user) == (older, 2, True)


def test_of_several_it_is_asked_who_was_in_them_and_then_the_newest_is_taken() -> None:
    newer, older = call("b", TS - 30), call("a", TS - 60)
    unknown = Candidate(newer, True, None), Candidate(older, True, None)
    choosing = look(*unknown)
    assert choosing.stage is Stage.CHOOSING
    assert [(want.call_id, want.part) for want in choosing.wants] == [("b", Part.USERS), ("a", Part.USERS)]
    assert all(want.window is not None and want.window.holds(TS) for want in choosing.wants)
    found = look(*unknown, ended=frozenset(choosing.wants))
    assert (found.stage, found.call, found.has_user) == (Stage.FOUND, newer, False)
    assert look(Candidate(newer, True, False), Candidate(older, True, False)).call == newer
