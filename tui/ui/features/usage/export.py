"""Usage as an extract: every UTC day on screen with its figures, and seven days against the seven before. Pure."""

from __future__ import annotations

from tui.analysis.usage import PER_USER, USAGE_NAMES, DayView, Total, UsageView
from tui.clock import Zone
from tui.domain.glossary.rounding import fixed
from tui.domain.records import DAY, Window
from tui.export.extract import Cell, Extract, Field, Kind, Lacking, Setting, state_name
from tui.messages import export as words
from tui.messages import frame as frame_words
from tui.ui.extracts import arranged
from tui.ui.features.usage.view import number, title
from tui.ui.widgets.rows import ShownRows

UTC = Zone(utc=True)
FIGURES = {
    "userCount": "users",
    "sessionCount": "sessions",
    "channelCount": "channels",
    PER_USER: "sessions_per_user",
}
COUNTED = tuple(name for name in USAGE_NAMES if name != PER_USER)
FIELDS = (
    Field("day"),
    Field("start", Kind.TIME, told=False),
    *(Field(FIGURES[name], Kind.NUMBER, may_lack=True) for name in USAGE_NAMES),
    *(Field(f"{FIGURES[name]}_week_change_percent", Kind.NUMBER, "%") for name in COUNTED),
    Field("state", coded=True),
)


def usage_export(data: UsageView, shown: ShownRows, setting: Setting) -> Extract:
    lang = setting.lang
    rows = {str(day.day_ts): _day(day) for day in data.days}
    window = Window(data.days[-1].day_ts, data.days[0].day_ts + DAY) if data.days else None
    return Extract(
        screen="usage",
        title=frame_words.TABS["usage"](lang),
        table=arranged("usage", FIELDS, rows, "day", shown, setting),
        window=window,
        findings=tuple(
            _week(total, setting) for name, total in data.totals.items() if name in COUNTED and total.mean is not None
        ),
    )


def _day(day: DayView) -> tuple[Cell, ...]:
    state = state_name(day.state)
    # A day that is known may lack a figure that its answer did not hold.
    lacking = Lacking("missing" if state == "known" else state)
    return (
        UTC.text(day.day_ts, "%F"),
        day.day_ts,
        *(_figure(day.figures[name]) if name in day.figures else lacking for name in USAGE_NAMES),
        *(day.change_percent(name) for name in COUNTED),
        state,
    )


def _figure(value: float) -> float:
    """Counts are whole."""
    return int(value) if value == int(value) else value


def _week(total: Total, setting: Setting) -> str:
    lang, percent = setting.lang, total.change_percent
    change = "" if percent is None else words.WEEK_CHANGE(lang, change=fixed(percent, 1, "+"))
    return words.WEEK(lang, metric=title(total.name, lang), mean=number(total.name, total.mean), change=change)
