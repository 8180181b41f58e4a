"""Landing: the diagnosis under the cursor after a drill from a bad minute.

The metric was bad from the first to the last minute of `Aim.window`. Of the causes named by the diagnoses of this time
the one with most sufferers is dominant; first among the experiences that the metric measures, else among all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from tui.analysis.project.bad_metrics import severity
from tui.analysis.project.culprits import MANY, Culprit, culprits
from tui.analysis.project.diagnosis import Doubt, Doubtful, doubt_at
from tui.analysis.project.live import MetricView
from tui.domain.records import MINUTE, Diagnosis, Window

VIDEO_FREEZE, AUDIO_FREEZE, SLOW_JOIN = 4, 5, 6
# The experiences that make a metric bad.
EXPERIENCES: Mapping[str, frozenset[int]] = {
    "joinSuccessRate": frozenset({SLOW_JOIN}),
    "joinSuccess5SecsRate": frozenset({SLOW_JOIN}),
    "videoFreezeRate": frozenset({VIDEO_FREEZE}),
    "audioFreezeRate": frozenset({AUDIO_FREEZE}),
    "videoUpstreamExcellentTransRate": frozenset({VIDEO_FREEZE}),
    "audioUpstreamExcellentTransRate": frozenset({AUDIO_FREEZE}),
    "videoEnd2EndExcellentTransRate": frozenset({VIDEO_FREEZE}),
    "audioEnd2EndExcellentTransRate": frozenset({AUDIO_FREEZE}),
}
# A user suffers before the project's rate passes its limit.
LEAD_S = 2 * MINUTE
# More of such minutes may still be told.
INCOMPLETE = (Doubt.PENDING, Doubt.NOT_YET, Doubt.UNREAD)


class Aim(Struct, frozen=True):
    """A drill from a bad minute: the metric, its bad stretch, and the minute where the user chose one."""

    metric: str
    window: Window
    minute_ts: int | None = None


class Landing(Struct, frozen=True):
    """The diagnosis for the cursor, and the cause that it names; `minute_ts` is the minute to look at."""

    culprit: Culprit
    diagnosis: Diagnosis
    minute_ts: int


def aim_at(views: Iterable[MetricView], chosen: str, minute_ts: int, *, follows: bool) -> Aim | None:
    """The bad stretch of that minute: of the chosen metric, else of the one that is worst; None in a good minute.

    `follows`: the minute is the newest one, not one that the user chose.
    """
    for view in sorted(views, key=lambda view: (view.metric.name != chosen, -severity(view))):
        window = view.bad_window(minute_ts)
        if window is not None:
            return Aim(view.metric.name, window, None if follows else minute_ts)
    return None


def dominant(diagnoses: Sequence[Diagnosis], metric: str) -> Culprit | None:
    """The cause with most sufferers by the experiences of that metric, where many suffer so; else by any experience."""
    measured = [one for one in diagnoses if one.exp_id in EXPERIENCES.get(metric, frozenset({one.exp_id}))]
    of_metric = next(iter(culprits(measured)), None)
    if of_metric is not None and of_metric.people >= MANY:
        return of_metric
    return next(iter(culprits(diagnoses)), of_metric)


def land(diagnoses: Iterable[Diagnosis], doubts: Sequence[Doubtful], aim: Aim) -> Landing | None:
    """The newest diagnosis of the dominant culprit in a complete minute, the chosen minute before all others.

    None where no diagnosis of the bad stretch is known yet.
    """
    window = Window(aim.window.start_ts - LEAD_S, aim.window.end_ts)
    culprit = dominant([one for one in diagnoses if window.holds(one.ts)], aim.metric)
    if culprit is None:
        return None
    measured = EXPERIENCES.get(aim.metric, frozenset())

    def rank(one: Diagnosis) -> tuple[bool, bool, int, bool, bool]:
        minute_ts = one.ts // MINUTE * MINUTE
        return (
            minute_ts == aim.minute_ts,
            doubt_at(doubts, one.ts) not in INCOMPLETE,
            minute_ts,
            one.exp_id in measured,
            any(cause.factor_id == culprit.factor_id for cause in one.causes),
        )

    one = max(culprit.diagnoses, key=rank)
    return Landing(culprit, one, one.ts // MINUTE * MINUTE if aim.minute_ts is None else aim.minute_ts)
