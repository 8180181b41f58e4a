"""Reports to the vendor, from the draft to the server's receipt."""

from __future__ import annotations

from enum import Enum

from msgspec import Struct

from tui.domain.records.answers import Failure
from tui.domain.records.quota import Spend
from tui.domain.records.time import MINUTE

# Length of epoch seconds in digits, until the year 2286.
_TS_DIGITS = 10


class Report(Struct, frozen=True):
    """A problem reported to the vendor (报告问题); uids are 1 … 2³²-1."""

    channel: str
    teacher_uid: int
    student_uid: int
    abnormal_uid: int
    ts: int
    type: int
    comments: str = ""


class Receipt(Struct, frozen=True):
    """The server's acceptance of a report, in its own words."""

    code: int
    message: str


class ReportDraft(Struct, frozen=True, omit_defaults=True):
    """A report as typed: every field keeps its text, "" where empty, so that nothing is lost.

    `time` is epoch seconds, in digits, where the text is a time. `type` is 1 to 4 (报告问题).

    `is_ticket`: a ticket for the vendor's support, for the clipboard or for a file. Its span is `time` to `end`;
    `medium` is of MEDIA, or "". The clients tell SDK and device of the sufferer and of the cause. `comments` hold the
    observation; `file` is the name of its last file.
    """

    channel: str = ""
    teacher_uid: str = ""
    student_uid: str = ""
    abnormal_uid: str = ""
    time: str = ""
    type: int = 4
    comments: str = ""
    is_ticket: bool = False
    call_id: str = ""
    sufferer_uid: str = ""
    cause_uid: str = ""
    end: str = ""
    medium: str = ""
    sufferer_client: str = ""
    cause_client: str = ""
    file: str = ""

    @property
    def ts(self) -> int | None:
        """The typed instant; None where the text is no time (too many digits, for example)."""
        return _instant(self.time)

    @property
    def end_ts(self) -> int | None:
        return _instant(self.end)


def _instant(text: str) -> int | None:
    digits = text.isascii() and text.isdecimal() and len(text) <= _TS_DIGITS
    return int(text) if digits else None


class ReportState(Enum):
    """DRAFT: being written, or its sending never reached the server; QUEUED: waiting; SENDING: under way; SENT;
    REFUSED: the server said no; UNKNOWN: the report left, and no answer came. COPIED and SAVED are of a ticket: the
    last way by which its text left."""

    DRAFT = "draft"
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    COPIED = "copied"
    SAVED = "saved"


MEDIA = ("audio", "video", "both")
"""The media of a ticket."""

# The endpoint for reports.
REPORT_ENDPOINT = "report"
# A report that has waited longer needs a new confirmation: its process died long ago, and meanwhile the problem may be
# over, or reported.
MOST_QUEUED_S = 5.0 * MINUTE


class KeptReport(Struct, frozen=True):
    """A report in the outbox. `report` is the report to send or sent, None for a draft never complete; `failure` is the
    reason of UNKNOWN, REFUSED or a failed sending; `receipt` is the server's acceptance. `changed_ts` is the last
    change of the state or of a draft's text; `by` is the process that wrote or sent the report."""

    report_id: int
    draft: ReportDraft
    report: Report | None
    state: ReportState
    changed_ts: float
    by: str
    failure: Failure | None = None
    receipt: Receipt | None = None

    @property
    def is_on_its_way(self) -> bool:
        return self.state in (ReportState.QUEUED, ReportState.SENDING)

    @property
    def is_locked(self) -> bool:
        """Whether the report can no longer be edited: under way, or sent."""
        return self.is_on_its_way or self.state is ReportState.SENT

    @property
    def is_unsent(self) -> bool:
        """Whether the report was released for sending and is not known to be sent."""
        in_vain = self.state is ReportState.DRAFT and self.failure is not None
        return in_vain or self.state in (ReportState.REFUSED, ReportState.UNKNOWN)


class Sending(Struct, frozen=True):
    """A report to send now, once, and its request in the ledger."""

    kept: KeptReport
    report: Report
    claim: Spend
