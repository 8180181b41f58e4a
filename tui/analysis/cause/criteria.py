"""Criteria of a verdict: how much is suffering, how long is long, how much the same is alike.

Those in `glossary.CRITERIA` are set where thresholds are: `[thresholds]` of the config.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from tui.analysis.cause.verdict import Medium
from tui.domain.records import Threshold

VIDEO_RATE, AUDIO_RATE = "videoFreezeRate", "audioFreezeRate"
_RATE = Threshold(warn=2.5, bad=5.0)


class Criteria(Struct, frozen=True):
    """The named constants of a verdict, with their reasons.

    least_times: an ordinary link freezes for a second now and then; a few such freezes in one minute are beyond the
    limit, and no incident. So many times the limit of a minute must be frozen in all.
    least_stop_s: a stream that pauses for less is jitter.
    least_share: a curve is beyond its limit by accident now and then; a cause is so for half of the suffering.
    calm_share: a curve that is beyond its limit at calm times, too, for more than this part of its share while
    something suffers, is no cause by its timing.
    lift: unless it is so many times worse while something suffers.
    certain_share, certain_calm: the same, for a cause that is called certain.
    alike: of the others, so many suffer where all are said to, and one less this part where none is.
    least_others: one other user may be a coincidence.
    own_part: of the loss of a stream, so much must be seen in the other streams of a side to be that side's.
    burst: a minute with a mean near its limit and a sample so many times its bad limit is beyond it.
    """

    thresholds: Mapping[str, Threshold]
    least_times: float = 2.0
    least_stop_s: int = 15
    least_share: float = 0.5
    calm_share: float = 0.5
    lift: float = 1.5
    certain_share: float = 0.75
    certain_calm: float = 0.2
    alike: float = 0.66
    least_others: int = 2
    own_part: float = 0.4
    burst: float = 3.0

    @property
    def least_times_at(self) -> float:
        """The same around a moment, which somebody has chosen: two thirds of it are enough."""
        return self.least_times * 2 / 3

    def frozen_percent(self, medium: Medium) -> float:
        """The share of the time that may be frozen."""
        return self._rate(medium).bad

    def near_percent(self, medium: Medium) -> float:
        return self._rate(medium).warn

    def _rate(self, medium: Medium) -> Threshold:
        return self.thresholds.get(VIDEO_RATE if medium is Medium.VIDEO else AUDIO_RATE, _RATE)


def criteria_of(thresholds: Mapping[str, Threshold]) -> Criteria:
    """The criteria with the values of `[thresholds]`; shares there are in percent."""
    cause, calm = thresholds.get("causeShare"), thresholds.get("calmShare")
    alike, frozen = thresholds.get("alikeShare"), thresholds.get("frozenTimes")
    default = Criteria(thresholds)
    return Criteria(
        thresholds,
        least_times=frozen.bad if frozen else default.least_times,
        least_share=cause.warn / 100 if cause else default.least_share,
        certain_share=cause.bad / 100 if cause else default.certain_share,
        calm_share=calm.bad / 100 if calm else default.calm_share,
        certain_calm=calm.warn / 100 if calm else default.certain_calm,
        alike=alike.bad / 100 if alike else default.alike,
    )
