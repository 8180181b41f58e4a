"""The view of Usage: rows of the totals, and the words about one day. Pure but for the zone."""

from __future__ import annotations

from msgspec.structs import replace
from rich.cells import cell_len
from textual.content import Content

from tui.analysis.project.usage import PER_USER, USAGE_NAMES, WEEK_DAYS, DayView, Total, UsageView, by_weekday
from tui.clock import Zone
from tui.domain.glossary import USAGE_METRICS
from tui.domain.glossary.rounding import fixed
from tui.domain.records import DAY, MinuteState, Run, Runs, final_ts
from tui.domain.text import Lang
from tui.messages import live as live_words
from tui.messages import usage as words
from tui.terminal.cells import Column
from tui.ui.charts.bars import bar
from tui.ui.context import Context
from tui.ui.features.usage.xla import XlaData, why_xla
from tui.ui.text_page import Paragraph
from tui.ui.widgets.rows import Row

UTC = Zone(utc=True)
# A larger change is told as a multiple: a percentage of nearly nothing says nothing.
MANIFOLD_PERCENT = 1000
TOTAL_COLUMNS = (
    Column("metric", "", 8, sortable=False),
    Column("total", "", 9, align="right", sortable=False),
    Column("mean", "", 8, align="right", sortable=False, priority=1),
    Column("before", "", 8, align="right", sortable=False, priority=2),
    Column("change", "", 8, align="right", sortable=False),
)
STATE_WORDS = {
    MinuteState.PENDING: words.PENDING,
    MinuteState.MISSING: words.MISSING,
    MinuteState.NOT_ASKED: words.NOT_ASKED,
    MinuteState.LOST: words.LOST,
    MinuteState.UNREAD: words.UNREAD,
}
ABOUT = {
    MinuteState.PENDING: words.ABOUT_PENDING,
    MinuteState.MISSING: words.ABOUT_MISSING,
    MinuteState.NOT_ASKED: words.ABOUT_NOT_ASKED,
    MinuteState.LOST: words.ABOUT_LOST,
    MinuteState.UNREAD: words.ABOUT_UNREAD,
}
# From this width on a figure of the day stands beside that of the week before.
WITH_BEFORE = 52


def title(name: str, lang: Lang) -> str:
    return words.PER_USER(lang) if name == PER_USER else USAGE_METRICS[name].title(lang)


def explain(name: str, lang: Lang) -> str:
    """The meaning of the metric."""
    return words.PER_USER_EXPLAIN(lang) if name == PER_USER else USAGE_METRICS[name].explain(lang)


def number(name: str, value: float | None) -> str:
    """`21,759`, `1.38`; a dash where nothing is known."""
    if value is None:
        return "–"
    return fixed(value, 2 if name == PER_USER else 0)


def change(percent: float | None) -> str:
    """`+3.1 %`, `−0.4 %`, `×12`; nothing where there is nothing to compare."""
    if percent is None:
        return ""
    if percent >= MANIFOLD_PERCENT:
        return f"×{fixed(percent / 100 + 1, 0)}"
    text = f"{fixed(percent, 1, '+')} %"
    return "0.0 %" if text[1:] == "0.0 %" else text.replace("-", "−")


def day_name(day: DayView, lang: Lang, form: str = "%m-%d") -> str:
    return f"{words.WEEKDAYS[day.weekday](lang)} {UTC.text(day.day_ts, form)}"


def state_text(day: DayView, lang: Lang) -> Runs:
    """The words beside the figures of a day; none for a day that is known and never changed."""
    if day.changed_ts is not None:
        return ((words.CHANGED(lang), "warn"),)
    if day.state is MinuteState.KNOWN:
        return ()
    return ((STATE_WORDS[day.state](lang), "pending" if day.state is MinuteState.PENDING else "missing"),)


def explained(day: DayView, context: Context) -> str:
    """A sentence about the state of the day; "" for a day that is known and never changed."""
    lang = context.lang
    if day.changed_ts is not None:
        return words.ABOUT_CHANGED(lang, time=context.when(day.changed_ts))
    if day.state is MinuteState.KNOWN:
        return ""
    phrase = words.ABOUT_PENDING_UTC if context.zone.utc and day.state is MinuteState.PENDING else ABOUT[day.state]
    return phrase(lang, time=context.when(final_ts(day.day_ts)))


# -- the totals


def total_columns(view: UsageView | None, lang: Lang) -> tuple[Column, ...]:
    """The columns with their titles; a week that is not whole says so in its own."""
    held = view.held if view else 7
    titles = {
        "metric": words.METRIC(lang),
        "total": words.LAST_WEEK(lang) if held == 7 else words.LAST_WEEK_PART(lang, held=held),
        "mean": words.A_DAY(lang),
        "before": words.WEEK_BEFORE(lang),
        "change": words.WEEK_ON_WEEK(lang),
    }
    return tuple(replace(column, title=titles[column.key]) for column in TOTAL_COLUMNS)


def week_change(total: Total | None, lang: Lang) -> str:
    """`−0.6 %`, `−0.6 % (1 d)` where both weeks know that one day alone."""
    if total is None:
        return ""
    said = change(total.change_percent)
    return said if total.pairs in (0, WEEK_DAYS) else words.OF_DAYS(lang, change=said, n=total.pairs)


def total_rows(view: UsageView | None, lang: Lang) -> list[Row]:
    rows = []
    for name in USAGE_NAMES:
        total = view.totals[name] if view else None
        figures = (total.total, total.mean, total.before) if total else (None, None, None)
        told = [number(name, figure) for figure in figures]
        if name == PER_USER:
            told[0] = ""
        rows.append(Row(name, (title(name, lang), *told, week_change(total, lang))))
    return rows


# -- one day


def hint(day: DayView | None, context: Context) -> Runs:
    """The chosen day in one line, where there is no room to tell more."""
    if day is None:
        return ()
    lang = context.lang
    runs: list[Run] = [(day_name(day, lang, "%F") + " UTC", "strong"), ("  ", "text")]
    if says := explained(day, context):
        return (*runs, (says, "warn"))
    for name in USAGE_NAMES[:3]:
        told = change(day.change_percent(name))
        runs += [(f"{title(name, lang)} ", "dim"), (f"{number(name, day.figures.get(name))} {told}  ", "text")]
    return tuple(runs)


def about(view: UsageView | None, day: DayView | None, chosen: str, context: Context, width: int) -> Content:
    """The chosen day, the rhythm of the week, and the meaning of the chosen metric."""
    if view is None:
        return Content("")
    lang = context.lang
    lines: list[Content] = []
    if day is not None:
        lines += [*_about_day(day, context, width), Content("")]
    lines.append(Content.styled(words.BY_WEEKDAY(lang, title=title(chosen, lang)), "bold"))
    means = by_weekday(view.days, chosen)
    most = max((mean for mean in means if mean is not None), default=0.0)
    for weekday, mean in zip(words.WEEKDAYS, means, strict=True):
        name, told = weekday(lang), number(chosen, mean)
        drawn = bar(mean or 0.0, most, max(0, width - cell_len(name) - 12), ascii=context.ascii)
        lines.append(Content.assemble((name, ""), " ", (drawn, "$primary"), " ", told.rjust(10)))
    dim = ["", explain(chosen, lang)]
    if 0 < (pairs := view.totals[chosen].pairs) < 7:
        dim.append(words.PAIRS(lang, pairs=pairs))
    if view.last_answer_ts is not None:
        dim.append(words.ONCE_A_DAY(lang, time=context.when(view.last_answer_ts)))
    return Content("\n").join([*lines, *(Content.styled(text, "dim") for text in dim)])


def local_day(day_ts: int, zone: Zone) -> tuple[str, str]:
    """When the day of UTC begins and ends here."""
    text = zone.over(day_ts, day_ts + DAY).text
    return text(day_ts, "%m-%d %H:%M"), text(day_ts + DAY, "%m-%d %H:%M")


def _about_day(day: DayView, context: Context, width: int) -> list[Content]:
    lang, zone = context.lang, context.zone
    lines = [Content.styled(day_name(day, lang, "%F") + " UTC", "bold")]
    if not zone.utc:
        start, end = local_day(day.day_ts, zone)
        lines.append(Content.styled(words.LOCAL_DAY(lang, start=start, end=end), "dim"))
    if says := explained(day, context):
        lines.append(Content.styled(says, "$warning"))
    for name in USAGE_NAMES if day.figures else ():
        told = number(name, day.figures.get(name)).rjust(9) + change(day.change_percent(name)).rjust(9)
        before = words.A_WEEK_BEFORE(lang, value=number(name, day.before.get(name))) if width >= WITH_BEFORE else ""
        pad = " " * max(1, 10 - cell_len(title(name, lang)))
        lines.append(Content.assemble(title(name, lang), pad, told, (f"  {before}", "dim")))
    return lines


def why_usage(name: str, xla: XlaData | None, context: Context) -> tuple[Paragraph, ...]:
    """The meaning of the metric; the XLA minutes with their formula."""
    lang = context.lang
    told = [Paragraph(title(name, lang), 1), Paragraph(explain(name, lang), 3)]
    if name in USAGE_METRICS:
        told.append(Paragraph(live_words.DAYS_ARE_UTC(lang), 3))
    return (*told, *why_xla(xla, lang))
