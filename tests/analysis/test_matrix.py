"""Who got what of whom: a bad sender is a bad row, a bad receiver a bad column."""

from __future__ import annotations

import pytest

from tests.analysis.calls_made import T, minutes, sample, sample_minutes, sample_sessions, session
from tui.analysis.calls.matrix import MatrixKind, matrix
from tui.analysis.calls.named import CallVerdict, Causer
from tui.analysis.cause.verdict import Confidence, Reason
from tui.domain.glossary import thresholds_with
from tui.domain.records import Level

LIMITS = thresholds_with({})


def test_the_pairs_of_the_stored_answer_are_those_of_its_curves() -> None:
    uid_of = {row["sid"]: row["uid"] for row in sample()["call_info"]}
    for kind, mids in ((MatrixKind.LOSS, (20016, 20018)), (MatrixKind.VIDEO, (20011,)), (MatrixKind.AUDIO, (20005,))):
        expected = {
            (curve["peer_uid"], uid_of[row["sid"]])
            for row in sample()["metrics"]
            for curve in row["data"]
            if curve["mid"] in mids and curve["peer_uid"]
        }
        found = matrix(kind, sample_sessions(), sample_minutes(), LIMITS)
        assert expected
        assert set(found.pairs) == expected
        assert {(sender, receiver) for sender in found.senders for receiver in found.receivers} >= expected


def test_one_bad_sender_is_the_first_row_and_one_bad_receiver_the_first_column() -> None:
    sessions = [session(uid) for uid in (1, 2, 3)]
    loss = {(9, 1): 20.0, (9, 2): 22.0, (9, 3): 30.0, (8, 1): 0.1, (8, 2): 0.1, (8, 3): 12.0}
    curves = [minutes(f"S{receiver}", 20018, [value], sender) for (sender, receiver), value in loss.items()]
    named = Causer(9, Reason.UPLINK, Confidence.CERTAIN, (1, 2, 3), T, T + 60)
    found = matrix(MatrixKind.LOSS, sessions, curves, LIMITS, CallVerdict((named,)))
    assert found.senders == (9, 8)
    assert found.receivers[0] == 3
    assert (found.named_senders, found.named_receivers, found.is_bad) == (frozenset((9,)), frozenset(), True)
    assert found.pairs[9, 3].worst.percent == 30.0


def test_where_nothing_is_bad_nobody_is_named() -> None:
    found = matrix(MatrixKind.LOSS, [session(1)], [minutes("S1", 20016, [1.0], 9)], LIMITS)
    assert (found.named_senders, found.named_receivers, found.is_bad) == (frozenset(), frozenset(), False)
    assert found.pairs[9, 1].worst.level is Level.GOOD
    empty = matrix(MatrixKind.AUDIO, [session(1)], [], LIMITS)
    assert (empty.senders, empty.receivers, dict(empty.pairs)) == ((), (), {})


def test_a_cell_of_freezes_is_their_sum_and_names_the_session_where_it_was_worst() -> None:
    sessions = [session(1, sid="a", leave_ts=T + 120), session(1, sid="b", join_ts=T + 180)]
    curves = [minutes("a", 20011, [10.0, 0.0], 9), minutes("b", 20011, [100.0, 200.0], 9, first_ts=T + 180)]
    found = matrix(MatrixKind.VIDEO, sessions, curves, LIMITS)
    pair = found.pairs[9, 1]
    assert pair.sid == "b"
    assert pair.worst.seconds == pytest.approx(9.0)
    assert pair.worst.ts == T + 240


def test_curves_that_name_no_peer_have_a_row_of_their_own_only_where_there_are_no_others() -> None:
    named = [minutes("S1", 20005, [10.0], 9), minutes("S1", 20005, [10.0], 0)]
    assert matrix(MatrixKind.AUDIO, [session(1)], named, LIMITS).senders == (9,)
    assert matrix(MatrixKind.AUDIO, [session(1)], named[1:], LIMITS).senders == (0,)
