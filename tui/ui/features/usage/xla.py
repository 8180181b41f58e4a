"""The XLA minutes of a month: their question to the store, their sentences, their extract."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime

from msgspec import Struct

from tui.analysis.feeds.minutes import minute_states
from tui.analysis.project.live_series import LiveSeries
from tui.analysis.project.xla import XLA_METRICS, MinuteTally, XlaMetric, by_day, minutes_of, month_of
from tui.domain.edition import Edition
from tui.domain.fields import AtLeast, FieldKind, Lacking
from tui.domain.fields import ExtractCell as Value
from tui.domain.records import MINUTE, Level, MinuteState, Threshold, Window, XlaTerm
from tui.domain.text import Lang
from tui.export.extract import Extract, ExtractTable, Setting, state_name
from tui.messages import xla as words
from tui.messages.export_fields import STATES
from tui.store.api import Snapshot
from tui.ui.extracts import SEPARATOR, limit_text, plain_table
from tui.ui.text_page import Paragraph
from tui.ui.widgets.described import Described

_GAPS = tuple(state for state in MinuteState if state is not MinuteState.KNOWN)
_MINUTES = (
    Described("minutes_beyond", FieldKind.NUMBER, may_be_more=True),
    Described("minutes_known", FieldKind.NUMBER),
    *(Described(f"minutes_{state.value.replace(' ', '_')}", FieldKind.NUMBER) for state in _GAPS),
)
METRICS = (
    Described("metric"),
    Described("metric_name", told=False),
    Described("unit", told=False),
    Described("xla_limit", FieldKind.NUMBER, unit_of="unit"),
    Described("limit_source", coded=True),
    *_MINUTES,
    Described("allowance_minutes", FieldKind.NUMBER, may_lack=True),
    Described("left_at_least_minutes", FieldKind.NUMBER, may_lack=True),
    Described("left_at_most_minutes", FieldKind.NUMBER, may_lack=True),
)
DAYS = (Described("day"), Described("start", FieldKind.TIME, told=False), Described("metric"), *_MINUTES)


class XlaQuery(Struct, frozen=True):
    """The month that holds `at_ts`, as far as it has begun by `now_ts`."""

    edition: Edition
    terms: Mapping[str, XlaTerm]
    thresholds: Mapping[str, Threshold]
    at_ts: float
    now_ts: float


class XlaData(Struct, frozen=True):
    """`metrics`: those of XLA_METRICS that the edition tells."""

    month: Window
    metrics: tuple[XlaMetric, ...]

    @property
    def level(self) -> Level:
        """BAD where an allowance is exceeded; GOOD where none can be, by the unknown minutes; else NEUTRAL."""
        left = [one.left for one in self.metrics]
        if any(span is not None and span[1] < 0 for span in left):
            return Level.BAD
        return Level.GOOD if left and all(span is not None and span[0] >= 0 for span in left) else Level.NEUTRAL


def read_xla(snapshot: Snapshot, query: XlaQuery) -> XlaData:
    """Runs off the event loop."""
    month = month_of(query.at_ts)
    end_ts = min(month.end_ts, (int(query.now_ts) // MINUTE + 1) * MINUTE)
    begun = Window(month.start_ts, max(month.start_ts, end_ts))
    series = LiveSeries(snapshot, query.edition)
    names = [name for name in XLA_METRICS if name in query.edition.live_metrics]
    return XlaData(month, tuple(_metric(series, name, begun, query) for name in names))


def _metric(series: LiveSeries, name: str, begun: Window, query: XlaQuery) -> XlaMetric:
    metric, term = query.edition.live_metrics[name], query.terms.get(name, XlaTerm())
    limit = query.thresholds[name].bad if term.limit is None else term.limit
    found, endpoint = series.read(name, begun), query.edition[metric.endpoint]
    coverage = found.coverage(begun)
    states = minute_states(found.points, coverage, begun, endpoint.longest_delay_s, query.now_ts, endpoint.reach_s)
    minutes = minutes_of(found.points, states, Threshold(limit, limit), metric)
    return XlaMetric(metric, limit, term.limit is not None, term.allowance_minutes, by_day(minutes))


# -- in words


def month_text(data: XlaData) -> str:
    return datetime.fromtimestamp(data.month.start_ts, UTC).strftime("%Y-%m")


def _limit(one: XlaMetric, lang: Lang) -> str:
    return limit_text(Threshold(one.limit, one.limit), one.metric.direction, one.metric.unit, lang)


def xla_line(data: XlaData, lang: Lang) -> str:
    """The month in one line; "" where the edition tells none of the metrics."""
    if not data.metrics:
        return ""
    told = []
    for one in data.metrics:
        month = one.month
        n = f"≥ {month.beyond:,}" if month.unknown else f"{month.beyond:,}"
        n = n if month.known else words.NOTHING_KNOWN(lang)
        left = ""
        if one.left is not None:
            least, most = one.left
            left = words.LINE_LEFT(lang, left=f"{most:,}" if least == most else words.AT_MOST(lang, n=f"{most:,}"))
        told.append(words.LINE_METRIC(lang, metric=one.metric.title(lang), n=n, left=left))
    line = words.LINE(lang, month=month_text(data), metrics=SEPARATOR.join(told))
    return line if any(one.left is not None for one in data.metrics) else line + words.NOT_GIVEN(lang)


def why_xla(data: XlaData | None, lang: Lang) -> tuple[Paragraph, ...]:
    if data is None:
        return ()
    return (Paragraph(words.TITLE(lang), 1), *(Paragraph(said, 3) for said in xla_sentences(data, lang)))


def xla_sentences(data: XlaData, lang: Lang) -> Iterator[str]:
    """Each metric with its minutes and its allowance, the sources of limits, the formula."""
    if not data.metrics:
        yield words.NO_METRICS(lang)
        return
    for one in data.metrics:
        yield _counted(one, month_text(data), lang)
        yield from _left(one, lang)
    if unknown := _titles((one for one in data.metrics if one.allowance is None), lang):
        yield words.NO_ALLOWANCE(lang, metrics=unknown)
    if own := _titles((one for one in data.metrics if not one.is_agreed), lang):
        yield words.LIMIT_OF_SCREEN(lang, metrics=own)
    yield words.FORMULA(lang)


def _titles(metrics: Iterable[XlaMetric], lang: Lang) -> str:
    return SEPARATOR.join(one.metric.title(lang) for one in metrics)


def _counted(one: XlaMetric, month: str, lang: Lang) -> str:
    counts = one.month
    said = words.METRIC(
        lang,
        metric=one.metric.title(lang),
        limit=_limit(one, lang),
        beyond=counts.beyond,
        known=f"{counts.known:,}",
        month=month,
    )
    if not counts.unknown:
        return said
    gaps = (
        words.GAP(lang, n=f"{n:,}", state=STATES[state_name(state)](lang))
        for state in _GAPS
        if (n := counts.gaps.get(state, 0))
    )
    return words.UNKNOWN(lang, text=said, gaps=SEPARATOR.join(gaps))


def _left(one: XlaMetric, lang: Lang) -> Iterator[str]:
    if one.left is None or one.allowance is None:
        return
    least, most = one.left
    named = {"metric": one.metric.title(lang), "allowance": one.allowance}
    if most < 0:
        phrase = words.OVERDRAWN if least == most else words.OVERDRAWN_AT_LEAST
        yield phrase(lang, **named, over=f"{-most:,}")
    elif least == most:
        yield words.LEFT(lang, **named, left=f"{most:,}")
    else:
        unknown = f"{one.month.unknown:,}"
        yield words.LEFT_BETWEEN(lang, **named, least=f"{max(0, least):,}", most=f"{most:,}", unknown=unknown)


# -- the export


def xla_table(data: XlaData, lang: Lang) -> ExtractTable:
    return plain_table("xla", METRICS, (_row(one, lang) for one in data.metrics), "metric_name")


def xla_export(data: XlaData, setting: Setting) -> Extract:
    """The metrics of the month; beside them its days."""
    lang = setting.lang
    days = [
        (datetime.fromtimestamp(day_ts, UTC).strftime("%Y-%m-%d"), day_ts, one.metric.title(lang), *_cells(tally))
        for one in data.metrics
        for day_ts, tally in one.days.items()
    ]
    return Extract(
        screen="xla",
        title=words.TITLE(lang),
        table=xla_table(data, lang),
        window=data.month,
        findings=tuple(xla_sentences(data, lang)),
        others=(plain_table("xla_days", DAYS, days, "day"),),
    )


def _row(one: XlaMetric, lang: Lang) -> tuple[Value, ...]:
    unknown = Lacking("unknown")
    least, most = one.left or (unknown, unknown)
    return (
        one.metric.title(lang),
        one.metric.name,
        one.metric.unit,
        one.limit,
        "agreed" if one.is_agreed else "screen",
        *_cells(one.month),
        unknown if one.allowance is None else one.allowance,
        least,
        most,
    )


def _cells(tally: MinuteTally) -> tuple[Value, ...]:
    """An unknown minute may be beyond, too."""
    beyond = AtLeast(tally.beyond) if tally.unknown else tally.beyond
    return (beyond, tally.known, *(tally.gaps.get(state, 0) for state in _GAPS))
