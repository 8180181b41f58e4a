"""Criteria of the verdict in `[thresholds]`, beside the metrics' limits: meaning and default of each."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from tui.domain.records import Direction, Threshold
from tui.domain.text import Phrase


class Criterion(Struct, frozen=True):
    """One criterion; `unit` is "%" or "×"; `has_warn`: both `warn` and `bad` are read, else `bad` alone."""

    name: str
    title: Phrase
    unit: str
    direction: Direction
    threshold: Threshold
    has_warn: bool = True


CRITERIA: Mapping[str, Criterion] = {
    row.name: row
    for row in (
        Criterion(
            "causeShare",
            Phrase(
                "bad share of the suffering time from which a curve is a likely cause (warn), a certain one (bad)",
                "曲线在受影响时段内异常的占比：达到 warn 为很可能的根因，达到 bad 为确定的根因",
            ),
            "%",
            Direction.MORE_IS_WORSE,
            Threshold(warn=50, bad=75),
        ),
        Criterion(
            "calmShare",
            Phrase(
                "the same share at calm times up to which a cause is certain (warn); of the share in the suffering "
                "time, the part up to which it is likely (bad)",
                "正常时段内的异常占比：不超过 warn 为确定的根因，不超过受影响时段占比的 bad 为很可能的根因",
            ),
            "%",
            Direction.MORE_IS_WORSE,
            Threshold(warn=20, bad=50),
        ),
        Criterion(
            "alikeShare",
            Phrase(
                "share of the other users from which all of them count as suffering alike",
                "其他用户中同样受影响的占比，达到即视为全体",
            ),
            "%",
            Direction.MORE_IS_WORSE,
            Threshold(warn=66, bad=66),
            has_warn=False,
        ),
        Criterion(
            "frozenTimes",
            Phrase(
                "freeze in a row that counts as suffering, in multiples of the freeze limit of a minute",
                "连续卡顿达到一分钟卡顿阈值的多少倍才视为受影响",
            ),
            "×",
            Direction.MORE_IS_WORSE,
            Threshold(warn=2, bad=2),
            has_warn=False,
        ),
    )
}
