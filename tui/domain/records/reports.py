"""Reports to the vendor, from what is being typed to the server's receipt."""

from __future__ import annotations

from enum import Enum

from msgspec import Struct

from tui.domain.records.answers import Failure
from tui.domain.records.quota import Spend
from tui.domain.records.time import MINUTE

# Epoch seconds in digits: with as many, the year is 2286.
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
    """The server's yes to a report, in its own words."""

    code: int
    message: str


class ReportDraft(Struct, frozen=True):
    """A report as it is being written: every field as it was typed, "" where nothing was, so that nothing is lost.

    `time` is epoch seconds, in digits, where what was typed is a time. `type` is 1 to 4 (报告问题).
    """

    channel: str = ""
    teacher_uid: str = ""
    student_uid: str = ""
    abnormal_uid: str = ""
    time: str = ""
    type: int = 4
    comments: str = ""

    @property
    def ts(self) -> int | None:
        """The instant, where what was typed is a time: digits without end are none."""
        digits = self.time.isascii() and self.time.isdecimal() and len(self.time) <= _TS_DIGITS
        return int(self.time) if digits else None


class ReportState(Enum):
    """DRAFT: being written, or sent in vain and never arrived; QUEUED: to be sent; SENDING: on its way; SENT; REFUSED:
    the server said no; UNKNOWN: it left, and no answer told what became of it."""

    DRAFT = "draft"
    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    REFUSED = "refused"
    UNKNOWN = "unknown"


# The endpoint that takes them.
REPORT_ENDPOINT = "report"
# A report that has waited longer is sent only when somebody says so again: its process died long ago, and by now the
# problem may be over, or reported.
MOST_QUEUED_S = 5.0 * MINUTE


class KeptReport(Struct, frozen=True):
    """A report in the outbox. `report` is what is sent, or was, None while it was never whole; `failure` why it was not
    sent, or refused, or is unknown; `receipt` the server's yes. `changed_ts` is when its state, or what a draft says,
    last changed; `by` whose process wrote it, or sends it, or sent it."""

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
        """Whether it is what it is: on its way, or sent."""
        return self.is_on_its_way or self.state is ReportState.SENT

    @property
    def is_unsent(self) -> bool:
        """Whether somebody said that it be sent, and it was not, or nobody knows."""
        in_vain = self.state is ReportState.DRAFT and self.failure is not None
        return in_vain or self.state in (ReportState.REFUSED, ReportState.UNKNOWN)


class Sending(Struct, frozen=True):
    """A report that must be sent now, once, and the request that the ledger holds for it."""

    kept: KeptReport
    report: Report
    claim: Spend
