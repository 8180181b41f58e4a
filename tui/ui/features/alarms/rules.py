"""The rules: their columns, with their state now and the alarms that each would have raised. Pure but for the zone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from tui.analysis.feeds.feed import age_text
from tui.domain.fields import AtLeast, ExtractCell, FieldKind, Lacking
from tui.domain.names import Names
from tui.domain.records import AlarmRule, AlarmState, KeptAlarm, Runs, Silence
from tui.domain.text import Lang
from tui.export.extract import ExtractTable, Setting
from tui.messages import alarms as words
from tui.monitor.dry_run import DryRun
from tui.terminal.cells import Column, visible
from tui.ui.context import Context
from tui.ui.extracts import arranged, setting_in
from tui.ui.features.alarms.query import JudgedRules
from tui.ui.texts.alarms import ROLES, condition_text, severity_text
from tui.ui.widgets.described import Described, Items, Told, fields_of, list_columns, list_row, values_of
from tui.ui.widgets.rows import Row, ShownRows

COLUMNS = (
    Described("rule", title=words.RULE, width=12, grow=1),
    Described("condition", title=words.CONDITION, width=24, grow=4),
    Described("severity", coded=True, title=words.SEVERITY, width=8, priority=2),
    Described("channels", title=words.CHANNEL, width=8, grow=1, priority=3),
    Described("rule_state", coded=True, title=words.NOW, width=14, priority=1),
    Described("last_judged", FieldKind.TIME, may_lack=True),
    Described("silenced_until", FieldKind.TIME, may_lack=True),
    Described(
        "would_have_fired", FieldKind.NUMBER, may_lack=True, may_be_more=True, title=words.PAST, width=23, align="left"
    ),
    Described("last_fired", FieldKind.TIME, may_lack=True),
)
NONE = Lacking("none_known")


# The dry run of each rule by its name; None: its subject has no stored past. A rule that is left out is still read.
PastByRule = Mapping[str, DryRun | None]


class RulesData(Struct, frozen=True):
    """The rules of the config with all that is known of them; `judged` None: the store was not read yet."""

    rules: Sequence[AlarmRule]
    alarms: Sequence[KeptAlarm] = ()
    silences: Sequence[Silence] = ()
    past: PastByRule = {}
    judged: JudgedRules | None = None

    def state_of(self, rule: AlarmRule) -> AlarmState | None:
        """The state of its most urgent open alarm; None: it has none."""
        states = {alarm.state for alarm in self.alarms if alarm.rule == rule.name}
        order = AlarmState.FIRING, AlarmState.ACKNOWLEDGED, AlarmState.PENDING
        return next((state for state in order if state in states), None)

    def judged_ts(self, rule: AlarmRule) -> float | None:
        """The last judgement of the rule; None: none is known."""
        return None if self.judged is None else self.judged.rule_ts(rule)

    def is_judged(self, rule: AlarmRule) -> bool:
        ts = self.judged_ts(rule)
        return self.judged is not None and ts is not None and not self.judged.is_old(ts)

    def silence_of(self, rule: AlarmRule) -> Silence | None:
        """The silence in force over all of its channels, the last to end."""
        its = [one for one in self.silences if one.rule in ("", rule.name) and not one.channel]
        return max(its, key=lambda one: one.end_ts, default=None)


def rule_columns(lang: Lang) -> tuple[Column, ...]:
    return list_columns(COLUMNS, lang)


def rule_rows(data: RulesData, context: Context) -> list[Row]:
    return [list_row(COLUMNS, rule.name, _told(rule, data, context, setting_in(context))) for rule in data.rules]


def rules_table(data: RulesData, shown: ShownRows, context: Context, setting: Setting) -> ExtractTable:
    rows = {rule.name: values_of(COLUMNS, _told(rule, data, context, setting)) for rule in data.rules}
    return arranged("rules", fields_of(COLUMNS), rows, "rule", shown, setting)


def _told(rule: AlarmRule, data: RulesData, context: Context, setting: Setting) -> Items:
    lang, state, silence = context.lang, data.state_of(rule), data.silence_of(rule)
    judged_ts, calm = data.judged_ts(rule), "quiet" if data.is_judged(rule) else "not_judged"
    severity = severity_text(rule.severity, lang)
    past = data.past.get(rule.name)
    last_ts = None if past is None or not past.alarms else past.alarms[-1].since_ts
    channels = words_of(rule.channels, setting.names)
    return (
        visible(rule.name),
        condition_text(rule, lang),
        Told(rule.severity.value, severity, severity),
        channels,
        Told(calm if state is None else state.value, _now(rule, data, context)),
        NONE if judged_ts is None else judged_ts,
        NONE if silence is None else silence.end_ts,
        Told(_fired(past), fired_runs(rule, data.past, context)),
        NONE if last_ts is None else last_ts,
    )


def _fired(past: DryRun | None) -> ExtractCell:
    """The number of alarms that the rule would have raised: the least that it can be where not all is stored."""
    if past is None or not (past.alarms or past.least):
        return Lacking("unknown")
    return AtLeast(len(past.alarms)) if past.known < past.of else len(past.alarms)


def words_of(channels: Iterable[str], names: Names) -> str:
    return ", ".join(map(names.channel, channels))


def _now(rule: AlarmRule, data: RulesData, context: Context) -> Runs:
    lang, state = context.lang, data.state_of(rule)
    silence = data.silence_of(rule)
    judged_ts = data.judged_ts(rule)
    if judged_ts is not None and not data.is_judged(rule):
        return ((words.NOT_JUDGED_SINCE(lang, time=context.when(judged_ts)), "warn"),)
    if state is AlarmState.FIRING:
        return ((words.STATES[state.value](lang), ROLES[rule.severity]),)
    if state is not None:
        return ((words.STATES[state.value](lang), "warn"),)
    if silence is not None:
        return ((words.SILENCED(lang, time=context.when(silence.end_ts)), "dim"),)
    if data.judged is None:
        return ((words.WORKING(lang), "pending"),)
    return ((words.NOT_JUDGED(lang), "missing") if judged_ts is None else (words.QUIET(lang), "dim"),)


def fired_runs(rule: AlarmRule, past: PastByRule, context: Context) -> Runs:
    """`fired 3×, last 11-21 14:07`; a rule without stored past is not known, which is not never."""
    lang = context.lang
    if rule.name not in past:
        return ((words.WORKING(lang), "pending"),)
    found = past[rule.name]
    if found is None or not found.known:
        return ((words.FIRED_UNKNOWN(lang), "missing"),)
    if not found.alarms:
        if not found.least:
            return ((words.FIRED_UNKNOWN(lang), "missing"),)
        if found.known < found.of:
            # Of the minutes that are not stored nobody knows.
            known = age_text(found.least * rule.slot_s, lang)
            return ((words.FIRED_NOT_IN(lang, known=known), "dim"),)
        return ((words.FIRED_NOT(lang), "dim"),)
    last = context.when(found.alarms[-1].since_ts)
    return ((words.FIRED_LAST(lang, n=len(found.alarms), time=last), "text"),)
