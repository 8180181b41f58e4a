"""Aliases: one for a thing, another for another, none without the key."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.export.made import KEY
from tui.domain.names import Names
from tui.export.names import Aliases


@given(st.text(min_size=1))
def test_a_thing_has_one_alias_whatever_the_program_and_another_under_another_key(name: str) -> None:
    alias = Aliases(KEY).channel(name)
    assert alias == Aliases(KEY).channel(name)
    assert alias.startswith("channel-")
    assert alias != Aliases(bytes(32)).channel(name)
    assert Names().channel(name) == name


def test_a_uid_is_one_thing_as_a_number_and_as_a_text_and_nobody_has_no_alias() -> None:
    names = Aliases(KEY)
    assert names.user(44361248) == names.user("44361248")
    assert names.user(5).removeprefix("user-") != names.channel("5").removeprefix("channel-")
    assert [names.user(nobody) for nobody in (0, "", None, "0")] == [""] * 4
    assert names.channel("") == names.call("") == names.session("") == ""
