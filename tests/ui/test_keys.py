"""The keys of contract.md: each where it must work, by the classes that are in force together on each screen."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tui.cli.keymap import CHAINS
from tui.ui.widgets.keys import bindings_of

TABS = ("live", "diagnosis", "calls", "channels", "usage", "quota", "alarms")
SCREENS = (*TABS, "channel", "call", "session", "pair")
LISTS = tuple(name for name in SCREENS if name not in ("channel", "pair"))
CHARTS = ("live", "channels", "channel", "session", "pair")
MOMENTS = (*CHARTS, "diagnosis", "call")

EVERYWHERE = (
    *"1234567",
    *("left_square_bracket", "right_square_bracket", "question_mark", "f1", "ctrl+p", "colon", "escape", "q"),
    *("ctrl+q", "r", "p", "u", "L", "w", "ctrl+l", "ctrl+z", "ctrl+c"),
    *("R", "ctrl+r", "ctrl+o", "y", "Y", "e"),
)
MOVES = ("up", "down", "j", "k", "g", "G", "ctrl+d", "ctrl+u", "pageup", "pagedown", "home", "end")
CONTRACT: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(EVERYWHERE, SCREENS),
    # One channel's charts have no list, and nothing to scroll.
    **dict.fromkeys(MOVES, (*LISTS, "pair")),
    **dict.fromkeys(("enter", "s", "S", "slash"), LISTS),
    **dict.fromkeys(("left", "right", "h", "l"), (*MOMENTS, "usage")),
    **dict.fromkeys(("shift+left", "shift+right"), MOMENTS),
    **dict.fromkeys(("plus", "minus", "0"), (*CHARTS, "diagnosis", "usage", "calls")),
    "space": ("live", "session"),
    # A single list fills the screen anyway.
    "z": tuple(name for name in SCREENS if name != "calls"),
    **dict.fromkeys(("n", "N"), ("live", "diagnosis", "call", "session", "pair")),
    "c": MOMENTS,
    "m": ("call",),
    "v": ("session", "pair"),
    "x": ("pair",),
    "a": ("channels", "live", "alarms"),
    **dict.fromkeys("dJK", ("channels",)),
    "i": ("call",),
}


def keys_on(screen: str) -> Mapping[str, str]:
    """Key → binding id, as in force with the keys on the list."""
    found: dict[str, str] = {}
    for each in CHAINS[screen]:
        for key, binding in bindings_of(each):
            assert binding.id is not None
            found.setdefault(key, binding.id)
    return found


@pytest.mark.parametrize("screen", SCREENS)
def test_every_key_of_the_contract_is_bound_where_it_must_work(screen: str) -> None:
    bound = keys_on(screen)
    wanted = {key for key, screens in CONTRACT.items() if screen in screens}
    assert not wanted - set(bound)


def test_a_key_means_one_thing_wherever_it_is_bound() -> None:
    """Under one id, or under several that say the same of other things."""
    alike = [
        {"table.half_up", "table.page_up"},
        {"table.half_down", "table.page_down"},
        {"live.earlier", "usage.previous_metric"},
        {"live.later", "usage.next_metric"},
        {"live.zoom_in", "session.zoom_in", "usage.zoom_in", "calls.less"},
        {"live.zoom_out", "session.zoom_out", "usage.zoom_out", "calls.more"},
        {"live.zoom_reset", "session.zoom_reset", "usage.zoom_reset", "calls.usual"},
        {"live.next_bad", "session.next_bad"},
        # The part of the data: the peer, or the product.
        {"live.product", "session.pair"},
        {"live.previous_bad", "session.previous_bad"},
        {
            "live.maximise",
            "diagnosis.maximise",
            "usage.maximise",
            "quota.maximise",
            "call.maximise",
            "channels.charts",
            "alarms.maximise",
        },
        {"live.panel", "diagnosis.panel", "quota.panel", "channels.other_list", "calls.next", "alarms.panel"},
        {"diagnosis.group", "call.kind"},
        # On Channels there is no alarm, and no list to add to on the others.
        {"channels.add", "alarms.acknowledge"},
    ]
    meanings: dict[str, set[str]] = {}
    for screen in SCREENS:
        for key, binding_id in keys_on(screen).items():
            meanings.setdefault(key, set()).add(binding_id)
    several = {key: ids for key, ids in meanings.items() if len(ids) > 1}
    assert not {key: ids for key, ids in several.items() if not any(ids <= same for same in alike)}
