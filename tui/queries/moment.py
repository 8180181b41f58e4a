"""The diagnoses of one minute."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.analysis.project.diagnosis import Doubt, Summary, doubt_at, doubts, moment_summary
from tui.domain.edition import Endpoint
from tui.domain.records import ANY_DIAGNOSIS, MINUTE, DiagnosisFilter, Window

if TYPE_CHECKING:
    from tui.store.api import Snapshot


def read_moment(
    snapshot: Snapshot, endpoint: Endpoint, moment_ts: int, now_ts: float, only: DiagnosisFilter = ANY_DIAGNOSIS
) -> Summary:
    """The known diagnoses of the minute of `moment_ts`."""
    start_ts = moment_ts // MINUTE * MINUTE
    minute = Window(start_ts, start_ts + MINUTE)
    truncated = snapshot.truncated(minute, endpoint.slot_s)
    coverage = snapshot.coverage(endpoint.name, "", minute, endpoint.slot_s)
    doubt = doubt_at(doubts(endpoint, coverage, truncated, minute, now_ts), start_ts)
    diagnoses = snapshot.diagnoses(minute, only=only)
    if start_ts > now_ts:
        doubt = Doubt.PENDING
    return moment_summary(diagnoses, at_least=bool(truncated), doubt=doubt)
