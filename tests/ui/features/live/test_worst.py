"""Live's list of the worst, with diagnoses in hand: its rows, its counts, and the proof behind each row."""

from __future__ import annotations

import pytest

from tests.ui.features.in_hand import KEY, context
from tests.worlds import NOW_TS
from tui.analysis.project.culprits import culprits, worst_calls, worst_channels
from tui.domain.records import MINUTE, Cause, Diagnosis, KnownCall, Scope, Window
from tui.messages import diagnosis as words
from tui.messages.frame import NO_ANSWER_YET
from tui.terminal.cells import plain
from tui.ui.features.live.worst import WorstData, nobody, route_of, shares, worst_columns, worst_rows

END_TS = int(NOW_TS) // MINUTE * MINUTE
TEACHER = "44361248"
LOSS = Cause(23, TEACHER)
DIAGNOSES = (
    Diagnosis(END_TS - 30, "1001", 4, "class", (LOSS,)),
    Diagnosis(END_TS - 90, "1002", 4, "class", (LOSS, Cause(10))),
    Diagnosis(END_TS - 95, "1002", 5, "class", (LOSS,)),
    Diagnosis(END_TS - 300, "77", 6, "lobby", (Cause(36),)),
)
CALL = KnownCall("c0ffee", "class", END_TS - 1800, None, False, NOW_TS)


def data(*diagnoses: Diagnosis, calls: tuple[KnownCall, ...] = (), cut: bool = False, known: bool = True) -> WorstData:
    return WorstData(
        NOW_TS,
        Window(END_TS - 600, END_TS),
        worst_channels(diagnoses),
        culprits(diagnoses),
        worst_calls(diagnoses, calls),
        at_least=cut,
        is_known=known,
    )


def lines(found: WorstData, height: int = 30) -> list[str]:
    return [" | ".join(plain(cell).strip() for cell in row.cells) for row in worst_rows(found, context(), height)]


def test_each_kind_stands_under_its_heading_the_worst_first_with_its_counts_and_age() -> None:
    assert lines(data(*DIAGNOSES, calls=(CALL,))) == [
        "worst channels",
        "class | video freeze 2 · audio freeze 1 | 2 | 3 | 40 s",
        "lobby | slow join 1 | 1 | 1 | 5 m",
        "who causes it",
        f"{TEACHER} | video ↓ loss · class | 2 | 3 | 40 s",
        "77 (self) | join timed out · lobby | 1 | 1 | 5 m",
        "worst calls",
        "class | since 07:26 | 2 | 3 | 40 s",
    ]


def test_a_full_answer_makes_every_count_a_least_one() -> None:
    assert "class | video freeze 2 · audio freeze 1 | ≥ 2 | ≥ 3 | 40 s" in lines(data(*DIAGNOSES, cut=True))


def test_without_a_stored_call_the_list_says_so() -> None:
    assert lines(data(*DIAGNOSES))[-1] == "worst calls: no call of these channels is stored"


def test_an_empty_list_tells_nobody_from_not_known() -> None:
    assert nobody(None, context()) == NO_ANSWER_YET("en")
    assert nobody(data(), context()) == words.NONE("en")
    assert nobody(data(known=False), context()) == words.NONE_KNOWN("en") != words.NONE("en")
    assert worst_rows(data(), context(), 30) == []


@pytest.mark.parametrize(
    ("counts", "height", "found"),
    [([9, 9, 9], 12, [3, 3, 2]), ([9, 1, 0], 12, [7, 1, 0]), ([1, 1, 1], 40, [1, 1, 1]), ([9, 9, 9], 0, [1, 1, 1])],
)
def test_the_kinds_share_the_room_and_one_leaves_its_rest_to_the_others(
    counts: list[int], height: int, found: list[int]
) -> None:
    assert shares(counts, height) == found


def test_each_row_leads_to_its_proof() -> None:
    found = data(*DIAGNOSES, calls=(CALL,))
    channel, lobby, culprit, own, call = [
        route_of(found, row.key) for row in worst_rows(found, context(), 30) if not row.heading
    ]
    at_user = Scope(moment_ts=END_TS - 30, channel="class", uid="1001", peer_uid=int(TEACHER))
    assert channel is not None
    assert (channel.name, channel.scope) == ("diagnosis", Scope(moment_ts=END_TS - MINUTE, channel="class"))
    assert channel.aim is not None
    assert channel.aim.window == found.window
    assert culprit is not None
    assert (culprit.name, culprit.scope) == ("call", at_user)
    assert call is not None
    assert (call.scope.call_id, call.scope.uid, call.scope.peer_uid) == ("c0ffee", "1001", int(TEACHER))
    assert lobby is not None
    assert own is not None
    assert own.scope.peer_uid is None, "nobody else is to blame"
    assert route_of(found, "channel\x1fgone") is None


def test_the_head_says_which_minutes_they_are() -> None:
    assert worst_columns(data(), context(), KEY)[0].title == "07:46–07:56"
