"""What the call screen draws of a session and of the matrix, to the cell."""

from __future__ import annotations

from tests.analysis.calls_made import T, listing, minutes, session
from tui.analysis.calls.standing import standings
from tui.domain.glossary import thresholds_with
from tui.domain.records import MinuteCurve, Session, Window
from tui.ui.features.call.columns import presence
from tui.ui.features.call.matrix import ROOMY, TIGHT, across

AXIS = Window(T, T + 600)
NEVER = float(T + 9999)


def bar(
    one: Session, *curves: MinuteCurve, told_s: int = 600, cursor_ts: int | None = None, pending_ts: float = NEVER
) -> str:
    """A column a minute."""
    (found,) = standings([one], curves, thresholds_with({}), [listing(T, T + told_s)], now_ts=T + 600, delay_s=150)
    runs = presence(found, AXIS, 10, cursor_ts, pending_ts=pending_ts, ascii_only=False)
    return "".join(text for text, _ in runs)


def test_the_bar_says_when_the_user_was_there_and_when_it_was_bad() -> None:
    cpu = minutes("S1", 20001, [20.0, 85.0, 99.0, None, 20.0], first_ts=T + 120)
    assert bar(session(1, join_ts=T + 120, leave_ts=T + 420), cpu) == "  ━△▲·━   "


def test_what_is_not_fetched_or_may_still_come_is_not_drawn_as_good() -> None:
    cpu = minutes("S1", 20001, [20.0] * 3)
    assert bar(session(1), cpu, told_s=360) == "━━━···┄┄┄┄"
    assert bar(session(1, leave_ts=None), cpu, told_s=360, pending_ts=T + 480.0) == "━━━···┄┄░░"


def test_a_stay_shorter_than_a_column_is_seen() -> None:
    assert bar(session(1, join_ts=T + 190, leave_ts=T + 195)) == "   ━      "


def test_the_cursor_is_seen_where_the_user_was_and_where_it_was_not() -> None:
    cpu = minutes("S1", 20001, [20.0] * 5)
    assert bar(session(1, leave_ts=T + 300), cpu, cursor_ts=T + 480) == "━━━━━   │ "
    assert bar(session(1, leave_ts=T + 300), cpu, cursor_ts=T + 60) == "━━━━━     "


def test_receivers_that_have_no_room_follow_the_chosen_one_and_move_no_further() -> None:
    assert across(8, 120, 0, 0).columns == ROOMY
    tight = across(20, 80, 0, 0)
    assert (tight.columns, tight.first, tight.count) == (TIGHT, 0, 6)
    assert across(20, 80, 5, 0).first == 0
    assert across(20, 80, 6, 0).first == 1
    assert across(20, 80, 19, 1).first == 14
    assert across(20, 80, 16, 14).first == 14
    assert across(0, 80, 0, 3).count == 1
