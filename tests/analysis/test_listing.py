"""Listings: the walk finds everything that an API lists, however that reads its window, and comes to an end."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from tui.agora.editions.reference_2020 import EDITION
from tui.analysis.feeds.listing import ListingCoverage, is_part, requests_left, told
from tui.domain.records import Listing, Window

CAP = 10
LISTS = EDITION.call_lists
DELAY_S = LISTS.longest_delay_s
END = 1_000
HOUR = Window(100, END)
# Long after, so that everything is settled.
LATER = 5_000.0

# (began, ended) of a call; an answer: the rows, and whether there are more.
Call = tuple[int, int]
Server = Callable[[Window], tuple[list[Call], bool]]


def server(calls: Sequence[Call], *, inclusive: bool = False, overlap: bool = False) -> Server:
    """An API that lists the newest ten of `calls`, and reads a window in one of the ways the document allows."""

    def answer(window: Window) -> tuple[list[Call], bool]:
        end_ts = window.end_ts + (1 if inclusive else 0)
        found = [call for call in calls if call[0] < end_ts and (call[1] if overlap else call[0]) >= window.start_ts]
        found.sort(key=lambda call: -call[0])
        return found[:CAP], len(found) > CAP

    return answer


def listing(window: Window, rows: Sequence[Call], has_more: bool, answered_ts: float = LATER) -> Listing:
    began = [call[0] for call in rows]
    return Listing(window, answered_ts, len(rows), has_more, min(began, default=None), max(began, default=None))


def walk(
    answer: Server,
    window: Window = HOUR,
    *,
    listings: list[Listing] | None = None,
    span_s: int | None = None,
    most: int = 400,
) -> tuple[set[Call], ListingCoverage]:
    """What is found, and what is told at the end; `listings` is what earlier answers told, and grows."""
    listings = [] if listings is None else listings
    found: set[Call] = set()
    for _ in range(most):
        known = told(window, listings, replace(LISTS, span_s=span_s), since_ts=LATER)
        if known.next is None:
            return found, known
        assert is_part(known.next, window)
        assert known.next.seconds > 0, "a window of no length"
        assert span_s is None or known.next.seconds <= span_s
        rows, has_more = answer(known.next)
        listings.append(listing(known.next, rows, has_more))
        found.update(rows)
    raise AssertionError(f"the walk does not end: {listings[-3:]}")


def calls_at(*seconds: int, long_s: int = 5) -> list[Call]:
    """One call for each second; those of one second told apart by how long they are."""
    return [(ts, ts + long_s + index) for index, ts in enumerate(seconds)]


def each_second(counts: Sequence[int]) -> list[int]:
    return [ts for ts, count in enumerate(counts, 997) for _ in range(count)]


# How many began in each of four seconds, around as many as an answer lists: the last two lie at the hour's end.
COUNTS = st.tuples(*[st.sampled_from([0, 1, 3, 9, 10, 11, 14])] * 4)


@given(
    began=st.lists(st.integers(HOUR.start_ts - 50, HOUR.end_ts + 50), max_size=60) | COUNTS.map(each_second),
    inclusive=st.booleans(),
    overlap=st.booleans(),
    span_s=st.sampled_from([None, 200]),
)
def test_a_walk_finds_every_call_but_those_of_a_crowded_second(
    began: list[int], inclusive: bool, overlap: bool, span_s: int | None
) -> None:
    calls = calls_at(*began)
    found, end = walk(server(calls, inclusive=inclusive, overlap=overlap), span_s=span_s)
    assert not end.open
    assert not end.has_ended
    expected = {call for call in calls if HOUR.holds(call[0])}
    missed = expected - found
    assert {call[0] for call in missed} <= set(end.crowded)
    # A second that is said to be crowded is one: so many calls that an answer cannot hold them, or, where those that
    # were on or began in the second before count in, cannot hold them beside the others.
    if not overlap:
        assert all(began.count(ts) + (inclusive and began.count(ts - 1) > 0) > CAP for ts in end.crowded)


def test_twenty_five_calls_in_a_minute_take_three_answers() -> None:
    asked: list[Window] = []
    answer = server(calls_at(*range(300, 350, 2)))

    def counted(window: Window) -> tuple[list[Call], bool]:
        asked.append(window)
        return answer(window)

    found, end = walk(counted)
    assert (len(found), end.is_complete, len(asked)) == (25, True, 3)


@pytest.mark.parametrize("inclusive", [False, True])
def test_a_second_with_more_calls_than_an_answer_holds_is_named_and_stepped_over(inclusive: bool) -> None:
    found, end = walk(server(calls_at(*[500] * 12, 200, 499, 501, 700), inclusive=inclusive))
    assert end.crowded == (500,)
    assert not end.is_complete
    assert {call[0] for call in found} == {200, 499, 500, 501, 700}


@given(
    mine=COUNTS,
    others=COUNTS,
    second_ts=st.sampled_from([997, 998, 999, 1_000]),
    seconds=st.sampled_from([1, 2]),
    inclusive=st.booleans(),
    overlap=st.booleans(),
    before=st.none() | st.builds(Window, st.integers(980, 997), st.integers(998, 1_010)),
)
def test_a_second_searched_by_channel_brings_that_channel_s_calls_of_it(
    mine: Sequence[int],
    others: Sequence[int],
    second_ts: int,
    seconds: int,
    inclusive: bool,
    overlap: bool,
    before: Window | None,
) -> None:
    every = calls_at(*each_second(mine), *each_second(others))
    of_channel = set(every[: sum(mine)])
    known: list[Listing] = []
    listed: set[Call] = set()
    if before is not None:
        # A walk over all channels came first; of a second too full for it nothing is taken from it (read_listings).
        of_all = server(every, inclusive=inclusive, overlap=overlap)
        listed, _ = walk(of_all, before, listings=known)
        known = [one for one in known if not (one.is_full and one.window.seconds <= 1)]
    of_one = server(list(of_channel), inclusive=inclusive, overlap=overlap)
    window = Window(second_ts, second_ts + seconds)
    found, end = walk(of_one, window, listings=known)
    missed = {call for call in of_channel if window.holds(call[0])} - found - listed
    assert {call[0] for call in missed} <= set(end.crowded)
    assert (end.open, end.has_ended) == ((), False)


@pytest.mark.parametrize("inclusive", [False, True])
@pytest.mark.parametrize("crowded_ts", [998, 999])
def test_of_two_last_seconds_the_crowded_one_is_named_and_the_other_one_told(inclusive: bool, crowded_ts: int) -> None:
    other_ts = 1997 - crowded_ts
    calls = calls_at(*[crowded_ts] * 12, *[other_ts] * 6, 1_000)
    # How the server reads a window is known from an earlier answer.
    earlier = Window(990, 1_000)
    rows, has_more = server(calls, inclusive=inclusive)(earlier)
    known = [listing(earlier, rows, has_more)]
    found, end = walk(server(calls, inclusive=inclusive), Window(998, 1_000), listings=known)
    assert (end.crowded, end.open, end.has_ended) == ((crowded_ts,), (), False)
    assert {call for call in calls if call[0] == other_ts} <= found | set(rows)


@pytest.mark.parametrize("inclusive", [False, True])
def test_a_second_with_exactly_as_many_as_an_answer_holds_is_not_crowded(inclusive: bool) -> None:
    found, end = walk(server(calls_at(*[500] * 10, 200), inclusive=inclusive))
    assert (len(found), end.crowded, end.is_complete) == (11, (), True)


def test_an_answer_that_says_there_is_more_and_lists_nothing_ends_the_walk() -> None:
    found, end = walk(lambda window: ([], True))
    assert (found, end.has_ended, end.open) == (set(), True, (HOUR,))


def test_an_answer_that_is_always_the_same_ends_the_walk() -> None:
    same = calls_at(*range(600, 610))
    found, end = walk(lambda window: (same, True))
    assert (len(found), end.has_ended, end.open) == (10, True, (Window(100, 601),))


def test_what_was_told_long_after_is_not_asked_again_and_what_was_told_too_soon_is() -> None:
    rows = calls_at(400)
    soon = [listing(HOUR, rows, False, answered_ts=END + 5)]
    assert told(HOUR, soon, LISTS, since_ts=END + 60).next == Window(END - 15, END)
    assert told(HOUR, soon, LISTS, since_ts=END + 60).pending_ts == END - 15
    since = told(HOUR, soon, LISTS, since_ts=END + 4)
    assert (since.next, since.is_complete, since.pending_ts) == (None, True, END - 15)
    late = [listing(HOUR, rows, False, answered_ts=END + DELAY_S)]
    assert told(HOUR, late, LISTS, since_ts=END + 60) == ListingCoverage((), None, (), None, False)


def test_a_walk_goes_on_where_an_earlier_one_stopped() -> None:
    calls = calls_at(*range(200, 260))
    answer = server(calls)
    rows, has_more = answer(HOUR)
    before = [listing(HOUR, rows, has_more, answered_ts=END + 30)]
    known = told(HOUR, before, LISTS, since_ts=END + 600)
    assert known.next == Window(100, 251)
    wider = Window(0, END)
    assert told(wider, before, LISTS, since_ts=END + 600).open == (Window(0, 251),)


def test_what_an_answer_left_open_is_not_asked_for_again_when_nothing_new_can_have_come() -> None:
    # Details that are the same whatever is asked: the ten of twenty that joined last.
    whole = listing(HOUR, calls_at(*range(600, 610)), True)
    narrower = listing(Window(100, 601), calls_at(*range(600, 610)), True)
    later = told(HOUR, [whole, narrower], LISTS, since_ts=LATER + 900)
    assert (later.next, later.has_ended, later.open) == (None, True, (Window(100, 601),))
    # Nor where the stretch begins later by now, because what lies before it is out of reach.
    moved = told(Window(140, END), [whole, narrower], LISTS, since_ts=LATER - 1)
    assert (moved.next, moved.has_ended) == (None, True)


def test_one_call_in_a_second_does_not_crowd_it_though_the_answer_says_there_is_more() -> None:
    answer = server(calls_at(300, 400, 500))
    found, end = walk(lambda window: (answer(window)[0], True))
    assert (end.crowded, end.has_ended) == ((), True)
    assert found


def unread_listing(window: Window, began: Sequence[int], answered_ts: float, unread: int) -> Listing:
    oldest_ts, newest_ts = min(began, default=None), max(began, default=None)
    return Listing(window, answered_ts, len(began) + unread, False, oldest_ts, newest_ts, unread)


def test_an_answer_of_which_something_was_not_read_is_stepped_over_and_asked_for_again_by_the_next_who_asks() -> None:
    answer = unread_listing(HOUR, [HOUR.start_ts + 60], LATER, 2)
    now = told(HOUR, [answer], LISTS, since_ts=LATER)
    assert (now.open, now.next, now.unread, now.is_complete, now.pending_ts) == ((), None, 2, False, None)
    later = told(HOUR, [answer], LISTS, since_ts=LATER + 100)
    assert (later.open, later.next, later.has_ended) == ((HOUR,), HOUR, False)
    # One that tells all of it takes the place of it.
    sound = unread_listing(HOUR, [HOUR.start_ts + 60], LATER + 200, 0)
    assert told(HOUR, [sound, answer], LISTS, since_ts=LATER + 100).is_complete


def test_an_answer_of_which_nothing_was_read_that_may_have_left_out_more_ends_the_walk_until_somebody_asks() -> None:
    answer = Listing(HOUR, LATER, 10, True, None, None, 10)
    assert told(HOUR, [answer], LISTS, since_ts=LATER).has_ended
    assert told(HOUR, [answer], LISTS, since_ts=LATER + 100).next == HOUR


@pytest.mark.parametrize(
    ("newest", "begun", "about"),
    [
        # 40 calls in the newest tenth: 360 more, nine new ones a request.
        (Window(1900, 2000), range(1900, 1980, 2), 40),
        (Window(1000, 2000), range(1000, 1040), 0),
        # At least one request for each open stretch.
        (Window(1990, 2000), (), 1),
        (None, (), None),
    ],
)
def test_the_rest_of_a_walk_costs_as_much_as_what_is_told_lets_expect(
    newest: Window | None, begun: Sequence[int], about: int | None
) -> None:
    asked = Window(1000, 2000)
    open_ = () if newest == asked else (Window(1000, newest.start_ts if newest else 2000),)
    known = ListingCoverage(open_, None, (), None, has_ended=False)
    assert requests_left(asked, known, begun, 10) == about
    assert requests_left(None, known, begun, 10) == 0
