"""Overlay: whatever answers tell of a curve, in whatever order they come, it reads as the newest told each second."""

from __future__ import annotations

import sqlite3
import zlib
from array import array
from collections.abc import Iterable

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from msgspec import Struct

from tests.examples import many
from tests.rolled import rolled_up
from tests.store.worlds import PROJECT, empty_ledger
from tui.agora.exchange import DEFAULT_TIMEOUTS
from tui.domain.records import HOUR, MINUTE, CallDetails, Curve, Window
from tui.store.rows import curves
from tui.store.rows.changed import position
from tui.store.rows.curves import LATE_S, pack, put_details, read_curves, read_minutes
from tui.store.rows.overlay import without
from tui.store.rows.rollup import CHUNK_S

T0 = 1_700_000_400  # the start of a chunk
LOSS, FREEZE, CPU = 20015, 20011, 20001
EVERY_S = 150
"""How often a call that is on is asked for, and how late its points come."""

Key = tuple[str, int, int]


class Answer(Struct, frozen=True):
    """`seconds` after T0 of each session, metric and peer that it holds; its values tell which answer it is."""

    start: int
    end: int
    seconds: dict[Key, tuple[int, ...]]
    asked_ts: float
    value: float = 0.0
    arrived_ts: float = 0.0

    @property
    def window(self) -> Window:
        return Window(T0 + self.start, T0 + self.end)

    def points(self, key: Key) -> dict[int, float]:
        return {T0 + second: self.value + second % 7 / 10 for second in self.seconds[key]}

    @property
    def curves(self) -> tuple[Curve, ...]:
        return tuple(
            Curve(*key, array("q", points), array("d", points.values()))
            for key in self.seconds
            for points in [self.points(key)]
        )


def put(connection: sqlite3.Connection, answer: Answer) -> None:
    packed = pack(CallDetails("c", (), answer.curves), answer.window)
    put_details(connection, PROJECT, "c", answer.window, (), packed, answered_ts=answer.asked_ts)


def read(connection: sqlite3.Connection) -> tuple[Curve, ...]:
    sids = [sid for (sid,) in connection.execute("SELECT DISTINCT sid FROM chunks ORDER BY sid")]
    return tuple(curve for sid in sids for curve in read_curves(connection, PROJECT, "c", sid))


def naive(answers: Iterable[Answer]) -> tuple[Curve, ...]:
    """Second by second: when the answer came that told of it, and what it told."""
    known: dict[Key, dict[int, tuple[float, float | None]]] = {}
    for answer in answers:
        for key, seconds in answer.seconds.items():
            points, window = answer.points(key), answer.window
            mine = known.setdefault(key, {})
            start_ts = min(window.start_ts, *(T0 + second for second in seconds), window.end_ts)
            end_ts = max(window.end_ts, *(T0 + second + 1 for second in seconds), window.start_ts)
            for ts in range(start_ts, end_ts):
                if ts not in mine or mine[ts][0] < answer.asked_ts:
                    mine[ts] = answer.asked_ts, points.get(ts)
    found = []
    for key, seconds_of in sorted(known.items()):
        points = {ts: value for ts, (_, value) in sorted(seconds_of.items()) if value is not None}
        if points:
            found.append(Curve(*key, array("q", points), array("d", points.values())))
    return tuple(found)


def by_key(curves: Iterable[Curve]) -> list[Key]:
    return [(one.sid, one.mid, one.peer_uid) for one in curves]


@st.composite
def any_answers(draw: st.DrawFn) -> list[Answer]:
    """By when they arrive. They begin and end in chunks and on their edges, some hold points beyond their window, some
    lack a metric, a peer or a user that came back under another sid, and some hold a curve without points."""
    answers = []
    asked_ts = 0.0
    every: list[Key] = [("S", LOSS, 0), ("S", LOSS, 7), ("S", LOSS, 8), ("S", FREEZE, 7), ("again", LOSS, 7)]
    for number in range(draw(st.integers(1, 9))):
        start = draw(st.integers(0, 1900) | st.sampled_from([0, 600, 1200, 590, 1199, 660]))
        end = start + draw(st.integers(0, 700) | st.sampled_from([60, 600, 1200, 1800]))
        beyond = st.integers(start // 60 * 60, end // 60 * 60 + 59)
        some = tuple(sorted(draw(st.sets(st.integers(start, max(start, end - 1)) | beyond, max_size=25))))
        held = draw(st.sets(st.sampled_from(every), min_size=1))
        seconds = {key: some[draw(st.sampled_from([0, 0, 1, 30])) :] for key in sorted(held)}
        asked_ts += draw(st.integers(1, 200))
        late_s = draw(st.sampled_from([0, 0, 0, 50, 150, 400]))
        answers.append(Answer(start, end, seconds, asked_ts, number, asked_ts + late_s))
    return sorted(answers, key=lambda answer: answer.arrived_ts)


@many(300, derandomize=True, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(answers=any_answers())
def test_whatever_the_answers_and_their_order_each_second_is_as_the_newest_told_it(answers: list[Answer]) -> None:
    connection = empty_ledger()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(curves, "LATE_S", 401)
        for answer in answers:
            put(connection, answer)
    expected = naive(answers)
    assert read(connection) == expected
    assert read_minutes(connection, PROJECT, "c") == rolled_up(expected)
    connection.close()


WINDOWS = st.builds(lambda start, seconds: Window(start, start + seconds), st.integers(0, 30), st.integers(0, 20))


@given(window=WINDOWS, newer=st.lists(WINDOWS, max_size=5))
def test_an_answer_speaks_where_no_newer_one_does(window: Window, newer: list[Window]) -> None:
    gaps = without(window, newer)
    spoken = [ts for ts in range(60) if any(gap.holds(ts) for gap in gaps)]
    assert spoken == [ts for ts in range(60) if window.holds(ts) and not any(other.holds(ts) for other in newer)]


def watched(seconds: int, *, mids: Iterable[int] = (LOSS, FREEZE)) -> list[Answer]:
    """The answers about a call that began within a minute; each has what the one before was too early for."""
    began = 17
    found = []
    for number, end in enumerate(range(began + EVERY_S, began + seconds + 1, EVERY_S)):
        start = max(began, end - 2 * EVERY_S + 7)
        points = tuple(range(start + start % 2, end - EVERY_S + 7, 2))
        found.append(Answer(start, end, {("S", mid, 0): points for mid in mids}, T0 + end + 7, number % 90))
    return found


def test_a_call_watched_for_four_hours_is_a_row_for_ten_minutes_and_remembers_the_answers_of_the_last(
    connection: sqlite3.Connection,
) -> None:
    answers = watched(4 * HOUR, mids=range(20001, 20021))
    for answer in answers:
        put(connection, answer)
    assert read(connection) == naive(answers)
    (rows, size) = connection.execute("SELECT count(*), sum(length(rollup) + length(points)) FROM chunks").fetchone()
    assert rows == 4 * HOUR / CHUNK_S
    assert size / sum(len(one.ts) for one in read(connection)) < 1.5
    (told,) = connection.execute("SELECT told FROM segments").fetchone()
    assert len(curves._segments.decode(zlib.decompress(told))) <= LATE_S / EVERY_S + 1
    assert len(told) < 1000


def test_an_answer_that_comes_again_is_no_news_however_late(connection: sqlite3.Connection) -> None:
    answers = watched(2 * HOUR)
    for answer in answers:
        put(connection, answer)
    before, known = position(connection, PROJECT), read(connection)
    for answer in answers:
        put(connection, answer)
    assert position(connection, PROJECT) == before
    assert read(connection) == known


def test_an_answer_that_comes_later_than_any_can_tells_what_nobody_knows_and_changes_nothing_else(
    connection: sqlite3.Connection,
) -> None:
    key = ("S", LOSS, 0)
    put(connection, Answer(600, 1200, {key: (600, 700)}, 5000.0, 1))
    put(connection, Answer(0, 1200, {key: (10, 650)}, 1.0, 2))
    assert [ts - T0 for ts in read(connection)[0].ts] == [10, 600, 700]


def test_what_an_answer_does_not_hold_is_kept_as_it_is_stored(connection: sqlite3.Connection) -> None:
    kept, other = ("S", LOSS, 0), ("S", FREEZE, 7)
    put(connection, Answer(0, 600, {kept: tuple(range(600))}, 1.0, 1))
    put(connection, Answer(100, 200, {other: (150,)}, 2.0, 2))
    put(connection, Answer(0, 1200, {other: (150, 700)}, 3.0, 3))
    assert by_key(read(connection)) == [other, kept]
    assert len(read(connection)[1].ts) == 600


def test_what_a_newer_answer_says_is_not_there_goes_and_so_does_its_row(connection: sqlite3.Connection) -> None:
    key = ("S", LOSS, 0)
    put(connection, Answer(0, 1800, {key: (10, 700, 1300)}, 1.0))
    put(connection, Answer(0, 1800, {key: (10,)}, 2.0))
    assert [list(one.ts) for one in read(connection)] == [[T0 + 10]]
    assert connection.execute("SELECT count(*) FROM chunks").fetchone() == (1,)


def test_no_answer_takes_so_long_that_nobody_knows_any_more_what_it_is_older_than() -> None:
    assert DEFAULT_TIMEOUTS.details_s + MINUTE <= LATE_S
