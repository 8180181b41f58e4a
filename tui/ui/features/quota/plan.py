"""The plan in words: its limits, the unit of counting, the periods that the server answers for or refused.

Pure but for the context's zone.
"""

from __future__ import annotations

from tui.analysis.feeds.feed import age_text
from tui.analysis.feeds.quota import EndpointQuota, Learnt
from tui.domain.edition import Endpoint, Yields
from tui.domain.records import HOUR, Limits, Run, Runs
from tui.domain.text import Lang
from tui.messages import quota as words
from tui.ui.context import Context

# The step of realtime series.
LIVE_S = 20


def outside_text(context: Context) -> str:
    """Where the unit of the vendor's count is not stated, a day that is used up names no culprit."""
    phrase = words.OUTSIDE_OR_TOGETHER if context.edition.groups else words.OUTSIDE
    return phrase(context.lang)


def plan_runs(context: Context) -> Runs:
    """The plan, the unit of counting and the data that the plan lacks; () in an edition without plans."""
    edition, lang = context.edition, context.lang
    if not edition.plan:
        return ()
    lacking = [
        word(lang)
        for word, step_s in ((words.INSIGHTS, HOUR), (words.REALTIME, LIVE_S))
        if all(one.slot_s != step_s for one in edition.endpoints.values())
    ]
    runs: list[Run] = [(words.PLAN(lang, edition=edition.name, plan=edition.plan), "text")]
    if lacking:
        runs.append((f"   {words.NOT_IN_PLAN(lang, what=words.COMMA(lang).join(lacking))}", "warn"))
    runs.append((f"   {words.ASSUMED(lang, unit=words.COUNTED[context.shares.counted](lang))}", "dim"))
    return tuple(runs)


def period_text(endpoint: Endpoint, lang: Lang) -> str:
    """The periods that the server answers for; "" where it refuses none."""
    if not endpoint.is_strict or endpoint.longest_s is None or endpoint.reach_s is None:
        return ""
    longest, reach, delay = (
        age_text(each, lang) for each in (endpoint.longest_s, endpoint.reach_s, endpoint.delay_s[1])
    )
    return words.WINDOW_OF(lang, longest=longest, reach=reach, delay=delay)


def limits_told(quota: EndpointQuota, context: Context) -> str:
    """The limits, and how often they buy all series of the project where one answer holds one of them."""
    lang, endpoint, calls = context.lang, context.edition[quota.endpoint], context.edition.of_a_call
    told = limits_text(quota.limits, quota.shared, lang)
    per_day = quota.limits.per_day
    if per_day is None or endpoint.yields is not Yields.SERIES or not endpoint.one_metric or quota.endpoint in calls:
        return told
    series = len(endpoint.metrics) * (2 if endpoint.by_product else 1)
    phrase, n = (words.ROUNDS, per_day // series) if per_day >= series else (words.ROUNDS_SHORT, per_day)
    return f"{told} · {phrase(lang, series=series, n=n)}"


def learnt_text(learnt: Learnt, context: Context) -> str:
    lang = context.lang
    return words.LEARNT[learnt.breach](lang, time=context.instant(learnt.ts), amount=age_text(learnt.amount_s, lang))


def limits_text(limits: Limits, shared: tuple[str, ...], lang: Lang) -> str:
    parts = []
    if limits.per_second is not None:
        parts.append(words.A_SECOND(lang, n=limits.per_second))
    if limits.per_minute is not None:
        parts.append(words.A_MINUTE(lang, n=limits.per_minute))
    if limits.per_day is not None:
        parts.append(words.A_DAY[limits.day](lang, n=limits.per_day))
    if shared:
        parts.append(words.SHARED(lang, count=len(shared)))
    return " · ".join(parts)
