"""Looks: without colour, bad is the strongest thing on screen."""

from __future__ import annotations

import pytest

from tui.terminal.cells import GUTTER, UNICODE_SIGNS, heading_runs, plain
from tui.ui.widgets.styles import ROLES, Look, looks_of


def weight(look: Look) -> tuple[bool, bool, float]:
    """How strong a look is where no colour is told apart."""
    return look.reverse, look.bold, look.strength


@pytest.mark.parametrize("no_colour", [True, False])
def test_with_few_colours_nothing_is_as_strong_as_what_is_bad(no_colour: bool) -> None:
    looks = looks_of(no_colour=no_colour, few_colours=True, ascii_only=False)
    assert looks["bad"].color == ("foreground" if no_colour else "error")
    bad = weight(looks["bad"])
    assert all(weight(look) < bad for role, look in looks.items() if role != "bad")
    assert looks["bad"].reverse
    assert looks["bad"].bold


def test_with_few_colours_a_curve_is_strongest_beyond_its_limit_and_is_not_reversed() -> None:
    looks = looks_of(no_colour=False, few_colours=True, ascii_only=False)
    assert not looks["beyond"].reverse
    shapes = [role for role in ROLES if role.startswith("curve")] + ["axis", "history", "threshold", "pending"]
    assert all(weight(looks[role]) < weight(looks["beyond"]) for role in shapes)


@pytest.mark.parametrize("few_colours", [True, False])
def test_in_ascii_what_is_bad_is_bold_and_reversed(few_colours: bool) -> None:
    looks = looks_of(no_colour=False, few_colours=few_colours, ascii_only=True)
    assert (looks["bad"].bold, looks["bad"].reverse) == (True, True)


def test_with_all_colours_nothing_is_reversed() -> None:
    assert looks_of(no_colour=False, few_colours=False, ascii_only=False) == ROLES
    assert not any(look.reverse for look in ROLES.values())


def test_a_heading_begins_in_the_column_of_the_rows() -> None:
    assert plain(heading_runs(("Network",), 20, UNICODE_SIGNS)) == " " * GUTTER + "Network".ljust(18)
    assert plain(heading_runs(((("17:12–18:08", "warn"),),), 20, UNICODE_SIGNS)).index("17") == GUTTER
