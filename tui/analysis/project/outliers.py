"""Outliers: the value of a dimension that does worse than the others, with the numbers behind it. Pure.

One engine for the users of a call and of the project. A value stands out where

    bad share of the value ≥ `least_percent`, and ≥ `TIMES` the bad share of all others together,
    the value and the others have `LEAST_USERS` each, and
    chance alone, times the number of all values compared, stays below `CHANCE`.

Chance is Fisher's exact test of two shares; the factor (Bonferroni's) makes five at most of a hundred breakdowns of
equal values name one. Each user counts as one trial that is bad or good as a whole: rates that differ less from user
to user are surer than that. Users are taken as independent of each other.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from enum import Enum

from msgspec import Struct
from msgspec.structs import replace

from tui.domain.records import BreakdownRow, KeptFigure

DIMENSIONS = ("country", "region", "network", "sdk", "os", "device")
LEAST_USERS = 3
TIMES = 2.0
CHANCE = 0.05
# Rows of fewer of the users speak for no dimension, but for the worst ones of a ranked list.
LEAST_COVERED = 0.5
# A value of few users leaves the whole undecided only with so much of all that is bad.
LEAST_PART = 0.25
_ROUNDING = 1e-6
# The digits of a mean of percents that are known.
_DIGITS = 9


class Likelihood(Enum):
    """OUT: sure. MAYBE: that much worse, but so few users leave it to chance. FEW: fewer than `LEAST_USERS` on a side.
    WITHIN: not so much worse."""

    OUT = "stands out"
    MAYBE = "may be chance"
    FEW = "too few users"
    WITHIN = "within the others"


class Gap(Enum):
    """The reason why a dimension is not compared. NOTHING: no rows; USERS: a row without its users; ONE: one value
    only; RATES: no rates; COVER: rows of less than half of the users."""

    NOTHING = "no rows"
    USERS = "users not told"
    RATES = "rates not told"
    ONE = "one value only"
    COVER = "rows of less than half of the users"


class Comparison(Struct, frozen=True):
    """A value against all others of its dimension; `others_percent` is their mean by users. `chance` is the most, 0 to
    1, of breakdowns of equal values that show one as bad. `part` is the part of all that is bad in its dimension beyond
    the rate of the others. `strength` is twice the logarithm of the likelihood ratio."""

    metric: str
    dimension: str
    name: str
    percent: float
    users: int
    others_percent: float
    others_users: int
    chance: float
    part: float
    strength: float
    likelihood: Likelihood


class ComparedDimension(Struct, frozen=True):
    """The comparisons of one metric by one dimension, or the reason for none. `users` are those of its `rows`;
    `is_capped`: it has as many rows as an answer can hold; `unread` counts rows that were not read, `rateless` the
    users of rows without a rate."""

    metric: str
    name: str
    rows: int
    users: int
    is_capped: bool
    unread: int = 0
    rateless: int = 0
    gap: Gap | None = None
    comparisons: tuple[Comparison, ...] = ()


class Outliers(Struct, frozen=True):
    """`total_users`: of the dimension with the most; `compared` counts all values that were compared."""

    dimensions: tuple[ComparedDimension, ...]
    total_users: int
    compared: int

    @property
    def found(self) -> tuple[Comparison, ...]:
        """The values that stand out, the strongest evidence first."""
        return self._of(Likelihood.OUT)

    @property
    def doubtful(self) -> tuple[Comparison, ...]:
        """The values that might stand out with more users."""
        return self._of(Likelihood.MAYBE, Likelihood.FEW)

    @property
    def undecided(self) -> Comparison | None:
        """The doubtful value with the largest part in all that is bad, where that part is large enough."""
        most = max(self.doubtful, key=lambda one: one.part, default=None)
        return most if most is not None and most.part >= LEAST_PART else None

    def _of(self, *wanted: Likelihood) -> tuple[Comparison, ...]:
        every = (one for each in self.dimensions for one in each.comparisons if one.likelihood in wanted)
        return tuple(sorted(every, key=lambda one: -one.strength))

    def share_percent(self, one: Comparison) -> float:
        """Its part of all users."""
        return 100.0 * one.users / max(1, self.total_users)


def outliers(
    figures: Iterable[KeptFigure],
    *,
    least_percent: float,
    is_low_bad: bool = False,
    caps: Mapping[str, int] | None = None,
) -> Outliers:
    """`figures` are answers of rates, each a metric by a dimension; `is_low_bad`: of 100 % nothing is bad. `caps` are
    the most rows of an answer by dimension."""
    figures = sorted((one for one in figures if one.dimension in DIMENSIONS), key=_place)
    total = max((_users(figure.rows) for figure in figures), default=0)
    dimensions = [_dimension(figure, total, caps or {}) for figure in figures]
    counted = [[] if each.gap else _rated(figure.rows) for each, figure in zip(dimensions, figures, strict=True)]
    compared = sum(len(rows) for rows in counted)
    judged = []
    for each, rows in zip(dimensions, counted, strict=True):
        shares = [(name, _bad(percent, is_low_bad=is_low_bad), users) for name, percent, users in rows]
        found = tuple(
            _compared(each, place, rows, shares, compared, least_percent / 100.0, is_low_bad=is_low_bad)
            for place in range(len(rows))
        )
        judged.append(replace(each, comparisons=found))
    return Outliers(tuple(judged), total, compared)


def _place(figure: KeptFigure) -> tuple[int, str]:
    return DIMENSIONS.index(figure.dimension), figure.metric


def _users(rows: Sequence[BreakdownRow]) -> int:
    return sum(row.users or 0 for row in rows)


def _rated(rows: Sequence[BreakdownRow]) -> list[tuple[str, float, int]]:
    """(value, percent, users) of the rows with users and a rate."""
    return [(row.name, row.percent, row.users) for row in rows if row.percent is not None and row.users]


def _bad(percent: float, *, is_low_bad: bool) -> float:
    """The bad share, 0 to 1."""
    return min(1.0, max(0.0, (100.0 - percent if is_low_bad else percent) / 100.0))


def _dimension(figure: KeptFigure, total: int, caps: Mapping[str, int]) -> ComparedDimension:
    rows, rated = figure.rows, _rated(figure.rows)
    is_capped = len(rows) >= caps.get(figure.dimension, math.inf)
    gap = None
    if not rows:
        gap = Gap.NOTHING
    elif any(row.users is None for row in rows):
        gap = Gap.USERS
    elif not rated:
        gap = Gap.RATES
    elif len(rated) == 1:
        gap = Gap.ONE
    elif not is_capped and sum(users for *_, users in rated) < LEAST_COVERED * total:
        gap = Gap.COVER
    rateless = sum(row.users or 0 for row in rows if row.percent is None)
    return ComparedDimension(
        figure.metric, figure.dimension, len(rows), _users(rows), is_capped, figure.unread, rateless, gap
    )


def _compared(
    dimension: ComparedDimension,
    place: int,
    rows: Sequence[tuple[str, float, int]],
    shares: Sequence[tuple[str, float, int]],
    compared: int,
    least: float,
    *,
    is_low_bad: bool,
) -> Comparison:
    name, bad, users = shares[place]
    others_users = sum(each[2] for each in shares) - users
    others = (sum(each[1] * each[2] for each in shares) - bad * users) / others_users
    others = min(1.0, max(0.0, others))
    by_chance = min(1.0, compared * chance(bad, users, others, others_users))
    if bad < least or bad < TIMES * others:
        likelihood = Likelihood.WITHIN
    elif min(users, others_users) < LEAST_USERS:
        likelihood = Likelihood.FEW
    else:
        likelihood = Likelihood.OUT if by_chance <= CHANCE else Likelihood.MAYBE
    return Comparison(
        *(dimension.metric, dimension.name, name, rows[place][1], users),
        others_percent=round(100.0 - 100.0 * others if is_low_bad else 100.0 * others, _DIGITS),
        others_users=others_users,
        chance=by_chance,
        part=(bad - others) * users / max(_ROUNDING, bad * users + others * others_users),
        strength=_strength(bad, users, others, others_users),
        likelihood=likelihood,
    )


def chance(share: float, users: int, others: float, others_users: int) -> float:
    """Fisher's exact probability, one-sided, of so many bad users or more in the value by chance alone, with all
    bad ones fixed. Parts of a bad user count for the others."""
    bad = math.floor(share * users + _ROUNDING)
    all_bad = bad + math.ceil(others * others_users - _ROUNDING)
    everybody = users + others_users
    if bad * everybody <= all_bad * users:
        return 1.0
    most = min(users, all_bad)
    ways = _log_choose(everybody, all_bad)
    found = 0.0
    for count in range(bad, most + 1):
        part = math.exp(_log_choose(users, count) + _log_choose(others_users, all_bad - count) - ways)
        found += part
        # Beyond the mean each part is smaller than the one before.
        if part < 1e-9 * found:
            break
    return min(1.0, found)


def _log_choose(total: int, count: int) -> float:
    if not 0 <= count <= total:
        return -math.inf
    return math.lgamma(total + 1) - math.lgamma(count + 1) - math.lgamma(total - count + 1)


def _strength(share: float, users: int, others: float, others_users: int) -> float:
    """Signed: below 0 where the others do worse."""
    pooled = (share * users + others * others_users) / (users + others_users)
    found = 2.0 * (users * _divergence(share, pooled) + others_users * _divergence(others, pooled))
    return math.copysign(found, share - others)


def _divergence(share: float, other: float) -> float:
    """Kullback and Leibler's, of two shares."""
    found = 0.0
    for one, two in ((share, other), (1.0 - share, 1.0 - other)):
        if one > 0.0 and two > 0.0:
            found += one * math.log(one / two)
    return found
