"""What is typed in the palette, and which names hold it."""

from __future__ import annotations

import pytest

from tui.ui.palette.matching import Command, hits, match


def ranked(query: str, *names: str) -> list[str]:
    found = hits(query, [Command(name, "what it does", lambda: None) for name in names], None)
    return [hit.text or "" for hit in sorted(found, key=lambda hit: -hit.score)]


def test_a_whole_name_comes_first_then_its_beginning_then_that_of_a_word_then_letters() -> None:
    names = ("quarterly maths", "big maths 1", "maths", "maths-2", "metaphysics")
    assert ranked("maths", *names) == ["maths", "maths-2", "big maths 1", "quarterly maths"]
    assert ranked("mts", "metrics to see", "maths") == ["maths", "metrics to see"]
    assert ranked("学", "数学-3班", "语文") == ["数学-3班"]


def test_a_name_is_shown_as_it_is_whatever_it_holds() -> None:
    for name in ("[/]", "[bold]x[/bold]", "a[b]c", "İstanbul", "ẞ"):
        (hit,) = hits(name[-1], [Command(name, "[/] is no markup either", lambda: None)], None)
        assert str(hit.match_display) == name


def test_letters_are_found_where_the_name_has_them() -> None:
    score, places = match("mt", "maths")
    assert score == pytest.approx(0.4)
    assert list(places) == [0, 2]
    assert match("TH", "maths")[1] == range(2, 4)
    assert match("xyz", "maths") == (0.0, ())
    assert match("", "maths") == (0.0, ())


def test_only_a_sentence_of_our_own_is_searched() -> None:
    own = Command("freeze", "Stand still", lambda: None)
    theirs = Command("stand-in", "Stand still", lambda: None, by_sentence=False)
    assert [hit.text for hit in hits("still", [own, theirs], None)] == ["freeze"]


def test_a_name_of_few_letters_often_repeated_is_searched_in_no_time() -> None:
    # Every way to find these letters would be more than the seconds of a century.
    assert match("ab" * 30 + "c", "ab" * 32) == (0.0, ())
    assert match("aabb" * 8, "ab" * 32)[0] > 0


def test_a_name_is_found_as_an_input_method_writes_it_and_a_user_as_a_log_does() -> None:
    names = ("big-1", "ｂｉｇ－１", "3873855063", "㎏-4")
    assert ranked("ｂｉｇ－１", *names) == ["big-1", "ｂｉｇ－１"]
    assert ranked("big-1", *names) == ["big-1", "ｂｉｇ－１"]
    assert ranked("-421112233", *names) == ["3873855063"]
    assert ranked("－４２１１１２２３３ ", *names) == ["3873855063"]
    assert match("－４", "㎏-4")[1] == range(1, 3)


def test_letters_alone_are_found_neither_in_an_id_nor_in_a_sentence_nor_within_a_word() -> None:
    call_id = "0005a9f3bd8c00e1f2"
    assert ranked("abe", call_id) == []
    assert ranked("iOS", "Windows", "iOS 17") == ["iOS 17"]
    # "what it does" holds these letters in this order.
    assert ranked("wht", "Windows") == []
    assert ranked("freeze video", "Video freeze rate") == ["Video freeze rate"]
