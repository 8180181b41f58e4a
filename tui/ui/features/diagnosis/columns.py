"""Diagnosis: the columns of its two lists; every diagnosis of the window as an extract. Pure."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence

from tui.analysis.cause.agreement import Agreement
from tui.analysis.project.diagnosis import Doubt, minutes_in, moment_summary, ranked, totals_of
from tui.domain.glossary import experience
from tui.domain.records import MINUTE, Diagnosis, DiagnosisFilter, Totals, VendorAlert
from tui.domain.text import Lang, Phrase
from tui.export.extract import Extract, Setting
from tui.messages import diagnosis as words
from tui.messages import export as export_words
from tui.messages import frame as frame_words
from tui.terminal.cells import Column
from tui.ui.context import Context
from tui.ui.extracts import (
    DIAGNOSES,
    SEPARATOR,
    affected,
    counted,
    diagnosis_row,
    factor_text,
    shown_table,
    tally,
)
from tui.ui.features.diagnosis.alerts import alert_key
from tui.ui.features.diagnosis.query import DiagnosisData, KnownPart
from tui.ui.features.diagnosis.view import event_key
from tui.ui.texts.alerts import alert_content
from tui.ui.texts.moment import at_least_sign
from tui.ui.widgets.described import Described, fields_of, list_columns
from tui.ui.widgets.rows import ShownRows

# In exports: whether the stored curves of the call agree with the root causes.
STANCE = Described("stored_curves", coded=True)

# How wide the bars of the totals are: below the list, beside it, and where there is room.
BARS = {"-narrow": 24, "-wide": 2, "-grid": 20}

# Alerts that an extract tells in full; the others are counted.
MOST_ALERTS = 20

# A narrower bar has no title.
TITLED = 5


def columns_in(context: Context, *, dated: bool, wider: int = 0) -> tuple[Column, ...]:
    lang = context.lang
    time = len("11-22 07:52:31" if dated else "07:52:31") + wider + len(f" {at_least_sign(context)}")
    return list_columns(DIAGNOSES, lang, {"time": time, "experience": 12 if lang == "en" else 8})


def total_columns_in(lang: Lang, bar_columns: int) -> tuple[Column, ...]:
    return (
        Column("name", words.TOTALS(lang), 12, grow=1),
        Column("count", words.COUNT(lang), 7, align="right"),
        Column("share", words.SHARE(lang) if bar_columns >= TITLED else "", bar_columns, sortable=False, priority=1),
    )


def bar_columns(classes: Container[str]) -> int:
    """How wide the bars of the totals are on a screen of these classes."""
    return next((columns for name, columns in BARS.items() if name in classes), BARS["-narrow"])


# -- the export


NONE = {
    KnownPart.NOTHING: export_words.NOT_KNOWN,
    KnownPart.PART: export_words.NOBODY_KNOWN,
    KnownPart.ALL: export_words.NOBODY,
}


def diagnosis_export(
    data: DiagnosisData,
    every: Sequence[Diagnosis],
    events: Mapping[str, Diagnosis],
    moment_ts: int | None,
    shown: ShownRows,
    setting: Setting,
    stances: Mapping[Diagnosis, Agreement],
) -> Extract:
    """`every` are all of the window, newest first; `events` those that the list holds, by its keys. Without a filter
    or a sort all are told, else those that the list shows. `stances` are those of the calls with stored curves."""
    listed, totals = every, data.totals
    if shown.filter_text or shown.sort is not None:
        listed = tuple(dict.fromkeys(events[key] for key in shown.row_keys() if key in events))
    if shown.filter_text:
        totals = totals_of(listed)
    findings = _totals(data, totals, setting, none=export_words.NONE_SHOWN if shown.filter_text else NONE[data.known])
    rows = ((event_key(one), (*diagnosis_row(one, setting), _stance(stances.get(one)))) for one in listed)
    told: tuple[str, ...] = ()
    if data.moment is not None and moment_ts is not None:
        minute_ts, summary = moment_ts // MINUTE * MINUTE, data.moment
        if shown.filter_text:
            its = (one for one in listed if one.ts // MINUTE * MINUTE == minute_ts)
            summary = moment_summary(its, at_least=summary.at_least, doubt=summary.doubt)
        time = setting.time(minute_ts)
        told = tuple(export_words.AT_MOMENT(setting.lang, time=time, what=said) for said in affected(summary, setting))
    return Extract(
        screen="diagnosis",
        title=frame_words.TABS["diagnosis"](setting.lang),
        table=shown_table("diagnosis", fields_of((*DIAGNOSES, STANCE)), rows, "uid", shown, setting, total=len(every)),
        window=data.window,
        scope=_scope(data.only, setting),
        moment_ts=moment_ts,
        findings=(*findings, *_doubts(data, setting), *_alerts(data, shown, setting), *told),
    )


def _stance(agreement: Agreement | None) -> str:
    return "not_compared" if agreement is None else agreement.stance.value.replace(" ", "_")


def _scope(only: DiagnosisFilter, setting: Setting) -> dict[str, str]:
    lang, names = setting.lang, setting.names
    scope = {}
    if only.channel is not None:
        scope["channel"] = names.channel(only.channel)
    if only.host_uid is not None:
        scope["host_uid"] = names.user(only.host_uid) or export_words.SELF(lang)
    of = [experience(only.exp_id)(lang)] if only.exp_id is not None else []
    of += [factor_text(only.factor_id, lang)] if only.factor_id is not None else []
    return {**scope, "narrowed_to": SEPARATOR.join(of)} if of else scope


def _totals(data: DiagnosisData, totals: Totals, setting: Setting, none: Phrase) -> list[str]:
    lang, names, at_least = setting.lang, setting.names, data.at_least
    if not totals.events:
        return [none(lang)]

    def told(named: list[tuple[str, int]]) -> str:
        return tally(named, lang, at_least=at_least)

    events, people = (counted(count, at_least=at_least) for count in (totals.events, totals.people))
    by_experience = [(experience(exp_id)(lang), count) for exp_id, count in ranked(totals.by_experience)]
    by_factor = [(factor_text(code, lang), count) for code, count in ranked(totals.by_factor)]
    by_host = [(names.user(uid) or export_words.SELF(lang), count) for uid, count in ranked(totals.by_host)]
    by_channel = [(names.channel(name) or "–", count) for name, count in ranked(totals.by_channel)]
    return [
        export_words.EVENTS(lang, events=events, people=people),
        export_words.BY_EXPERIENCE(lang, what=told(by_experience)),
        *([export_words.CAUSES(lang, what=told(by_factor))] if by_factor else []),
        *([export_words.BY_HOST(lang, what=told(by_host))] if by_host else []),
        export_words.BY_CHANNEL(lang, what=told(by_channel)),
    ]


def _doubts(data: DiagnosisData, setting: Setting) -> list[str]:
    minutes = {doubt: minutes_in(data.doubts, doubt) for doubt in Doubt}
    return [export_words.DOUBT_MINUTES[doubt.value](setting.lang, n=count) for doubt, count in minutes.items() if count]


def _alerts(data: DiagnosisData, shown: ShownRows, setting: Setting) -> list[str]:
    """Those that the list shows, newest first."""
    listed = {*shown.row_keys()} if shown.filter_text else None
    alerts = [alert for alert in data.alerts if listed is None or alert_key(alert) in listed]
    told = [_alert(alert, setting) for alert in alerts[:MOST_ALERTS]]
    left = len(alerts) - len(told)
    return [*told, export_words.MORE_ALERTS(setting.lang, n=left)] if left else told


def _alert(alert: VendorAlert, setting: Setting) -> str:
    lang, names = setting.lang, setting.names
    where = [names.channel(alert.channel), names.user(alert.uid), names.call(alert.call_id)]
    values = {"time": setting.time(int(alert.ts)), "what": alert_content(alert, lang, names)}
    return export_words.ALERT(lang, where=SEPARATOR.join(filter(None, where)) or "–", **values)
