"""Live as an extract: the ten metrics now or at the moment, the series on screen, the bad spells. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from tui.analysis.project.live import MetricView
from tui.domain.fields import ExtractCell, Lacking, Limited
from tui.domain.glossary import GROUPS
from tui.domain.glossary.levels import limits_of
from tui.domain.records import MINUTE, MinuteState
from tui.domain.text import Lang
from tui.export.extract import Extract, ExtractCurve, Setting, state_name
from tui.messages import export as words
from tui.messages import frame as frame_words
from tui.ui.extracts import affected, arranged, findings_of, limit_text, minute_curve
from tui.ui.features.live.columns import columns_of
from tui.ui.features.live.products import coarser_name
from tui.ui.features.live.query import LiveData, MomentData
from tui.ui.texts.values import number
from tui.ui.widgets.described import fields_of
from tui.ui.widgets.rows import ShownRows


def live_export(
    data: LiveData,
    at: MomentData | None,
    moment_ts: int | None,
    channel: str | None,
    shown: ShownRows,
    setting: Setting,
) -> Extract:
    """`at` holds the minute under the cursor, the newest one where no moment is chosen; with a moment the metrics are
    those of that minute. `channel` narrows the diagnoses of the minute: the metrics are the project's."""
    listed_ts = None if at is None else moment_ts
    metrics = data.metrics if at is None or listed_ts is None else at.metrics
    by_metric = any(view.metric.products for view in metrics.values())
    rows = {name: _row(view, listed_ts, setting) for name, view in metrics.items()}
    of_rows = [(name, said) for name, view in metrics.items() for said in _findings(view, setting)]
    stale = _freshness(metrics.values(), data.now_ts if listed_ts is None else listed_ts, data.stale_s, setting)
    none = (words.NOTHING_BAD_SHOWN if shown.filter_text else words.NOTHING_BAD)(setting.lang)
    firing = (words.ALARMS_FIRING(setting.lang, n=data.firing),) if data.firing and listed_ts is None else ()
    told = () if at is None or at.diagnosed is None else affected(at.diagnosed, setting)
    if at is not None and told:
        where = {"time": setting.time(at.moment_ts), "channel": setting.names.channel(channel or "")}
        phrase = words.AT_MOMENT_IN if channel else words.AT_MOMENT
        told = tuple(phrase(setting.lang, what=said, **where) for said in told)
    return Extract(
        screen="live",
        title=frame_words.TABS["live"](setting.lang),
        table=arranged("live", fields_of(columns_of(by_metric=by_metric)), rows, "metric_name", shown, setting),
        window=data.window,
        moment_ts=moment_ts,
        findings=(*stale, *findings_of(shown, of_rows, firing, none="" if stale else none), *told),
        curves=(*(minute_curve(view, setting.lang) for view in data.charts.values()), *_coarser(data, setting.lang)),
    )


def _coarser(data: LiveData, lang: Lang) -> Iterable[ExtractCurve]:
    """The hours and days that fill a long window, one curve for each product and step."""
    for name, lines in data.coarser.items():
        metric = data.charts[name].metric
        for line in lines:
            ts, values = [at for at, _ in line.points], [value for _, value in line.points]
            title = f"{metric.title(lang)} · {coarser_name(line, lang)}"
            yield ExtractCurve(name, title, metric.unit, ts, values, of=line.product, step_s=line.step_s)


def _freshness(views: Collection[MetricView], at_ts: float, stale_s: float, setting: Setting) -> list[str]:
    """Old data, or none, says nothing of `at_ts`: then a sentence says so."""
    newest = max((view.now[0] for view in views if view.threshold is not None and view.now is not None), default=None)
    if newest is None:
        return [words.NEVER_KNOWN(setting.lang)]
    if at_ts - newest > stale_s:
        return [words.KNOWN_UNTIL(setting.lang, time=setting.time(newest))]
    return []


def _row(view: MetricView, moment_ts: int | None, setting: Setting) -> tuple[ExtractCell, ...]:
    metric, lang = view.metric, setting.lang
    value, at_ts = _value(view, moment_ts)
    limit, since, was_bad = view.threshold, view.since, view.was_bad
    return (
        metric.title(lang),
        metric.name,
        GROUPS[metric.group](lang),
        metric.unit,
        Limited(value, limits_of(limit, metric.direction)) if isinstance(value, float) else value,
        at_ts,
        Lacking("unknown") if view.delta is None else view.delta,
        words.POINTS(lang) if metric.unit == "%" else "%",
        *(_products(view, moment_ts) if metric.products else ()),
        view.level.value,
        since.first_ts if since else None,
        since.or_earlier if since else None,
        was_bad.first_ts if was_bad else None,
        was_bad.last_ts if was_bad else None,
        limit.warn if limit else None,
        limit.bad if limit else None,
    )


def _products(view: MetricView, moment_ts: int | None) -> tuple[ExtractCell, ExtractCell]:
    """The products that the metric is of, and the one that the value is of, where it is of one alone."""
    newest_ts = None if view.now is None else view.now[0]
    slot_ts = newest_ts if moment_ts is None else moment_ts + MINUTE - view.states.slot_s
    return view.product or "+".join(view.metric.products), view.alone.get(slot_ts or 0)


def _value(view: MetricView, moment_ts: int | None) -> tuple[ExtractCell, ExtractCell]:
    """The value of that minute, or the newest; why there is none; and when."""
    if moment_ts is not None:
        state, value = view.at(moment_ts)
        return (Lacking(state_name(state)) if value is None else value), moment_ts
    if view.now is not None:
        return view.now[1], view.now[0]
    states = [state for _, state in view.states.stretches if state is not MinuteState.KNOWN]
    lacking = Lacking(state_name(states[0] if states else MinuteState.NOT_ASKED))
    return lacking, lacking


def _findings(view: MetricView, setting: Setting) -> list[str]:
    metric, lang, limit = view.metric, setting.lang, view.threshold
    if limit is None:
        return []
    said = {"metric": metric.title(lang), "limit": limit_text(limit, metric.direction, metric.unit, lang)}
    if view.since is not None and view.now is not None:
        phrase = words.BAD_SINCE_OR_EARLIER if view.since.or_earlier else words.BAD_SINCE
        value = number(view.now[1], metric, limit)
        return [phrase(lang, value=value, time=setting.time(view.since.first_ts), **said)]
    if view.was_bad is not None:
        first, last = setting.time(view.was_bad.first_ts), setting.time(view.was_bad.last_ts)
        return [words.WAS_BAD(lang, first=first, last=last, **said)]
    return []
