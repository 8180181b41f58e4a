"""How long a call lasts, and which is asked about again."""

from __future__ import annotations

from itertools import pairwise

import pytest

from tui.agora.editions.reference_2020 import EDITION
from tui.analysis.calls.known import AGAIN_S, APART_S, FRESH_S, lasted_s, next_again, reachable
from tui.domain.records import DAY, MINUTE, KnownCall, Window

T0 = 1_795_334_170


def call(call_id: str = "a", *, lasted: int | None = None, finished: bool = False, heard: float = T0) -> KnownCall:
    created_ts = T0 - 600
    return KnownCall(call_id, "class", created_ts, None if lasted is None else created_ts + lasted, finished, heard)


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (call(lasted=90, finished=True), (90, False)),
        (call(finished=True), None),
        (call(), (610, False)),
        (call(heard=T0 - FRESH_S), (300, True)),
    ],
)
def test_what_is_on_counts_until_now_and_where_that_is_no_news_at_least_until_then(
    one: KnownCall, expected: tuple[int, bool] | None
) -> None:
    assert lasted_s(one, T0 + 10) == expected


def test_the_call_heard_of_longest_ago_is_asked_again_and_none_too_often() -> None:
    calls = [call("new", heard=T0 - 30), call("old", heard=T0 - 300), call("older", heard=T0 - 400)]
    over = call("over", finished=True, lasted=5, heard=T0 - 9000)
    asked: dict[str, float] = {}
    order = []
    for second in range(0, 10 * MINUTE, 5):
        if (due := next_again([*calls, over], T0 + second, asked)) is not None:
            order.append((second, due.call_id))
            asked[due.call_id] = T0 + second
    assert [name for _, name in order[:3]] == ["older", "old", "new"]
    assert all(later - earlier >= APART_S for (earlier, _), (later, _) in pairwise(order))
    for name in ("new", "old", "older"):
        times = [second for second, each in order if each == name]
        assert all(later - earlier >= AGAIN_S for earlier, later in pairwise(times))
    assert next_again([over, calls[0]], T0, {}) is None


def test_only_what_the_api_still_tells_is_asked() -> None:
    now_ts = float(T0)
    assert reachable(EDITION.call_lists, Window(T0 - 1800, T0), now_ts) == Window(T0 - 1800, T0)
    assert reachable(EDITION.call_lists, Window(T0 - 4 * DAY, T0), now_ts) == Window(T0 - 3 * DAY + MINUTE, T0)
    assert reachable(EDITION.call_lists, Window(T0 - 5 * DAY, T0 - 4 * DAY), now_ts) is None
