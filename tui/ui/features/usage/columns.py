"""The days of Usage: their question, their columns, their extract. Pure but for the context's zone."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from msgspec import Struct
from rich.cells import cell_len

from tui.analysis.project.usage import PER_USER, USAGE_NAMES, DayView, Total, UsageView, usage_view, window_to_read
from tui.domain.edition import Edition
from tui.domain.fields import ExtractCell as Value
from tui.domain.fields import FieldKind, Lacking
from tui.domain.glossary.rounding import fixed
from tui.domain.records import DAY, MinuteState, Window
from tui.domain.text import Lang
from tui.export.extract import Extract, Setting, state_name
from tui.messages import export as export_words
from tui.messages import frame as frame_words
from tui.messages import usage as words
from tui.store.api import Snapshot
from tui.terminal.cells import Column, lay_out
from tui.ui.charts.bars import bar
from tui.ui.context import Context
from tui.ui.extracts import arranged, findings_of
from tui.ui.features.usage.view import UTC, change, day_name, number, state_text, title
from tui.ui.features.usage.xla import XlaData, xla_sentences
from tui.ui.widgets.described import Described, Items, Told, fields_of, list_columns, list_row, values_of
from tui.ui.widgets.rows import Row, ShownRows


class UsageQuery(Struct, frozen=True):
    edition: Edition
    now_ts: float
    span_days: int


def read_days(snapshot: Snapshot, query: UsageQuery) -> UsageView:
    """The store's answer to this screen; runs off the event loop."""
    window = window_to_read(query.now_ts, query.span_days)
    known = snapshot.usage(window)
    unread = snapshot.unread_days(window)
    return usage_view(query.edition.usage, known, query.span_days, query.now_ts, snapshot.last_usage_ts(), unread)


FIELDS = {
    "userCount": "users",
    "sessionCount": "sessions",
    "channelCount": "channels",
    PER_USER: "sessions_per_user",
}
COUNTED = tuple(name for name in USAGE_NAMES if name != PER_USER)
BAR = "bar"


def columns_of(chosen: str = USAGE_NAMES[0], *, utc: bool = True) -> tuple[Described, ...]:
    """`chosen` is the metric of the bars; `utc`: the reader's days are those of UTC."""
    return (
        Described("day", title=words.DAY if utc else words.DAY_UTC, width=9),
        Described("start", FieldKind.TIME, told=False),
        *(_figure_column(name, chosen) for name in USAGE_NAMES),
        Described(BAR, title=partial(title, chosen), width=8, grow=1, sortable=False, priority=2, exported=False),
        Described("change", title=words.WEEK_ON_WEEK, width=8, align="right", priority=1, exported=False),
        *(Described(f"{FIELDS[name]}_week_change_percent", FieldKind.NUMBER, "%", may_lack=True) for name in COUNTED),
        Described("state", coded=True, title=words.STATE, width=9, priority=1),
    )


def _figure_column(name: str, chosen: str) -> Described:
    # Where not all fit, one goes that follows from others; the chosen one stays.
    priority = 3 if name == ("channelCount" if chosen == PER_USER else PER_USER) else 0
    width = 8 if name in ("channelCount", PER_USER) else 9
    named = partial(title, name)
    return Described(
        FIELDS[name],
        FieldKind.NUMBER,
        may_lack=True,
        title=named,
        width=width,
        key=name,
        priority=priority,
    )


def _told(day: DayView, chosen: str, lang: Lang, drawn: str) -> Items:
    """An item for each column; `drawn` is the bar."""
    # A pending day's figures are shown as not final.
    final = day.state is MinuteState.KNOWN
    bare, percent = "text" if final else "pending", day.change_percent(chosen)
    strong = {name: "strong" if final and name == chosen else bare for name in USAGE_NAMES}
    figures = {name: number(name, day.figures.get(name)) for name in USAGE_NAMES}
    state = "changed" if day.changed_ts is not None else day.state.value
    return (
        Told(UTC.text(day.day_ts, "%F"), day_name(day, lang)),
        day.day_ts,
        *(Told(_figure(day, name), ((figures[name], strong[name]),)) for name in USAGE_NAMES),
        Told(None, ((drawn, "curve1" if final else "pending"),)),
        Told(None, ((change(percent), bare),), percent),
        *(Lacking("unknown") if (each := day.change_percent(name)) is None else each for name in COUNTED),
        Told(state_name(day.state), state_text(day, lang), state),
    )


def _figure(day: DayView, name: str) -> Value:
    """Counts are whole. A day that is known may lack a figure that its answer did not hold."""
    if name not in day.figures:
        return Lacking("missing" if day.state is MinuteState.KNOWN else state_name(day.state))
    figure = day.figures[name]
    return int(figure) if figure == int(figure) else figure


# -- the list


def day_columns(chosen: str, context: Context) -> tuple[Column, ...]:
    lang = context.lang
    widest = max(cell_len(f"{weekday(lang)} 00-00") for weekday in words.WEEKDAYS)
    return list_columns(columns_of(chosen, utc=context.zone.utc), lang, {"day": widest})


def bar_cells(columns: Sequence[Column], width: int) -> int:
    """How many cells the bars have in a list of that width; 0 where there is no room for them."""
    return next((slot.width for slot in lay_out(columns, width) if slot.column.key == BAR), 0)


def day_rows(view: UsageView | None, chosen: str, context: Context, bar_columns: int) -> list[Row]:
    days, columns = view.days if view else (), columns_of(chosen)
    most = max((day.figures.get(chosen, 0.0) for day in days), default=0.0)
    rows = []
    for day in days:
        drawn = bar(day.figures.get(chosen, 0.0), most, bar_columns, ascii=context.ascii)
        rows.append(list_row(columns, str(day.day_ts), _told(day, chosen, context.lang, drawn)))
    return rows


# -- the export


def usage_export(data: UsageView, shown: ShownRows, setting: Setting, xla: XlaData | None = None) -> Extract:
    """Every UTC day on screen with its figures, seven days against the seven before, and the XLA minutes."""
    lang, columns = setting.lang, columns_of()
    days = {str(day.day_ts): values_of(columns, _told(day, USAGE_NAMES[0], lang, "")) for day in data.days}
    weeks = [total for name, total in data.totals.items() if name in COUNTED and total.mean is not None]
    of_month = () if xla is None or not xla.metrics else tuple(xla_sentences(xla, lang))
    return Extract(
        screen="usage",
        title=frame_words.TABS["usage"](lang),
        table=arranged("usage", fields_of(columns), days, "day", shown, setting),
        window=Window(data.days[-1].day_ts, data.days[0].day_ts + DAY) if data.days else None,
        findings=findings_of(shown, (), (*(_week(total, lang) for total in weeks), *of_month)),
    )


def _week(total: Total, lang: Lang) -> str:
    percent = total.change_percent
    changed = "" if percent is None else export_words.WEEK_CHANGE(lang, change=fixed(percent, 1, "+"))
    return export_words.WEEK(lang, metric=title(total.name, lang), mean=number(total.name, total.mean), change=changed)
