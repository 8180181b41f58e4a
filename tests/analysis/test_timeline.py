"""The derived timeline: in the order of time, and nothing that the data does not say."""

from __future__ import annotations

from tests.analysis.calls_made import T, listing, minutes, sample, sample_minutes, sample_sessions, session
from tui.analysis.calls.standing import standings
from tui.analysis.calls.timeline import Entry, Event, session_at, timeline
from tui.domain.glossary import thresholds_with
from tui.domain.records import Call, Cause, Diagnosis, KeptNote, MinuteCurve, Scope, Session

LIMITS = thresholds_with({})
CALL = Call("c", "class", T, T + 600, True)


def derive(
    sessions: list[Session], curves: list[MinuteCurve], diagnoses: list[Diagnosis] | None = None, call: Call = CALL
) -> tuple[Entry, ...]:
    found = standings(sessions, curves, LIMITS, (listing(T, T + 600),), now_ts=T + 600, delay_s=150)
    return timeline(call, found, curves, diagnoses or [], LIMITS)


def test_the_stored_answer_gives_every_join_and_leave_in_the_order_of_time() -> None:
    rows = sample()["call_info"]
    call = Call("x", rows[0]["cname"], min(row["join_ts"] for row in rows), max(row["leave_ts"] for row in rows), True)
    found = standings(sample_sessions(), sample_minutes(), LIMITS, (), now_ts=0, delay_s=150)
    entries = timeline(call, found, sample_minutes(), [], LIMITS)
    times = [entry.ts for entry in entries]
    assert times == sorted(times)
    assert (entries[0].event, entries[-1].event) == (Event.CREATED, Event.DESTROYED)
    for event, name in ((Event.JOIN, "join_ts"), (Event.LEAVE, "leave_ts")):
        told = {(entry.sid, entry.ts) for entry in entries if entry.event is event}
        assert told == {(row["sid"], row[name]) for row in rows}
    assert len({entry.key for entry in entries}) == len(entries)


def test_a_note_stands_at_its_moment_with_the_session_of_its_user() -> None:
    def note(number: int, scope: Scope) -> KeptNote:
        return KeptNote(f"n{number}", T + 900.0, T + 900.0, "ann@ops", "relay down", scope)

    of_user = note(1, Scope(moment_ts=T + 60, uid="1"))
    notes = [of_user, note(2, Scope(moment_ts=T + 60)), note(3, Scope(moment_ts=T + 60))]
    found = standings([session(1)], [], LIMITS, (listing(T, T + 600),), now_ts=T + 600, delay_s=150)
    entries = [each for each in timeline(CALL, found, [], [], LIMITS, notes) if each.event is Event.NOTE]
    assert {(entry.ts, entry.uid, entry.sid) for entry in entries} == {
        (T + 60, "1", session(1).sid),
        (T + 60, "", None),
    }
    assert {entry.note for entry in entries} == {*notes}
    assert len({entry.key for entry in entries}) == 3


def test_who_is_still_there_has_not_left_and_a_call_that_is_on_has_not_ended() -> None:
    entries = derive([session(1, leave_ts=None)], [], call=Call("c", "class", T, None, False))
    assert {entry.event for entry in entries} <= {Event.CREATED, Event.JOIN, Event.HOLE}


def test_a_crossing_lasts_until_three_minutes_are_good_and_says_its_worst() -> None:
    loss = minutes("S1", 20018, [0.0, 9.0, 12.0, 0.0, 0.0, 8.0, 0.0, 0.0, 0.0, 7.0], 9)
    bad = [entry for entry in derive([session(1)], [loss]) if entry.event is Event.BAD]
    assert [(entry.ts, entry.end_ts, entry.value, entry.peer_uid) for entry in bad] == [
        (T + 60, T + 360, 12.0, 9),
        (T + 540, T + 600, 7.0, 9),
    ]


def test_nothing_is_bad_of_a_peer_before_the_peer_joined() -> None:
    loss = minutes("S1", 20018, [30.0, 30.0], 9)
    late = session(9, join_ts=T + 36)
    bad = next(entry for entry in derive([session(1), late], [loss]) if entry.event is Event.BAD)
    assert bad.ts == T + 36
    came_back = session(9, sid="before", leave_ts=T + 5)
    bad = next(entry for entry in derive([session(1), late, came_back], [loss]) if entry.event is Event.BAD)
    assert bad.ts == T


def test_a_rate_that_is_too_low_crosses_its_limit_downwards() -> None:
    bad = [one for one in derive([session(1)], [minutes("S1", 20007, [15.0, 2.0, 1.0])]) if one.event is Event.BAD]
    assert [(entry.ts, entry.value) for entry in bad] == [(T + 60, 1.0)]


def test_a_hole_in_all_curves_is_told_once() -> None:
    curves = [minutes("S1", mid, [1.0, None, None, *[1.0] * 7]) for mid in (20001, 20002)]
    holes = [entry for entry in derive([session(1)], curves) if entry.event is Event.HOLE]
    assert [(entry.ts, entry.end_ts) for entry in holes] == [(T + 60, T + 180)]


def test_a_diagnosis_belongs_to_the_session_of_its_user_that_was_on_then() -> None:
    sessions = [session(1, sid="a", leave_ts=T + 60), session(1, sid="b", join_ts=T + 300)]
    told = [Diagnosis(T + 310, "1", 4, "class", (Cause(23, "9"),)), Diagnosis(T + 20, "77", 5, "class")]
    entries = [entry for entry in derive(sessions, [], told) if entry.event is Event.DIAGNOSIS]
    assert [(entry.uid, entry.sid) for entry in entries] == [("77", None), ("1", "b")]


def test_between_two_sessions_the_nearer_one_is_meant() -> None:
    a, b = session(1, sid="a", leave_ts=T + 60), session(1, sid="b", join_ts=T + 300)
    assert session_at([a, b], T + 100) is a
    assert session_at([a, b], T + 299) is b
    assert session_at([a, b], T + 5000) is b
    assert session_at([], T) is None
