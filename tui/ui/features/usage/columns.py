"""The days of Usage: their columns, in the list and in exports. Pure but for the context's zone."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from msgspec import Struct
from rich.cells import cell_len

from tui.analysis.usage import PER_USER, USAGE_NAMES, DayView, Total, UsageView
from tui.domain.glossary.rounding import fixed
from tui.domain.records import DAY, MinuteState, Window
from tui.export.extract import Cell as Value
from tui.export.extract import Extract, Kind, Lacking, Setting, state_name
from tui.messages import export as export_words
from tui.messages import frame as frame_words
from tui.messages import usage as words
from tui.terminal.cells import Cell, lay_out
from tui.terminal.cells import Column as ListColumn
from tui.ui.charts.bars import bar
from tui.ui.context import Context
from tui.ui.extracts import described_table, setting_in
from tui.ui.features.usage.view import UTC, change, day_name, number, state_text, title
from tui.ui.widgets.described import Column, Shown, list_columns, list_row
from tui.ui.widgets.rows import Row, ShownRows

FIELDS = {
    "userCount": "users",
    "sessionCount": "sessions",
    "channelCount": "channels",
    PER_USER: "sessions_per_user",
}
COUNTED = tuple(name for name in USAGE_NAMES if name != PER_USER)
BAR = "bar"


class Look(Struct, frozen=True):
    """`chosen` is the metric of the bars, `most` its highest figure; `bar_columns` the cells of a whole bar."""

    context: Context
    chosen: str
    most: float
    bar_columns: int


DayColumn = Column[DayView, Look]


def columns_of(chosen: str = USAGE_NAMES[0], *, utc: bool = True) -> tuple[DayColumn, ...]:
    """`chosen` is the metric of the bars; `utc`: the reader's days are those of UTC."""
    day_title, bars = words.DAY if utc else words.DAY_UTC, partial(title, chosen)
    return (
        Column("day", value=lambda day, _: UTC.text(day.day_ts, "%F"), shown=Shown(day_title, 9, _name)),
        Column("start", Kind.TIME, told=False, value=lambda day, _: day.day_ts),
        *(_figure(name, chosen) for name in USAGE_NAMES),
        Column(BAR, shown=Shown(bars, 8, _bar, grow=1, sortable=False, priority=2)),
        Column("change", shown=Shown(words.WEEK_ON_WEEK, 8, _change, _percent, align="right", priority=1)),
        *(_week_change(name) for name in COUNTED),
        Column("state", coded=True, value=_state, shown=Shown(words.STATE, 9, _state_runs, _order, priority=1)),
    )


def _figure(name: str, chosen: str) -> DayColumn:
    # Where not all fit, one goes that follows from others; the chosen one stays.
    spare = "channelCount" if chosen == PER_USER else PER_USER

    def value(day: DayView, _: Setting) -> Value:
        """Counts are whole. A day that is known may lack a figure that its answer did not hold."""
        if name not in day.figures:
            return Lacking("missing" if day.state is MinuteState.KNOWN else state_name(day.state))
        figure = day.figures[name]
        return int(figure) if figure == int(figure) else figure

    def cell(day: DayView, _: Look) -> Cell:
        is_strong = day.state is MinuteState.KNOWN and name == chosen
        return ((number(name, day.figures.get(name)), "strong" if is_strong else _role(day)),)

    width, priority = 8 if name in ("channelCount", PER_USER) else 9, 3 if name == spare else 0
    shown = Shown(partial(title, name), width, cell, key=name, align="right", priority=priority)
    return Column(FIELDS[name], Kind.NUMBER, may_lack=True, value=value, shown=shown)


def _week_change(name: str) -> DayColumn:
    return Column(
        f"{FIELDS[name]}_week_change_percent", Kind.NUMBER, "%", value=lambda day, _: day.change_percent(name)
    )


def _name(day: DayView, look: Look) -> Cell:
    return day_name(day, look.context.lang)


def _bar(day: DayView, look: Look) -> Cell:
    drawn = bar(day.figures.get(look.chosen, 0.0), look.most, look.bar_columns, ascii=look.context.ascii)
    return ((drawn, "curve1" if day.state is MinuteState.KNOWN else "pending"),)


def _change(day: DayView, look: Look) -> Cell:
    return ((change(day.change_percent(look.chosen)), _role(day)),)


def _percent(day: DayView, look: Look) -> float | None:
    return day.change_percent(look.chosen)


def _state(day: DayView, _: Setting) -> Value:
    return state_name(day.state)


def _state_runs(day: DayView, look: Look) -> Cell:
    return state_text(day, look.context.lang)


def _order(day: DayView, _: Look) -> str:
    return "changed" if day.changed_ts is not None else day.state.value


def _role(day: DayView) -> str:
    """A pending day's figures are shown for what they are: not final."""
    return "text" if day.state is MinuteState.KNOWN else "pending"


# -- the list


def day_columns(chosen: str, context: Context) -> tuple[ListColumn, ...]:
    lang = context.lang
    widest = max(cell_len(f"{weekday(lang)} 00-00") for weekday in words.WEEKDAYS)
    return list_columns(columns_of(chosen, utc=context.zone.utc), lang, {"day": widest})


def bar_cells(columns: Sequence[ListColumn], width: int) -> int:
    """How many cells the bars have in a list of that width; 0 where there is no room for them."""
    return next((slot.width for slot in lay_out(columns, width) if slot.column.key == BAR), 0)


def day_rows(view: UsageView | None, chosen: str, context: Context, bar_columns: int) -> list[Row]:
    days = view.days if view else ()
    most = max((day.figures.get(chosen, 0.0) for day in days), default=0.0)
    columns, look, setting = columns_of(chosen), Look(context, chosen, most, bar_columns), setting_in(context)
    return [list_row(columns, str(day.day_ts), day, look, setting) for day in days]


# -- the export


def usage_export(data: UsageView, shown: ShownRows, setting: Setting) -> Extract:
    """Every UTC day on screen with its figures, and seven days against the seven before."""
    days = {str(day.day_ts): day for day in data.days}
    weeks = [total for name, total in data.totals.items() if name in COUNTED and total.mean is not None]
    return Extract(
        screen="usage",
        title=frame_words.TABS["usage"](setting.lang),
        table=described_table("usage", columns_of(), days, "day", shown, setting),
        window=Window(data.days[-1].day_ts, data.days[0].day_ts + DAY) if data.days else None,
        findings=tuple(_week(total, setting) for total in weeks),
    )


def _week(total: Total, setting: Setting) -> str:
    lang, percent = setting.lang, total.change_percent
    change = "" if percent is None else export_words.WEEK_CHANGE(lang, change=fixed(percent, 1, "+"))
    return export_words.WEEK(lang, metric=title(total.name, lang), mean=number(total.name, total.mean), change=change)
