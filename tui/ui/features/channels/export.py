"""Channels, and one channel, as extracts: the counts over all, each watched channel's values, their minutes. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from tui.analysis.channels import ChannelState, ChannelValues, Value
from tui.analysis.live import MetricView
from tui.domain.records import MinuteState
from tui.export.extract import Extract, ExtractCell, ExtractField, ExtractTable, FieldKind, Lacking, Setting, state_name
from tui.messages import export as words
from tui.messages import frame as frame_words
from tui.terminal.cells import visible
from tui.ui.extracts import arranged, minute_curve, plain_table
from tui.ui.features.channels.query import ChannelData, ChannelsData
from tui.ui.features.channels.view import Standings, Statuses, standings
from tui.ui.texts.values import number
from tui.ui.widgets.rows import ShownRows

FIELDS = (
    ExtractField("channel"),
    ExtractField("online_users", FieldKind.NUMBER, may_lack=True),
    ExtractField("freeze_users", FieldKind.NUMBER, may_lack=True),
    ExtractField("freeze_share_percent", FieldKind.NUMBER, "%"),
    ExtractField("rating", FieldKind.NUMBER, may_lack=True),
    ExtractField("newest", FieldKind.TIME),
)
COUNTS = (
    ExtractField("metric"),
    ExtractField("metric_name", told=False),
    ExtractField("value", FieldKind.NUMBER, may_lack=True),
    ExtractField("at", FieldKind.TIME),
    ExtractField("change_10m", FieldKind.NUMBER, "%"),
)


def channels_export(
    data: ChannelsData,
    watched: Iterable[str],
    statuses: Statuses,
    moment_ts: int | None,
    shown: ShownRows,
    setting: Setting,
) -> Extract:
    lang = setting.lang
    rows = {}
    for name in watched:
        values = data.channels.get(name, ChannelValues())
        rows[name] = _channel(name, values, standings(name, values, statuses, setting.now_ts), setting)
    findings = [
        words.BIG_COUNT(
            lang,
            metric=view.metric.title(lang),
            value=number(view.now[1], view.metric),
            time=setting.time(view.now[0]),
        )
        for view in data.counts.values()
        if view.now is not None
    ]
    if data.silent_minutes:
        findings.append(words.BIG_SILENT(lang, n=data.silent_minutes))
    of_chosen = setting.names.channel(data.chosen or "")
    return Extract(
        screen="channels",
        title=frame_words.TABS["channels"](lang),
        table=arranged("channels", FIELDS, rows, "channel", shown, setting),
        window=data.window,
        moment_ts=moment_ts,
        findings=tuple(findings),
        others=(_counts(data.counts, setting),),
        curves=(
            *(minute_curve(view, lang) for view in data.charts.values()),
            *(minute_curve(view, lang, of=of_chosen) for view in data.panel.values()),
        ),
    )


def channel_export(
    data: ChannelData, channel: str, statuses: Statuses, moment_ts: int | None, setting: Setting
) -> Extract:
    """One channel alone, with the minutes of its series."""
    values = data.values
    row = _channel(channel, values, standings(channel, values, statuses, setting.now_ts), setting)
    name = setting.names.channel(visible(channel))
    return Extract(
        screen="channel",
        title=name,
        table=plain_table("channel", FIELDS, [row], "channel"),
        window=data.window,
        scope={"channel": name},
        moment_ts=moment_ts,
        others=(_counts(data.panel, setting),),
        curves=tuple(minute_curve(view, setting.lang, of=name) for view in data.panel.values()),
    )


def _counts(views: Mapping[str, MetricView], setting: Setting) -> ExtractTable:
    rows = []
    for view in views.values():
        states = [state for _, state in view.states.stretches if state is not MinuteState.KNOWN]
        lacking = Lacking(state_name(states[0] if states else MinuteState.NOT_ASKED))
        value, at_ts = (lacking, None) if view.now is None else (view.now[1], view.now[0])
        rows.append((view.metric.title(setting.lang), view.metric.name, value, at_ts, view.delta))
    return plain_table("counts", COUNTS, rows, "metric")


def _channel(name: str, values: ChannelValues, found: Standings, setting: Setting) -> tuple[ExtractCell, ...]:
    return (
        setting.names.channel(visible(name)),
        _value(values.users, found.users),
        _value(values.freezes, found.freezes),
        values.share,
        _value(values.score, found.score),
        values.newest_ts,
    )


def _value(value: Value, standing: ChannelState) -> ExtractCell:
    return Lacking(standing.value) if value.now is None else value.now[1]
