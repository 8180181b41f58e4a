"""Diagnosis as an extract: every diagnosis of the window, what they say together, what is in doubt. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tui.analysis.project.diagnosis import Doubt, minutes_in, ranked
from tui.domain.glossary import experience
from tui.domain.records import MINUTE, Diagnosis, DiagnosisFilter
from tui.export.extract import Extract, Setting
from tui.messages import export as words
from tui.messages import frame as frame_words
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
from tui.ui.features.diagnosis.query import DiagnosisData, KnownPart
from tui.ui.features.diagnosis.view import event_key
from tui.ui.widgets.rows import ShownRows

NONE = {KnownPart.NOTHING: words.NOT_KNOWN, KnownPart.PART: words.NOBODY_KNOWN, KnownPart.ALL: words.NOBODY}


def diagnosis_export(
    data: DiagnosisData,
    every: Sequence[Diagnosis],
    events: Mapping[str, Diagnosis],
    moment_ts: int | None,
    shown: ShownRows,
    setting: Setting,
) -> Extract:
    """`every` are all of the window, newest first; `events` those that the list holds, by its keys. Without a filter
    or a sort all are told, else those that the list shows."""
    listed = every
    if shown.filter_text or shown.sort is not None:
        listed = tuple(dict.fromkeys(events[key] for key in shown.row_keys() if key in events))
    rows = ((event_key(one), diagnosis_row(one, setting)) for one in listed)
    told: tuple[str, ...] = ()
    if data.moment is not None and moment_ts is not None:
        time = setting.time(moment_ts // MINUTE * MINUTE)
        told = tuple(words.AT_MOMENT(setting.lang, time=time, what=said) for said in affected(data.moment, setting))
    return Extract(
        screen="diagnosis",
        title=frame_words.TABS["diagnosis"](setting.lang),
        table=shown_table("diagnosis", DIAGNOSES, rows, "uid", shown, setting, total=len(every)),
        window=data.window,
        scope=_scope(data.only, setting),
        moment_ts=moment_ts,
        findings=(*_totals(data, setting), *_doubts(data, setting), *told),
    )


def _scope(only: DiagnosisFilter, setting: Setting) -> dict[str, str]:
    lang, names = setting.lang, setting.names
    scope = {}
    if only.channel is not None:
        scope["channel"] = names.channel(only.channel)
    if only.host_uid is not None:
        scope["host_uid"] = names.user(only.host_uid) or words.SELF(lang)
    of = [experience(only.exp_id)(lang)] if only.exp_id is not None else []
    of += [factor_text(only.factor_id, lang)] if only.factor_id is not None else []
    return {**scope, "narrowed_to": SEPARATOR.join(of)} if of else scope


def _totals(data: DiagnosisData, setting: Setting) -> list[str]:
    lang, names, totals, at_least = setting.lang, setting.names, data.totals, data.at_least
    if not totals.events:
        return [NONE[data.known](lang)]

    def told(named: list[tuple[str, int]]) -> str:
        return tally(named, lang, at_least=at_least)

    events, people = (counted(count, at_least=at_least) for count in (totals.events, totals.people))
    by_experience = [(experience(exp_id)(lang), count) for exp_id, count in ranked(totals.by_experience)]
    by_factor = [(factor_text(code, lang), count) for code, count in ranked(totals.by_factor)]
    by_host = [(names.user(uid) or words.SELF(lang), count) for uid, count in ranked(totals.by_host)]
    by_channel = [(names.channel(name) or "–", count) for name, count in ranked(totals.by_channel)]
    return [
        words.EVENTS(lang, events=events, people=people),
        words.BY_EXPERIENCE(lang, what=told(by_experience)),
        *([words.CAUSES(lang, what=told(by_factor))] if by_factor else []),
        *([words.BY_HOST(lang, what=told(by_host))] if by_host else []),
        words.BY_CHANNEL(lang, what=told(by_channel)),
    ]


def _doubts(data: DiagnosisData, setting: Setting) -> list[str]:
    minutes = {doubt: minutes_in(data.doubts, doubt) for doubt in Doubt}
    return [words.DOUBT_MINUTES[doubt.value](setting.lang, n=count) for doubt, count in minutes.items() if count]
