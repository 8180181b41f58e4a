"""Pages of the sessions of a call: the end of a walk, whatever the server says."""

from __future__ import annotations

from tui.collector.page_walks import PageWalks
from tui.domain.records import Request, Selection, Session, SessionPage, Window

WINDOW = Window(1000, 2000)


def request(page: int) -> Request:
    return Request("call_sessions", WINDOW, call_id="c", selection=Selection(page=page))


def page(*sids: str, has_more: bool = True, total: int | None = None) -> SessionPage:
    made = (Session(sid, "room", 1, "", "", False, "", "", 1000, None, False) for sid in sids)
    return SessionPage(tuple(made), has_more, total)


def test_a_whole_walk_lacks_nothing() -> None:
    walks = PageWalks()
    assert walks.turned(request(1), page("a", "b", total=3), 0).has_more
    last = walks.turned(request(2), page("c", has_more=False, total=3), 0)
    assert (last.has_more, last.lacking) == (False, 0)


def test_a_page_that_repeats_ends_the_walk_and_the_missing_sessions_are_counted() -> None:
    walks = PageWalks()
    walks.turned(request(1), page("a", "b", total=5), 0)
    last = walks.turned(request(2), page("a", "b", total=5), 0)
    assert (last.has_more, last.lacking) == (False, 3)


def test_a_total_that_promises_more_than_comes_is_said_and_ends_at_the_empty_page() -> None:
    walks = PageWalks()
    walks.turned(request(1), page("a", total=200), 0)
    last = walks.turned(request(2), page(has_more=False, total=200), 0)
    assert (last.has_more, last.lacking) == (False, 199)


def test_rows_of_an_earlier_page_that_were_not_read_are_lacking_at_the_end() -> None:
    walks = PageWalks()
    walks.turned(request(1), page("a"), 2)
    assert walks.turned(request(2), page("b", has_more=False), 0).lacking == 2


def test_a_page_of_which_nothing_new_was_read_does_not_end_the_walk_as_a_repeated_one() -> None:
    walks = PageWalks()
    walks.turned(request(1), page("a"), 0)
    assert walks.turned(request(2), page("a"), 1).has_more


def test_a_first_page_begins_anew_and_a_walk_of_unknown_begin_claims_nothing() -> None:
    walks = PageWalks()
    walks.turned(request(1), page("a"), 0)
    assert walks.turned(request(1), page("a"), 0).has_more
    assert PageWalks().turned(request(3), page("z", has_more=False, total=300), 0).lacking == 0
