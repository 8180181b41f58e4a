"""The notes that are offered for a report."""

from __future__ import annotations

from tests.store.memory.project import Project
from tests.store.memory.store import MemoryRows
from tests.ui.features.in_hand import context
from tests.worlds import NOW_TS
from tui.analysis.project.report import MOST_COMMENTS
from tui.domain.records import KeptNote, Scope
from tui.ui.features.report.notes import AROUND_S, notes_about, offered

T = int(NOW_TS)


def note(number: int, channel: str | None, ts: int, text: str = "relay down") -> KeptNote:
    return KeptNote(f"n{number}", NOW_TS, NOW_TS, "ann@ops", text, Scope(moment_ts=ts, channel=channel))


def test_those_of_the_channel_and_of_the_project_around_the_time_are_offered_oldest_first() -> None:
    rows = MemoryRows(Project(), [])
    notes = [note(1, "math", T), note(2, None, T - 60), note(3, "other", T), note(4, "math", T - AROUND_S - 60)]
    for each in notes:
        rows.put_note(each)
    assert notes_about(rows, "math", T) == (notes[1], notes[0])


def test_a_line_that_the_comments_hold_or_have_no_room_for_is_not_offered() -> None:
    notes = [note(1, "math", T), note(2, "math", T, "restarted")]
    lines = offered(notes, "", context())
    assert [line.partition("ann@ops: ")[2] for line in lines] == ["relay down", "restarted"]
    assert offered(notes, f"froze\n{lines[0]}", context()) == lines[1:]
    assert offered(notes, "x" * (MOST_COMMENTS - 5), context()) == ()
    assert len(
        "\n".join(["x" * 900, *offered([note(n, "math", T, "y" * 60) for n in range(9)], "x" * 900, context())])
    ) <= (MOST_COMMENTS)
