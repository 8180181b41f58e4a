"""Folding: a call that is watched for hours is a few stretches, and reads as if each answer were kept for itself."""

from __future__ import annotations

import sqlite3
from array import array
from collections.abc import Iterable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import Struct

from tests.store.worlds import PROJECT, T0, empty_ledger
from tui.agora.exchange import DEFAULT_TIMEOUTS
from tui.domain.records import HOUR, MINUTE, CallDetails, Curve, Minutes, Window
from tui.store.sqlite import compaction as folding
from tui.store.sqlite.changed import position
from tui.store.sqlite.compaction import LATE_S, LONG_S
from tui.store.sqlite.curves import pack, put_details, read_curves, read_minutes
from tui.store.sqlite.segments import read_stretches

LOSS, FREEZE, CPU = 20015, 20011, 20001
EVERY_S = 150
"""How often a call that is on is asked for, and how late its points come."""


class Answer(Struct, frozen=True):
    """`seconds` of each metric that it holds, after T0; all values of an answer tell which it is."""

    window: Window
    seconds: dict[int, tuple[int, ...]]
    asked_ts: float
    arrived_ts: float
    value: float

    @property
    def curves(self) -> tuple[Curve, ...]:
        return tuple(
            Curve(
                *("S", mid, 0),
                array("q", [T0 + second for second in seconds]),
                array("d", [self.value + second % 7 / 10 for second in seconds]),
            )
            for mid, seconds in self.seconds.items()
        )


def put(connection: sqlite3.Connection, answer: Answer) -> None:
    packed = pack(CallDetails("c", (), answer.curves), answer.window)
    put_details(connection, PROJECT, "c", answer.window, (), packed, answered_ts=answer.asked_ts)


def watched(seconds: int, *, mids: Iterable[int] = (LOSS, FREEZE)) -> list[Answer]:
    """The answers about a call that began within a minute; each has what the one before was too early for."""
    began = 17
    found = []
    for number, end in enumerate(range(began + EVERY_S, began + seconds + 1, EVERY_S)):
        start = max(began, end - 2 * EVERY_S + 7)
        points = tuple(range(start + start % 2, end - EVERY_S + 7, 2))
        asked_ts = float(T0 + end + 7)
        window = Window(T0 + start, T0 + end)
        found.append(Answer(window, dict.fromkeys(mids, points), asked_ts, asked_ts, number % 90))
    return found


def read(connection: sqlite3.Connection) -> tuple[tuple[Curve, ...], tuple[Minutes, ...]]:
    return read_curves(connection, PROJECT, "c", "S"), read_minutes(connection, PROJECT, "c")


def read_unfolded(answers: Iterable[Answer]) -> tuple[tuple[Curve, ...], tuple[Minutes, ...]]:
    connection = empty_ledger()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(folding, "MOST_FOLDS", 0)
        for answer in answers:
            put(connection, answer)
    found = read(connection)
    connection.close()
    return found


def questions(connection: sqlite3.Connection) -> int:
    """How many a reader of all minutes asks."""
    asked: list[str] = []
    connection.set_trace_callback(asked.append)
    read_minutes(connection, PROJECT, "c")
    connection.set_trace_callback(None)
    return len(asked)


def test_a_call_watched_for_four_hours_is_a_stretch_an_hour_and_those_of_the_last_minutes(
    connection: sqlite3.Connection,
) -> None:
    mids = range(20001, 20021)
    most_lately = int(LATE_S / EVERY_S) + 1
    counted = {}
    for number, answer in enumerate(watched(4 * HOUR, mids=mids), 1):
        put(connection, answer)
        hours = number * EVERY_S / HOUR
        stretches = read_stretches(connection, PROJECT, "c")
        assert len(stretches) <= hours * HOUR / LONG_S + 1 + most_lately
        if hours in (1, 4):
            counted[hours] = questions(connection)
    assert len(stretches) <= 4 + most_lately
    # Its timestamps, its curves and perhaps its minutes; for each curve, where those of the last minutes begin.
    assert counted[4] <= 1 + 3 * len(stretches) + 2 * len(mids)
    assert counted[4] - counted[1] <= 3 * 3
    assert connection.execute("SELECT count(*) FROM stamps").fetchone() == (len(stretches),)
    assert read(connection) == read_unfolded(watched(4 * HOUR, mids=mids))


def test_long_stretches_begin_with_a_whole_minute_so_that_none_is_shared(connection: sqlite3.Connection) -> None:
    for answer in watched(4 * HOUR):
        put(connection, answer)
    long = [one for one in read_stretches(connection, PROJECT, "c") if not one.is_short]
    assert len(long) == 4
    assert [one.window.start_ts % MINUTE for one in long[1:]] == [0, 0, 0]


def test_an_answer_that_has_been_folded_is_no_news(connection: sqlite3.Connection) -> None:
    answers = watched(2 * HOUR)
    for answer in answers:
        put(connection, answer)
    before, known = position(connection, PROJECT), read(connection)
    for answer in answers:
        put(connection, answer)
    assert position(connection, PROJECT) == before
    assert read(connection) == known


def test_a_whole_answer_replaces_what_was_folded(connection: sqlite3.Connection) -> None:
    for answer in watched(3 * HOUR):
        put(connection, answer)
    last = T0 + 3 * HOUR + 60
    whole = Answer(Window(T0, last), dict.fromkeys((LOSS, FREEZE), tuple(range(0, 3 * HOUR, 2))), last, last, 5.0)
    put(connection, whole)
    assert len(read_stretches(connection, PROJECT, "c")) == 1
    assert read(connection)[0] == tuple(sorted(whole.curves, key=lambda one: one.mid))


def test_a_peer_that_left_and_came_back_keeps_what_was_told_of_it_before(connection: sqlite3.Connection) -> None:
    away = range(20, 27)
    answers = [
        Answer(one.window, {LOSS: one.seconds[LOSS]}, one.asked_ts, one.arrived_ts, one.value)
        if number in away
        else one
        for number, one in enumerate(watched(2 * HOUR))
    ]
    for answer in answers:
        put(connection, answer)
    assert read(connection) == read_unfolded(answers)


def told(start: int, end: int, asked_ts: float, **seconds: Iterable[int]) -> Answer:
    by_mid = {{"loss": LOSS, "freeze": FREEZE}[name]: tuple(held) for name, held in seconds.items()}
    return Answer(Window(T0 + start, T0 + end), by_mid, asked_ts, asked_ts, asked_ts % 90)


SHARED = {
    "an older answer alone tells of a curve, beyond where it was told of again": [
        told(0, 2 * HOUR, 1, loss=range(7200), freeze=range(7200)),
        told(100, 200, 2, loss=range(100, 200), freeze=range(100, 200)),
        told(200, 290, 3, loss=range(200, 290)),
    ],
    "a point beyond the end of its window, beyond what comes next, too": [
        told(0, 100, 1, loss=[*range(100), 119], freeze=range(110)),
        told(100, 105, 2, loss=range(100, 105), freeze=range(100, 105)),
    ],
    "points ahead of the window": [
        told(0, 125, 1, loss=range(125)),
        told(122, 200, 2, loss=[*range(121, 200)]),
    ],
}


@pytest.mark.parametrize("answers", SHARED.values(), ids=SHARED.keys())
def test_what_only_some_tell_stays(connection: sqlite3.Connection, answers: list[Answer]) -> None:
    everything = [*answers, told(9000, 9001, 9000, loss=[9000])]
    for answer in everything:
        put(connection, answer)
    assert len(read_stretches(connection, PROJECT, "c")) == len(answers)
    assert read(connection) == read_unfolded(everything)


def test_no_answer_takes_so_long_that_it_comes_after_newer_ones_were_folded() -> None:
    assert DEFAULT_TIMEOUTS.details_s < LATE_S


@st.composite
def answers_about_a_call(draw: st.DrawFn) -> list[Answer]:
    """By when they arrive: most go on where the one before ends, and some metrics are missing in some."""
    step = draw(st.sampled_from([20, 60, 90]))
    is_end_told = draw(st.booleans())
    asked_ts, end = 0.0, draw(st.integers(0, 70))
    answers = []
    for number in range(draw(st.integers(3, 12))):
        start = max(0, end - draw(st.sampled_from([0, 0, 7, 30, step, -20, 200])))
        end = start + draw(st.sampled_from([step, step, 2 * step, 60, 300, 45]))
        seconds = sorted(draw(st.sets(st.integers(start, end - 1), max_size=12))) + [end] * is_end_told
        held = draw(st.sampled_from([(LOSS, FREEZE), (LOSS, FREEZE), (LOSS,), (FREEZE,), (LOSS, CPU)]))
        some = tuple(seconds[draw(st.integers(0, 3)) :])
        by_mid = {mid: tuple(seconds) if mid == LOSS else some for mid in held}
        asked_ts += draw(st.integers(1, 120))
        late_s = draw(st.sampled_from([0, 0, 0, 50, 99]))
        answers.append(Answer(Window(T0 + start, T0 + end), by_mid, asked_ts, asked_ts + late_s, float(number)))
    return sorted(answers, key=lambda answer: answer.arrived_ts)


@settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(answers=answers_about_a_call())
def test_what_is_folded_reads_bit_by_bit_as_if_it_were_not(answers: list[Answer]) -> None:
    connection = empty_ledger()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(folding, "LATE_S", 100)
        patch.setattr(folding, "LONG_S", 180)
        for answer in answers:
            put(connection, answer)
    assert read(connection) == read_unfolded(answers)
    connection.close()
