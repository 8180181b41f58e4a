"""A ticket in a bundle by aliases: no name, and no text that somebody wrote."""

from __future__ import annotations

import json

from tui.domain.records import ReportDraft
from tui.export.names import Aliases
from tui.store.rows.report_rows import as_text
from tui.store.sqlite.bundle.redaction import Redaction

TICKET = ReportDraft(
    channel="staff-room", time="5", comments="zoe froze", is_ticket=True, call_id="call-7", sufferer_uid="83817682",
    cause_uid="zoe", end="9", medium="video", sufferer_client="zoe's phone", cause_client="SDK", file="/home/zoe/t.md",
)  # fmt: skip


def test_a_ticket_by_aliases_holds_its_times_and_its_medium_alone() -> None:
    redaction = Redaction(Aliases(b"k" * 32))
    hidden = redaction.json(json.loads(as_text(TICKET) or ""))
    assert not [name for name in ("zoe", "staff-room", "call-7", "83817682", "SDK") if name in json.dumps(hidden)]
    assert (hidden["time"], hidden["end"], hidden["medium"], hidden["is_ticket"]) == ("5", "9", "video", True)
    assert hidden["sufferer_uid"] == str(redaction.uid(83817682))
