"""The requests about a call whose curves are asked for by session."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import pytest

from tui.agora.editions.today import edition_of
from tui.analysis.calls.asking import call_wants
from tui.analysis.calls.by_session import MOST_SESSIONS, MOST_WANTS, SIDS, curve_wants, of_interest
from tui.domain.records import HOUR, Call, Listing, Session, Want, Window

T0 = 1_790_000_000
CURVES = edition_of("standard").call_curves


def session(number: int, join_ts: int = T0, leave_ts: int | None = T0 + HOUR, **more: object) -> Session:
    return Session(f"S{number:04}", "room", number, "LAN", "iOS", False, "4.0", "", join_ts, leave_ts, True, **more)  # type: ignore[arg-type]


def told(sid: str, *windows: Window, unread: int = 0) -> Mapping[str, Sequence[Listing]]:
    return {sid: tuple(Listing(one, T0 + 9 * HOUR, 1, False, None, None, unread) for one in windows)}


def sids(want: Want) -> tuple[str, ...]:
    return want.selection.sids


def test_a_request_names_twenty_sessions_that_were_there_in_the_window() -> None:
    window = Window(T0, T0 + 600)
    there = [session(number) for number in range(45)]
    wants = curve_wants(CURVES, "c", [window], [session(99, T0 + 700), *there], {})
    assert [len(sids(want)) for want in wants] == [SIDS, SIDS, 5]
    assert [sid for want in wants for sid in sids(want)] == [one.sid for one in there]
    assert {want.window for want in wants} == {window}


def test_only_the_lacking_stretch_is_asked_for() -> None:
    window, known = Window(T0, T0 + 3000), told("S0001", Window(T0, T0 + 1000), Window(T0 + 2000, T0 + 3000))
    (want,) = curve_wants(CURVES, "c", [window], [session(1)], known)
    assert want.window == Window(T0 + 1000, T0 + 2000)
    assert curve_wants(CURVES, "c", [Window(T0, T0 + 1000)], [session(1)], known) == ()


def test_an_answer_that_was_not_wholly_read_is_not_asked_for_again_and_again() -> None:
    window = Window(T0, T0 + 1000)
    assert curve_wants(CURVES, "c", [window], [session(1)], told("S0001", window, unread=3)) == ()


def test_few_requests_are_given_at_a_time() -> None:
    windows = [Window(T0 + 600 * number, T0 + 600 * (number + 1)) for number in range(6)]
    assert len(curve_wants(CURVES, "c", windows, [session(1)], {})) == MOST_WANTS


def test_those_in_sight_come_first_then_those_that_suffer_and_of_many_not_all() -> None:
    many = [session(number) for number in range(400)]
    suffering = session(900, audio_freeze_percent=12.0)
    found = of_interest([*many, suffering], {"S0300"})
    assert [one.sid for one in found[:2]] == ["S0300", "S0900"]
    assert len(found) == MOST_SESSIONS
    # All that are in sight, however many.
    assert len(of_interest(many, {one.sid for one in many[:250]})) == 250


@pytest.mark.parametrize(("plan", "slices"), [("standard", 8), ("premium", 3), ("enterprise", 2)])
def test_a_call_of_seven_hours_takes_the_fewest_slices_and_no_request_twice(plan: str, slices: int) -> None:
    """ceil((length + 1) / (longest - 1)) slices: the bound is exclusive, and so is a window's end."""
    edition = edition_of(plan)
    call = Call("c", "room", T0, T0 + 7 * HOUR, True)
    people = [session(number, T0, T0 + 7 * HOUR) for number in range(30)]
    now_ts, known = T0 + 9 * HOUR, dict[str, tuple[Listing, ...]]()
    longest_s = edition.call_curves.longest_s
    assert longest_s is not None
    assert slices == math.ceil((7 * HOUR + 1) / (longest_s - 1))
    asked: list[Want] = []
    while True:
        wants = call_wants(edition, call, now_ts, sessions=people, told=known)
        users = [want for want in wants if want.endpoint == "call_sessions"]
        curves = [want for want in wants if want.endpoint == "call_metrics"]
        assert len(users) == slices
        if not curves:
            break
        asked.append(curves[0])
        for sid in sids(curves[0]):
            assert curves[0].window is not None
            known[sid] = (*known.get(sid, ()), Listing(curves[0].window, now_ts, 1, False, None, None))
    assert len(asked) == slices * math.ceil(len(people) / SIDS)
    assert all(want.window is not None and want.window.seconds < longest_s for want in asked)
    seconds = sum(want.window.seconds * len(sids(want)) for want in asked if want.window is not None)
    assert seconds == len(people) * (7 * HOUR + 1)


def test_a_window_ends_before_the_delay_that_the_server_enforces() -> None:
    edition, now_ts = edition_of("standard"), float(T0 + 1000)
    running = Call("c", "room", T0, None, False)
    ended = Call("c", "room", T0, T0 + 990, True)
    for call in (running, ended):
        windows = [want.window for want in call_wants(edition, call, now_ts)]
        assert windows
        assert all(window is not None and window.end_ts < now_ts - 300 for window in windows)
    assert call_wants(edition, replace_created(running, T0 + 800), now_ts) == ()


def replace_created(call: Call, ts: int) -> Call:
    return Call(call.call_id, call.channel, ts, call.destroyed_ts, call.finished)
