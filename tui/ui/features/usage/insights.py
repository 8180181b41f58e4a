"""Days and hours of usage (today's edition): their question, their columns, their extract. Pure but for the zone."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from msgspec import Struct
from msgspec.structs import replace

from tui.analysis.feeds.feed import age_text
from tui.analysis.feeds.insights import usage_of
from tui.analysis.project.insights import FINAL_S, PEAKS, Figure, InsightSlot, InsightView, insight_view, window_of
from tui.analysis.project.usage import weekday_of
from tui.clock import Zone
from tui.domain.edition import Edition
from tui.domain.fields import ExtractCell, FieldKind, Lacking
from tui.domain.glossary.rounding import fixed
from tui.domain.records import DAY, MinuteState, Run, Runs, Window
from tui.domain.text import Lang
from tui.export.extract import Extract, Setting, state_name
from tui.messages import export as export_words
from tui.messages import frame as frame_words
from tui.messages import insights as words
from tui.messages import usage as usage_words
from tui.store.api import Snapshot
from tui.terminal.cells import Column
from tui.ui.charts.bars import bar
from tui.ui.context import Context
from tui.ui.extracts import arranged, findings_of
from tui.ui.features.usage.columns import BAR
from tui.ui.features.usage.view import STATE_WORDS, change, total_columns, week_change
from tui.ui.features.usage.xla import XlaData, why_xla, xla_sentences, xla_table
from tui.ui.text_page import Paragraph
from tui.ui.widgets.described import Described, Items, Told, fields_of, list_columns, list_row, values_of
from tui.ui.widgets.rows import Row, ShownRows

UTC = Zone(utc=True)
FIRST = "userCount"
FIELDS = {
    "userCount": "users",
    "sessionCount": "sessions",
    "channelCount": "channels",
    "peakConcurrentUsers": "peak_users",
    "peakConcurrentChannels": "peak_channels",
    "totalDuration": "minutes",
    "totalVideoDuration": "video_minutes",
    "totalAudioDuration": "audio_minutes",
}
# At 80 columns some have no room: those with the highest number go first, the chosen one never.
_PRIORITY = {
    "totalAudioDuration": 8,
    "peakConcurrentChannels": 7,
    "totalVideoDuration": 6,
    "peakConcurrentUsers": 5,
    "channelCount": 4,
}
ABOUT = {
    MinuteState.MISSING: words.ABOUT_MISSING,
    MinuteState.NOT_ASKED: words.ABOUT_NOT_ASKED,
    MinuteState.LOST: words.ABOUT_LOST,
    MinuteState.UNREAD: words.ABOUT_UNREAD,
}


class InsightQuery(Struct, frozen=True):
    """`spans` days or hours, by `step_s`."""

    edition: Edition
    now_ts: float
    step_s: int = DAY
    spans: int = 28


def read_insights(snapshot: Snapshot, query: InsightQuery) -> InsightView | None:
    """The store's answer; None: the plan has no insights. Runs off the event loop."""
    endpoint = usage_of(query.edition)
    if endpoint is None:
        return None
    window = window_of(query.now_ts, query.step_s, query.spans)
    selections = {name: endpoint.selection(name, "", query.step_s) for name in endpoint.metrics}
    names = {name: endpoint.name_of(chosen) for name, chosen in selections.items()}
    told = snapshot.series([*names.values()], window)
    # A day is stamped at any hour of it.
    points = {
        name: {ts // query.step_s * query.step_s: value for ts, value in told[series].points}
        for name, series in names.items()
    }
    coverages = {
        name: snapshot.coverage(endpoint.name, "", window, query.step_s, chosen) for name, chosen in selections.items()
    }
    return insight_view(endpoint, query.step_s, query.spans, points, coverages, query.now_ts)


def title(name: str, lang: Lang) -> str:
    return words.TITLES[name](lang)


def slot_name(ts: int, step_s: int, lang: Lang, form: str = "%m-%d") -> str:
    day = f"{usage_words.WEEKDAYS[weekday_of(ts // DAY * DAY)](lang)} {UTC.text(ts, form)}"
    return day if step_s == DAY else f"{day} {UTC.text(ts, '%H:%M')}"


def columns_of(step_s: int, chosen: str = FIRST) -> tuple[Described, ...]:
    """`chosen` is the metric of the bars, the change and the state."""
    return (
        Described("day", title=words.DAY if step_s == DAY else words.HOUR, width=11 if step_s == DAY else 17),
        Described("start", FieldKind.TIME, told=False),
        *(
            Described(
                field,
                FieldKind.NUMBER,
                may_lack=True,
                title=words.TITLES[name],
                width=10,
                key=name,
                priority=0 if name == chosen else _PRIORITY.get(name, 3),
            )
            for name, field in FIELDS.items()
        ),
        Described(BAR, title=partial(title, chosen), width=8, grow=1, sortable=False, priority=2, exported=False),
        Described("change", title=usage_words.WEEK_ON_WEEK, width=8, align="right", priority=1, exported=False),
        *(Described(f"{field}_week_change_percent", FieldKind.NUMBER, "%", may_lack=True) for field in FIELDS.values()),
        Described("state", coded=True, title=usage_words.STATE, width=13, priority=1),
    )


def _told(slot: InsightSlot, step_s: int, chosen: str, lang: Lang, drawn: str) -> Items:
    """An item for each column; `drawn` is the bar."""
    of_chosen, percent = slot.figures[chosen], slot.change_percent(chosen)
    role = "text" if of_chosen.value is not None else "pending"
    return (
        Told(UTC.text(slot.ts, "%F" if step_s == DAY else "%F %H:%M"), slot_name(slot.ts, step_s, lang)),
        slot.ts,
        *(_figure_told(slot.figures[name], is_chosen=name == chosen) for name in FIELDS),
        Told(None, ((drawn, "curve1"),)),
        Told(None, ((change(percent), role),), percent),
        *(Lacking("unknown") if (each := slot.change_percent(name)) is None else each for name in FIELDS),
        Told(_state_code(of_chosen), (state_run(slot, chosen, step_s, lang),), _state_code(of_chosen)),
    )


def _figure_told(figure: Figure, *, is_chosen: bool) -> Told:
    if figure.value is None:
        return Told(Lacking(state_name(figure.state)), (("–", "dim"),), -1.0)
    shown: ExtractCell = int(figure.value) if figure.value == int(figure.value) else figure.value
    role = "strong" if is_chosen and figure.is_final else "text" if figure.is_final else "pending"
    return Told(shown, ((fixed(figure.value, 0), role),), figure.value)


def _state_code(figure: Figure) -> str:
    if figure.state is not MinuteState.KNOWN:
        return state_name(figure.state)
    return "recounted" if figure.is_final else "provisional"


def state_run(slot: InsightSlot, chosen: str, step_s: int, lang: Lang) -> Run:
    """The state of the chosen metric."""
    figure = slot.figures[chosen]
    if figure.state is not MinuteState.KNOWN:
        return STATE_WORDS[figure.state](lang), "pending" if figure.state is MinuteState.PENDING else "missing"
    if figure.is_final:
        return words.RECOUNTED(lang), "dim"
    return words.PROVISIONAL(lang, day=recount_day(slot.ts)), "pending"


def recount_day(ts: int) -> str:
    """The UTC day on which the vendor computes that slot anew."""
    return UTC.text(ts // DAY * DAY + FINAL_S - DAY, "%m-%d")


def slot_columns(step_s: int, chosen: str, lang: Lang) -> tuple[Column, ...]:
    return list_columns(columns_of(step_s, chosen), lang)


def slot_rows(view: InsightView | None, chosen: str, context: Context, cells: int) -> list[Row]:
    if view is None:
        return []
    most = max((slot.value(chosen) or 0.0 for slot in view.slots), default=0.0)
    columns = columns_of(view.step_s, chosen)
    return [
        list_row(
            columns,
            str(slot.ts),
            _told(
                slot,
                view.step_s,
                chosen,
                context.lang,
                bar(slot.value(chosen) or 0.0, most, cells, ascii=context.ascii),
            ),
        )
        for slot in view.slots
    ]


def insight_total_columns(lang: Lang) -> tuple[Column, ...]:
    first, *others = total_columns(None, lang)
    return (replace(first, width=10), *others)


def total_rows(view: InsightView | None, lang: Lang) -> list[Row]:
    rows = []
    for name in FIELDS:
        total = view.totals.get(name) if view else None
        figures = (total.total, total.mean, total.before) if total else (None, None, None)
        told = ["–" if figure is None else fixed(figure, 0) for figure in figures]
        rows.append(Row(name, (title(name, lang), *told, week_change(total, lang))))
    return rows


def about_lines(view: InsightView | None, slot: InsightSlot | None, chosen: str, context: Context) -> list[Runs]:
    """The chosen metric of the slot under the cursor: its value, its state in a sentence, the week before."""
    if view is None or slot is None:
        return []
    lang, figure = context.lang, slot.figures[chosen]
    said = "–" if figure.value is None else fixed(figure.value, 0)
    lines: list[Runs] = [
        ((f"{slot_name(slot.ts, view.step_s, lang, '%F')} UTC  ", "strong"), (f"{title(chosen, lang)} {said}", "text"))
    ]
    if chosen in slot.before:
        before = words.WEEK_BEFORE(lang, value=fixed(slot.before[chosen], 0))
        lines.append(((f"{before}  {change(slot.change_percent(chosen))}", "text"),))
    lines.append(((_about(slot, chosen, view.step_s, context), "dim"),))
    return lines


def _about(slot: InsightSlot, chosen: str, step_s: int, context: Context) -> str:
    lang, figure = context.lang, slot.figures[chosen]
    if figure.state is MinuteState.KNOWN:
        if figure.is_final:
            return words.ABOUT_RECOUNTED(lang)
        told = words.ABOUT_PROVISIONAL(lang, day=recount_day(slot.ts))
        return told if step_s == DAY else f"{told} {words.ABOUT_HOUR(lang)}"
    if figure.state is MinuteState.PENDING:
        endpoint = usage_of(context.edition)
        ready_ts = slot.ts + step_s + (endpoint.longest_delay_s if endpoint else 0)
        return words.ABOUT_PENDING(lang, time=context.when(ready_ts))
    return ABOUT[figure.state](lang)


def why_insights(chosen: str, xla: XlaData | None, context: Context) -> Iterable[Paragraph]:
    lang, endpoint = context.lang, usage_of(context.edition)
    if endpoint is None:
        return ()
    limit = endpoint.limits.per_day or 0
    budget = words.BUDGET(
        lang,
        limit=limit,
        days=(endpoint.most_s or DAY) // DAY,
        delay=age_text(endpoint.longest_delay_s, lang),
        share=limit // 2,
    )
    told = (Paragraph(title(chosen, lang), 0), Paragraph(words.EXPLAINS[chosen](lang), 2), Paragraph(budget, 0))
    return (*told, *why_xla(xla, lang))


def insights_export(data: InsightView, shown: ShownRows, setting: Setting, xla: XlaData | None = None) -> Extract:
    """Days or hours on screen, seven days against the seven before, and the XLA minutes with their table."""
    lang, columns = setting.lang, columns_of(data.step_s)
    rows = {str(slot.ts): values_of(columns, _told(slot, data.step_s, FIRST, lang, "")) for slot in data.slots}
    weeks = []
    for name, total in data.totals.items():
        if total.mean is not None and name not in PEAKS:
            percent = total.change_percent
            changed = "" if percent is None else export_words.WEEK_CHANGE(lang, change=fixed(percent, 1, "+"))
            weeks.append(export_words.WEEK(lang, metric=title(name, lang), mean=fixed(total.mean, 0), change=changed))
    of_month = xla if xla is not None and xla.metrics else None
    ends = Window(data.slots[-1].ts, data.slots[0].ts + data.step_s) if data.slots else None
    return Extract(
        screen="usage",
        title=frame_words.TABS["usage"](lang),
        table=arranged("usage", fields_of(columns), rows, "day", shown, setting),
        window=ends,
        findings=findings_of(shown, (), (*weeks, *(xla_sentences(of_month, lang) if of_month else ()))),
        others=(xla_table(of_month, lang),) if of_month else (),
    )
