"""Selections: the feed that one coverage speaks for, and the key of a request in the ledger."""

from __future__ import annotations

import pytest

from tui.agora.editions.today import edition_of
from tui.domain.records import DAY, EVERYTHING, HOUR, Selection, SeriesName, Want, feed_of

TODAY = edition_of("enterprise")


@pytest.mark.parametrize(
    ("selection", "feed"),
    [
        (EVERYTHING, ""),
        (Selection("pcu", "Native"), "pcu/Native"),
        (Selection("userCount", step_s=DAY), "userCount//86400"),
        (Selection("videoFreezeRate", "WebRTC", step_s=DAY), "videoFreezeRate/WebRTC/86400"),
        (Selection(product="Native"), "/Native"),
        (Selection("pcu", page=3), "pcu"),
    ],
)
def test_a_key_names_metric_product_and_step_and_tells_them_again(selection: Selection, feed: str) -> None:
    assert selection.feed == selection.key == feed
    told = Selection.of_feed(feed)
    assert (told.metric, told.product, told.step_s) == (selection.metric, selection.product, selection.step_s)


def test_all_else_that_is_chosen_is_a_digest_in_which_nobody_is_named() -> None:
    some = Selection("pcu", "Native", dimension="os", values=("iOS",))
    other = Selection("pcu", "Native", dimension="os", values=("Android",))
    users = Selection(uids=("4055184074",))
    assert len({some.key, other.key, users.key, Selection("pcu", "Native").key}) == 4
    assert feed_of(some.key) == feed_of(other.key) == some.feed == "pcu/Native"
    assert users.feed == ""
    assert "4055184074" not in users.key
    assert Selection.of_feed(some.key) == Selection("pcu", "Native")


@pytest.mark.parametrize("text", ["", "a/b/c", "a/b/3/d", "a/b/-1", "a/b/１"])
def test_a_text_that_is_no_feed_tells_nothing(text: str) -> None:
    assert Selection.of_feed(text) == EVERYTHING


def test_the_step_of_an_endpoint_goes_without_saying_and_stands_in_the_name_of_the_series() -> None:
    live, hours = TODAY["realtime_quality"], TODAY["insight_quality"]
    chosen = live.selection("videoFreezeRate", "Native", 20)
    assert chosen == Selection("videoFreezeRate", "Native")
    assert live.name_of(chosen, "room") == SeriesName("videoFreezeRate", "room", "Native", 20)
    assert hours.selection("videoFreezeRate", "Native", HOUR) == chosen
    assert hours.name_of(chosen) == SeriesName("videoFreezeRate", "", "Native", HOUR)
    by_day = hours.selection("videoFreezeRate", "Native", DAY)
    assert (by_day.step_s, hours.step_of(by_day)) == (DAY, DAY)


def test_a_rank_is_no_part_of_the_wanted_data() -> None:
    first, rest = (Want("realtime_usage", selection=Selection("pcu", "Native"), rank=rank) for rank in (0, 2))
    assert first.subject == rest.subject
    assert first.feed == rest.feed == ("realtime_usage", "", "pcu/Native")
