"""`scry show` of today's edition, against its simulator on loopback: from the list of calls to the verdict."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.test_collect_today import simulated_today
from tests.cli.test_show import Shell

TEACHER, SPAN = "44361248", ("--since", "-2h", "--channel", "数学-3班")


@pytest.fixture
def shell(tmp_path: Path) -> Iterator[Shell]:
    with simulated_today("premium", "incident", 1200.0) as url:
        found = Shell(tmp_path, url)
        found.environment |= {"SCRY_EDITION": "today", "SCRY_PLAN": "premium"}
        yield found


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_ask_fetches_the_users_of_a_call_then_their_curves_and_the_sender_is_named(shell: Shell, lang: str) -> None:
    shell.environment["SCRY_LANG"] = lang
    calls = shell.document("calls", *SPAN, "--ask")["rows"]
    call_id = max(calls, key=lambda call: call["video_freeze_percent"] or 0.0)["call_id"]
    before = shell.document("findings", *SPAN)
    # A freeze rate names nobody.
    assert {(row["uid"], row["reason"]) for row in before["rows"]} <= {(None, None)}
    assert any("--ask" in finding for finding in before["findings"])
    document = shell.document("call", call_id, "--ask")
    assert any(TEACHER in finding for finding in document["findings"])
    sender = next(row for row in document["rows"] if row["uid"] == TEACHER)
    assert sender["upstream_loss_percent"] > 15
    assert all(row["api_video_freeze_percent"] is not None for row in document["rows"] if row["uid"] != TEACHER)
    row = next(row for row in shell.document("findings", *SPAN)["rows"] if row["call_id"] == call_id)
    assert (row["uid"], row["reason"], row["side"], row["confidence"]) == (TEACHER, "uplink", "sender", "certain")
    markdown = shell.show("call", call_id, "--format", "md").stdout
    assert TEACHER in markdown
    csv = shell.show("call", call_id, "--format", "csv").stdout
    assert csv.count(call_id) + csv.count(TEACHER) > 0
    asked = {row["endpoint"]: row["spent"] for row in shell.document("quota")["rows"]}
    # One list, one page of users, one request of curves: no figure is asked for twice.
    assert (asked["call_sessions"], asked["call_metrics"]) == (1, 1)
