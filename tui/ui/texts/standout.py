"""The text of outliers: one sentence from the comparisons, and the gaps of the numbers. For a call, the project and a
channel."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence

from tui.analysis.project.outliers import LEAST_USERS, TIMES, Comparison, Gap, Likelihood, Outliers
from tui.domain.glossary.levels import limits_of
from tui.domain.glossary.rounding import exact, fixed, share
from tui.domain.records import BreakdownRow, Level, Threshold
from tui.domain.text import Lang
from tui.messages import standout as words
from tui.terminal.cells import visible
from tui.ui.texts.values import network_text

# Beyond this nobody tells apart.
MOST_ODDS = 1_000_000
NEARLY_ALL = 90.0
# So many more names stand beside the first one.
ALSO = 2


def value_name(dimension: str, name: str, lang: Lang) -> str:
    """The value as the API names it, but for its words of several values and of none."""
    if dimension == "network" and network_text(name, lang) != name:
        return network_text(name, lang)
    plain = name.strip().casefold().replace("_", "")
    if plain == "others":
        return words.OTHERS(lang)
    if plain in ("", "unknown", "networkunknown", "null", "none"):
        return words.UNKNOWN(lang)
    return visible(name)


def rate(percent: float, threshold: Threshold | None = None) -> str:
    """As short as it can be; near 100 with a decimal, where the failures are the rest."""
    limits = limits_of(threshold)
    return fixed(percent, 1, limits=limits) if NEARLY_ALL <= percent < 100.0 else share(percent, limits)


def rate_text(percent: float, threshold: Threshold | None) -> str:
    return f"{rate(percent, threshold)} %"


def verdict(
    found: Outliers, titles: Mapping[str, str], least: float, *, is_low_bad: bool, lang: Lang
) -> tuple[str, Level]:
    """The sentence, and its level: BAD where a value stands out, WARN where that cannot be told. `titles` are those of
    the compared metrics in the language; `least` is the least bad share in percent."""
    if not found.compared:
        return words.NOTHING_COMPARED(lang), Level.WARN
    if found.found:
        best, *more = found.found
        of_all, by_chance = share(found.share_percent(best)), _odds(best, found.compared, lang)
        said = words.OUT(lang, **_numbers(best, titles, lang), share=of_all, odds=by_chance)
        return said + _also(more, titles, lang), Level.BAD
    if (first := found.undecided) is not None:
        if first.likelihood is Likelihood.FEW:
            return words.FEW(lang, **_numbers(first, titles, lang), least=LEAST_USERS), Level.WARN
        odds = min(100, math.ceil(100.0 * first.chance))
        numbers = _numbers(first, titles, lang)
        return words.MAYBE(lang, **numbers, odds=odds, values=found.compared), Level.WARN
    phrase = words.NONE_LOW if is_low_bad else words.NONE
    limit = 100.0 - least if is_low_bad else least
    said = phrase(lang, values=found.compared, least=exact(limit), times=exact(TIMES))
    return said + (words.OPEN(lang, n=len(found.doubtful)) if found.doubtful else ""), Level.GOOD


def _numbers(one: Comparison, titles: Mapping[str, str], lang: Lang) -> dict[str, object]:
    return {
        "dimension": words.DIMENSIONS[one.dimension](lang),
        "name": value_name(one.dimension, one.name, lang),
        "metric": titles[one.metric],
        "percent": rate(one.percent),
        "n": f"{one.users:,}",
        "rest": rate(one.others_percent),
        "others": f"{one.others_users:,}",
    }


def _odds(one: Comparison, values: int, lang: Lang) -> str:
    phrase = words.ODDS_SMALL if _is_rarest(one) else words.ODDS
    return phrase(lang, odds=_one_of(one), values=values)


def _is_rarest(one: Comparison) -> bool:
    return one.chance * MOST_ODDS < 1.0


def _one_of(one: Comparison) -> str:
    """Chance shows such a value in one of so many breakdowns: downwards to one digit, never surer than the numbers."""
    if _is_rarest(one):
        return f"{MOST_ODDS:,}"
    odds = max(1, math.floor(1.0 / one.chance))
    scale = 10 ** (len(str(odds)) - 1)
    return f"{odds // scale * scale:,}"


def _also(more: Sequence[Comparison], titles: Mapping[str, str], lang: Lang) -> str:
    if not more:
        return ""
    names = []
    for one in more[:ALSO]:
        name = words.ALSO_ONE(
            lang,
            dimension=words.DIMENSIONS[one.dimension](lang),
            name=value_name(one.dimension, one.name, lang),
            percent=rate(one.percent),
        )
        names.append(words.ALSO_BY(lang, metric=titles[one.metric], one=name) if len(titles) > 1 else name)
    if len(more) > ALSO:
        names.append(words.ALSO_MORE(lang, n=len(more) - ALSO))
    return (" · " if lang == "en" else "；") + words.ALSO(lang, names=", ".join(names))


def compared_text(one: Comparison, lang: Lang) -> str:
    """`12 % of 9 users, 1.5 % of the other 40; by chance in 34 of 100 breakdowns`."""
    percent = 100.0 * one.chance
    if percent >= 1.0:
        odds = words.CHANCE_PERCENT(lang, odds="100" if percent >= 100.0 else share(percent))
    else:
        odds = (words.CHANCE_RARER if _is_rarest(one) else words.CHANCE_RARE)(lang, odds=_one_of(one))
    return words.CHANCE_OF(
        lang,
        percent=rate(one.percent),
        n=f"{one.users:,}",
        rest=rate(one.others_percent),
        others=f"{one.others_users:,}",
        odds=odds,
    )


def lacks(found: Outliers, lang: Lang, *, counts_attempts: bool = False) -> tuple[str, ...]:
    """The gaps of the numbers, dimension by dimension, each once."""
    told: list[str] = []
    for each in found.dimensions:
        dimension = words.DIMENSIONS[each.name](lang)
        if each.gap is not None:
            covered = share(100.0 * each.users / max(1, found.total_users))
            told.append(words.GAPS[each.gap.name](lang, dimension=dimension, percent=covered))
        if each.is_capped:
            told.append(words.CAPPED(lang, dimension=dimension, n=each.rows))
        if each.unread:
            told.append(words.UNREAD(lang, dimension=dimension, n=each.unread))
        if each.rateless and each.gap is not Gap.RATES:
            told.append(words.RATELESS(lang, dimension=dimension, n=f"{each.rateless:,}"))
    if counts_attempts:
        told.append(words.AS_ATTEMPTS(lang))
    return tuple(dict.fromkeys(told))


def largest_text(largest: Iterable[tuple[str, BreakdownRow, int]], lang: Lang) -> str:
    """`most users: country China 61 %, network Wi-Fi 46 %`."""
    names = [
        words.LARGEST_ONE(
            lang,
            dimension=words.DIMENSIONS[dimension](lang),
            name=value_name(dimension, row.name, lang),
            share=share(100.0 * (row.users or 0) / max(1, total)),
        )
        for dimension, row, total in largest
    ]
    return words.LARGEST(lang, names=", ".join(names)) if names else words.NOTHING_COMPARED(lang)
