"""The values of all dimensions as rows: their columns, the sentences above them, the extract."""

from __future__ import annotations

from collections.abc import Iterator

from tui.analysis.project.outliers import DIMENSIONS, Likelihood
from tui.analysis.project.standout import is_low_bad, largest
from tui.domain.fields import FieldKind, Lacking
from tui.domain.glossary import NAMED_METRICS
from tui.domain.glossary.rounding import share
from tui.domain.records import BreakdownRow, Level
from tui.domain.text import Lang
from tui.export.extract import Extract, Setting
from tui.messages import frame as frame_words
from tui.messages import standout as words
from tui.terminal.cells import Column
from tui.ui.context import Context
from tui.ui.extracts import arranged, setting_in
from tui.ui.features.standout.query import StandoutData
from tui.ui.texts.standout import lacks, largest_text, rate_text, value_name, verdict
from tui.ui.widgets.described import Described, Items, Told, fields_of, list_columns, list_row, values_of
from tui.ui.widgets.rows import Row, ShownRows

_ROLES = {Likelihood.OUT: "bad", Likelihood.MAYBE: "warn", Likelihood.FEW: "dim", Likelihood.WITHIN: "text"}

COLUMNS = (
    Described("dimension", title=words.BY, width=7, key="by"),
    Described("dimension_value", title=words.VALUE, width=14, key="value", grow=1),
    Described("users", FieldKind.NUMBER, title=words.USERS, width=6, may_lack=True),
    Described("share_percent", FieldKind.NUMBER, title=words.SHARE, width=6, key="share", may_lack=True),
    Described("rate_percent", FieldKind.NUMBER, title=words.RATE, width=7, key="rate", may_lack=True),
    Described("others_percent", FieldKind.NUMBER, title=words.REST, width=7, key="others", may_lack=True),
    Described("others_users", FieldKind.NUMBER, may_lack=True),
    Described("chance_percent", FieldKind.NUMBER, may_lack=True),
    Described("likelihood", title=words.STANDING, width=13, may_lack=True, coded=True),
)
CODES = {
    Likelihood.OUT: "stands_out",
    Likelihood.MAYBE: "may_be_chance",
    Likelihood.FEW: "too_few_users",
    Likelihood.WITHIN: "within_others",
}
# A count of users has no rate.
_OF_RATES = ("rate", "others", "likelihood")


def key_of(dimension: str, name: str) -> str:
    """The separator is in no text of the API: control characters were made visible."""
    return f"{dimension}\x1f{name}"


def standout_columns(data: StandoutData | None, context: Context) -> tuple[Column, ...]:
    found = list_columns(COLUMNS, context.lang)
    return found if data is None or data.found is not None else tuple(one for one in found if one.key not in _OF_RATES)


def standout_rows(data: StandoutData, context: Context) -> list[Row]:
    shown = [
        place for place, one in enumerate(COLUMNS) if data.found is not None or (one.key or one.name) not in _OF_RATES
    ]
    columns = [COLUMNS[place] for place in shown]
    return [
        list_row(columns, key_of(dimension, row.name), [items[place] for place in shown])
        for dimension, row, items in _every(data, setting_in(context))
    ]


def standout_export(data: StandoutData, context: Context, shown: ShownRows, setting: Setting) -> Extract:
    one = data.query.slice
    rows = {key_of(dimension, row.name): values_of(COLUMNS, items) for dimension, row, items in _every(data, setting)}
    sentences = (sentence(data, setting.lang)[0], *gaps(data, setting.lang))
    channel = {"channel": setting.names.channel(one.channel)} if one.channel else {}
    return Extract(
        screen="standout",
        title=frame_words.TABS["standout"](setting.lang),
        table=arranged("standout", fields_of(COLUMNS), rows, "dimension_value", shown, setting),
        window=one.window,
        scope={"metric": one.metric, "product": one.product, **channel},
        moment_ts=one.window.start_ts,
        findings=tuple(filter(None, sentences)),
    )


def sentence(data: StandoutData, lang: Lang) -> tuple[str, Level]:
    """The value that stands out, that none does, or that the numbers cannot tell; nothing before the last answer, but
    a value that stands out already."""
    found, one = data.found, data.query.slice
    if not data.figures:
        return "", Level.NEUTRAL
    if found is None:
        return largest_text(largest(data.weighed), lang), Level.NEUTRAL
    if not data.is_whole and not found.found:
        return "", Level.NEUTRAL
    titles = {one.metric: NAMED_METRICS[one.metric].title(lang)}
    return verdict(found, titles, data.least, is_low_bad=is_low_bad(one.metric), lang=lang)


def gaps(data: StandoutData, lang: Lang) -> tuple[str, ...]:
    """The gaps of the numbers."""
    part = () if data.is_whole or not data.figures else (words.PART(lang, n=len(data.figures), of=data.of),)
    if data.found is None:
        return part
    counts_attempts = is_low_bad(data.query.slice.metric) and bool(data.found.compared)
    return (*lacks(data.found, lang, counts_attempts=counts_attempts), *part)


def _every(data: StandoutData, setting: Setting) -> Iterator[tuple[str, BreakdownRow, Items]]:
    """By dimension, the worst value first, of users the largest."""
    low = data.found is not None and is_low_bad(data.query.slice.metric)
    for figure in sorted(data.weighed, key=lambda each: DIMENSIONS.index(each.dimension)):
        for row in sorted(figure.rows, key=lambda each: _order(each, low=low)):
            yield figure.dimension, row, _told(figure.dimension, row, data, setting)


def _order(row: BreakdownRow, *, low: bool) -> tuple[bool, float, int, str]:
    rate = row.percent if row.percent is not None else 0.0
    return row.percent is None and row.count is None, rate if low else -rate, -(row.users or 0), row.name


def _told(dimension: str, row: BreakdownRow, data: StandoutData, setting: Setting) -> Items:
    lang, one = setting.lang, data.comparison(dimension, row.name)
    by = words.DIMENSIONS[dimension](lang)
    threshold = setting.thresholds.get(data.query.slice.metric)
    users = Told(Lacking("unknown"), (("–", "dim"),), -1) if row.users is None else Told(row.users, f"{row.users:,}")
    part = None if not row.users or not data.total_users else 100.0 * row.users / data.total_users
    unknown = Told(Lacking("unknown"), (("–", "dim"),), -1.0)
    likelihood = Likelihood.WITHIN if one is None else one.likelihood
    standing = words.LIKELIHOODS[likelihood.name](lang) if likelihood.name in words.LIKELIHOODS else ""
    role = _ROLES[likelihood]
    return (
        Told(dimension, by, DIMENSIONS.index(dimension)),
        Told(row.name, value_name(dimension, row.name, lang), row.name.casefold()),
        users,
        unknown if part is None else Told(part, f"{share(part)} %"),
        unknown if row.percent is None else Told(row.percent, ((rate_text(row.percent, threshold), role),)),
        unknown if one is None else Told(one.others_percent, rate_text(one.others_percent, threshold)),
        Lacking("unknown") if one is None else one.others_users,
        Lacking("unknown") if one is None else 100.0 * one.chance,
        Told(Lacking("unknown") if one is None else CODES[likelihood], ((standing, role),), likelihood.name),
    )
