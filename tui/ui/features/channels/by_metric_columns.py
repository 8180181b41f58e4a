"""The list of watched channels, a column for each metric with its age; its extract."""

from __future__ import annotations

from rich.cells import cell_len

from tui.analysis.feeds.background import channel_metrics
from tui.analysis.feeds.feed import age_text
from tui.analysis.project.live import MetricView
from tui.domain.edition import Edition
from tui.domain.fields import FieldKind, Lacking
from tui.domain.glossary import Metric
from tui.domain.records import MinuteState, Runs
from tui.domain.text import Lang
from tui.export.extract import Extract, Setting, state_name
from tui.messages import channels as words
from tui.messages import frame as frame_words
from tui.terminal.cells import Column, visible
from tui.ui.context import Context
from tui.ui.extracts import arranged, setting_in
from tui.ui.features.channels.by_metric_query import WatchedData
from tui.ui.texts.values import ROLES, SIGNS, number
from tui.ui.widgets.described import Described, Items, Told, fields_of, list_columns, list_row, values_of
from tui.ui.widgets.rows import Row, ShownRows

# The value, its sign, and its age behind it; the longest title.
VALUE_COLUMNS, TITLE_COLUMNS = 11, 12
LONG_TITLES = ("videoFreezeRate", "audioFreezeRate")
# Shares of the room that a wide screen spares: a name may be long, and a value stands not far from it.
NAME_GROWS, VALUE_GROWS = 3, 1
# Metric → the name of its field in an export.
FIELD_NAMES = {
    "pcu": "users",
    "videoFreezeRate": "video_freeze_percent",
    "audioFreezeRate": "audio_freeze_percent",
    "joinSuccessRate": "join_success_percent",
    "networkDelay": "network_delay_percent",
}


def described(edition: Edition) -> tuple[Described, ...]:
    metrics = [column for metric in channel_metrics(edition) for column in _of_metric(metric)]
    return (Described("channel", title=words.CHANNEL, width=10, key="name", grow=NAME_GROWS), *metrics)


def _of_metric(metric: Metric) -> tuple[Described, ...]:
    title = words.METRICS.get(metric.name, metric.title)
    return (
        Described(
            FIELD_NAMES[metric.name],
            FieldKind.NUMBER,
            metric.unit,
            may_lack=True,
            title=title,
            width=TITLE_COLUMNS if metric.name in LONG_TITLES else VALUE_COLUMNS,
            key=metric.name,
            grow=VALUE_GROWS,
        ),
        Described(f"{FIELD_NAMES[metric.name]}_at", FieldKind.TIME, may_lack=True),
    )


def watched_columns(context: Context) -> tuple[Column, ...]:
    return list_columns(described(context.edition), context.lang)


def watched_rows(data: WatchedData | None, context: Context, now_ts: float) -> list[Row]:
    """One row a watched channel, in the order they were put."""
    columns, setting = described(context.edition), setting_in(context, now_ts=now_ts)
    return [
        list_row(columns, name, _told(name, data, context.edition, setting, now_ts), search=name)
        for name in context.watched
    ]


def watched_export(data: WatchedData, context: Context, shown: ShownRows, setting: Setting) -> Extract:
    query = data.query
    columns = described(query.edition)
    rows = {
        name: values_of(columns, _told(name, data, query.edition, setting, query.now_ts)) for name in query.channels
    }
    return Extract(
        screen="channels",
        title=frame_words.TABS["channels"](setting.lang),
        table=arranged("channels", fields_of(columns), rows, "channel", shown, setting),
        scope={"product": query.product or "all"},
        findings=(words.OF_PRODUCT(setting.lang, product=product_text(query.product, setting.lang)),),
    )


def product_text(product: str, lang: Lang) -> str:
    return product or words.ALL_PRODUCTS(lang)


def _told(name: str, data: WatchedData | None, edition: Edition, setting: Setting, now_ts: float) -> Items:
    channel = setting.names.channel(name)
    items: list[Told] = [Told(channel, visible(channel), name.casefold())]
    views = data.views.get(name, {}) if data else {}
    for metric in channel_metrics(edition):
        items += _value(views.get(metric.name), setting.lang, now_ts, asked=data is not None)
    return items


def _value(view: MetricView | None, lang: Lang, now_ts: float, *, asked: bool) -> tuple[Told, Told]:
    """The newest value with its sign and its age, or the reason for none."""
    if view is None or view.now is None:
        state, cell = _lacking(view, lang, asked=asked)
        return Told(Lacking(state), cell, -1.0), Told(Lacking(state))
    ts, value = view.now
    sign = SIGNS.get((view.level, view.metric.direction), "")
    text = number(value, view.metric, view.threshold).replace("100.0 ", "100 ") + sign
    age = age_text(now_ts - ts, lang).replace(" ", "")
    # Where a cut age would say another number, the sign alone parts it from the value.
    between = "" if sign and cell_len(f"{text} {age}") > VALUE_COLUMNS else " "
    cell = (text, ROLES[view.level]), (between + age, "dim")
    return Told(value, cell, value), Told(ts)


def _lacking(view: MetricView | None, lang: Lang, *, asked: bool) -> tuple[str, Runs]:
    if view is None:
        # Without data in hand nothing is known; a product without the metric has no view.
        return ("not_of_product", ((words.NOT_OF_PRODUCT(lang), "dim"),)) if asked else ("unknown", (("–", "dim"),))
    states = [state for _, state in view.states.stretches if state is not MinuteState.KNOWN]
    if view.answered:
        return state_name(MinuteState.MISSING), ((words.NOTHING_TOLD(lang), "dim"),)
    return state_name(states[-1] if states else MinuteState.NOT_ASKED), ((words.NOT_YET(lang), "pending"),)
