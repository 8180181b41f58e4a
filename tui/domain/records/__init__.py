"""The values that walk between the rooms: frozen, typed, with the unit in the name.

Times are epoch seconds of the server's clock: `_ts` (whole seconds where the API says so). Windows are
half-open. A channel of "" means the whole project. Section names are those of the API reference.
"""

from tui.domain.records.answers import REFUSALS, Answer, Failure, FailureKind, Progress, Remainder, SetAside
from tui.domain.records.calls import (
    Call,
    CallDetails,
    CallList,
    Cause,
    Curve,
    Diagnosis,
    Listing,
    Minutes,
    Part,
    Session,
)
from tui.domain.records.figures import Direction, KnownDay, Level, Series, Threshold, UsageDay
from tui.domain.records.quota import ENDED, UNDER_WAY, Limits, Outcome, Request, Spend, Want, WantState, WantStatus
from tui.domain.records.reports import KeptReport, Receipt, Report, ReportDraft, ReportState
from tui.domain.records.shown import Run, Runs, Scope
from tui.domain.records.time import DAY, HOUR, MINUTE, Coverage, MinuteState, Points, Window

__all__ = [
    "DAY",
    "ENDED",
    "HOUR",
    "MINUTE",
    "REFUSALS",
    "UNDER_WAY",
    "Answer",
    "Call",
    "CallDetails",
    "CallList",
    "Cause",
    "Coverage",
    "Curve",
    "Diagnosis",
    "Direction",
    "Failure",
    "FailureKind",
    "KeptReport",
    "KnownDay",
    "Level",
    "Limits",
    "Listing",
    "MinuteState",
    "Minutes",
    "Outcome",
    "Part",
    "Points",
    "Progress",
    "Receipt",
    "Remainder",
    "Report",
    "ReportDraft",
    "ReportState",
    "Request",
    "Run",
    "Runs",
    "Scope",
    "Series",
    "Session",
    "SetAside",
    "Spend",
    "Threshold",
    "UsageDay",
    "Want",
    "WantState",
    "WantStatus",
    "Window",
]
