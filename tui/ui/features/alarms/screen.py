"""Alarms: the firing ones, then the past ones among the alerts of the vendor; below them the rules with their past.

1 firing   1 acknowledged   1 notification failed
  state           severity  since     lasts   alarm                              told               acknowledged by
▸ ▲ firing        critical  13:47:00  17 m    Video freeze 6.8 %                 ops.sh 13:50:02
  · over          warning   11:02:00  29 m    12 diagnoses a minute              ops.sh 11:05:02    ops@box
  ◆ Agora alert             10:58:31          Audio freeze rate over 5 %
rules, and the alarms that each would have raised
  rule      fires at                             severity  now       past 7 d
▸ freeze    Video freeze > 5 % for 3 of 5 min    critical  firing    fired 3×, last 11-21 14:07
From 160 columns the chosen alarm or rule stands in full on the right.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from textual import events, on, work
from textual.binding import BindingType
from textual.containers import Container
from textual.content import Content
from textual.widget import Widget

from tui.domain.records import HOUR, MINUTE, AlarmRule, KeptAlarm, Scope, VendorAlert
from tui.domain.text import Lang
from tui.messages import alarms as words
from tui.monitor.evidence import JudgedProject
from tui.ui.acknowledging import acknowledge
from tui.ui.base_screen import FrameScreen
from tui.ui.context import Context, Feed
from tui.ui.features.alarms.columns import alarm_columns, alarm_rows, alarms_export
from tui.ui.features.alarms.query import AlarmsData, AlarmsQuery, read_alarms, read_past
from tui.ui.features.alarms.rules import PastByRule, RulesData, rule_columns, rule_rows
from tui.ui.features.alarms.view import about_alarm, about_rule, route_of, silence_runs, summary_runs
from tui.ui.live_query import LiveQuery
from tui.ui.navigation import Route
from tui.ui.panels import Panels
from tui.ui.silencing import toggle_silence
from tui.ui.text_page import Paragraph
from tui.ui.texts.alerts import about_alert
from tui.ui.widgets.keys import bind
from tui.ui.widgets.line import Line
from tui.ui.widgets.note import Note
from tui.ui.widgets.table import HEADER_ROWS, Table

if TYPE_CHECKING:
    from tui.export.extract import Extract, Setting

GRID_WIDTH = 160
# The rules have at most this part of the body.
RULES_PART = 3


class AlarmsScreen(FrameScreen):
    TAB = "alarms"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (120, "-wide"), (GRID_WIDTH, "-grid")]  # noqa: RUF012 - as its base declares it
    UNUSED = frozenset({"table.mark"})
    FOOTER = ("table.select", "alarms.acknowledge", "why", "alarms.panel", "help", "leave")
    BINDINGS: ClassVar[list[BindingType]] = [
        bind("alarms.acknowledge", "a", "acknowledge"),
        bind("alarms.silence", "M", "silence"),
        bind("alarms.panel", "tab", "panel"),
        bind("alarms.maximise", "z", "maximise"),
        bind("why", "w", "why"),
    ]

    def __init__(self, context: Context, scope: Scope | None = None) -> None:
        super().__init__(context, scope)
        # The age of a firing alarm grows, and a silence ends, without news.
        self.live_query = LiveQuery(self, self.ask, self.show, topics={"alarms", "alerts"}, step_s=MINUTE)
        # A week of minutes takes a moment to judge, and an hour more changes little; an alarm that fires changes much.
        self.past_query = LiveQuery(self, self.ask_past, self.show, topics=frozenset(), step_s=HOUR, name="past")
        self._past_of: frozenset[int] | None = None
        self.panels = Panels(self, "alarms", "rules", self.fit)

    def compose_body(self) -> Iterable[Widget]:
        context, lang = self.context, self.context.lang
        yield Line(summary_runs(None, context), id="summary")
        yield Line((), id="silences")
        with Container(id="panels"):
            with Container(id="left"):
                yield Table(
                    alarm_columns(None, context),
                    placeholder=words.READING(lang),
                    ascii=context.ascii,
                    id="alarms",
                    react=self.show_about,
                )
                yield Line(((self.rules_title(lang), "dim"),), id="heading")
                yield Table(
                    rule_columns(lang),
                    rule_rows(self.rules, context),
                    placeholder=self.no_rules(lang),
                    ascii=context.ascii,
                    id="rules",
                    react=self.show_about,
                )
            yield Note(id="about")

    def on_mount(self) -> None:
        self.fit()

    # -- reading

    @property
    def data(self) -> AlarmsData | None:
        return self.live_query.data

    @property
    def past(self) -> PastByRule:
        return self.past_query.data or {}

    @property
    def rules(self) -> RulesData:
        data = self.data or AlarmsData(0.0)
        judged = None if self.data is None else data.judged
        return RulesData(self.context.rules, data.alarms, data.silences, self.past, judged)

    async def ask(self, feed: Feed, now_ts: float) -> AlarmsData:
        return await feed.store.read(read_alarms, AlarmsQuery(now_ts, watched=self.context.watched))

    async def ask_past(self, feed: Feed, now_ts: float) -> PastByRule:
        context = self.context
        project = JudgedProject(context.rules, context.edition, feed.limits, context.shares, context.watched)
        return await read_past(feed.store, project, now_ts)

    async def exported(self, setting: Setting, feed: Feed, key: str | None = None) -> Extract | None:
        if self.data is None:
            return None
        given = self.data, self.rules, self.context, self.panels.active, self.alarms.shown, self.rule_list.shown
        return await asyncio.to_thread(alarms_export, *given, setting)

    def moment_link(self) -> Route | None:
        """To the moment of the chosen alarm; a rule has a name, and the quota and the reports are of no moment."""
        one = self.chosen()
        route = None if one is None or isinstance(one, AlarmRule) else route_of(one)
        return None if route is None or route.scope.moment_ts is None else route

    # -- showing

    def rules_title(self, lang: Lang) -> str:
        context = self.context
        return (words.DEFAULT_RULES if context.rules and not context.has_own_rules else words.RULES)(lang)

    def no_rules(self, lang: Lang) -> str:
        return (words.NO_RULES if self.context.replay is None else words.RULES_OF_THEN)(lang)

    @property
    def alarms(self) -> Table:
        return self.query_one("#alarms", Table)

    @property
    def rule_list(self) -> Table:
        return self.query_one("#rules", Table)

    @property
    def table(self) -> Table | None:
        """The list that is filtered: the one the keys go to, or last went to."""
        found = self.query(f"#{self.panels.active}").results(Table)
        return next(iter(found), None)

    def _follow_alarms(self) -> None:
        """Other alarms fire than at the last reading of the past: that is read again."""
        if self.data is None:
            return
        firing = frozenset(one.alarm_id for one in self.data.alarms if one.is_firing)
        if self._past_of not in (None, firing):
            self.past_query.ask_again()
        self._past_of = firing

    def show(self) -> None:
        """Everything on screen from the readings in hand."""
        context, lang, data = self.context, self.context.lang, self.data
        self._follow_alarms()
        self.query_one("#heading", Line).runs = ((self.rules_title(lang), "dim"),)
        self.query_one("#summary", Line).runs = summary_runs(data, context)
        silences = self.query_one("#silences", Line)
        silences.runs = silence_runs(data.silences if data else (), context)
        silences.display = bool(silences.runs)
        self.rule_list.set_columns(rule_columns(lang))
        self.rule_list.placeholder = self.no_rules(lang)
        self.rule_list.update(rule_rows(self.rules, context))
        self.alarms.set_columns(alarm_columns(data, context))
        if data is not None:
            self.alarms.placeholder = words.NOTHING_YET(lang)
            self.alarms.update(alarm_rows(data, context))
        self.fit()
        self.show_about()

    def chosen(self) -> KeptAlarm | VendorAlert | AlarmRule | None:
        """The row under the cursor of the list that the keys go to."""
        if self.panels.active == "rules":
            key = self.rule_list.cursor_key
            return next((rule for rule in self.context.rules if rule.name == key), None)
        return self.data.entry(self.alarms.cursor_key) if self.data else None

    def paragraphs(self) -> tuple[Paragraph, ...]:
        one = self.chosen()
        if isinstance(one, AlarmRule):
            return about_rule(one, self.rules, self.context)
        if isinstance(one, VendorAlert):
            return about_alert(one, self.context)
        if one is None or self.data is None:
            return ()
        return about_alarm(one, self.data.told.get(one.alarm_id, ()), self.rules, self.context)

    def show_about(self) -> None:
        if not self.has_class("-grid"):
            return
        told = [Content.styled(self.plain(each.text), "bold" if each.depth < 3 else "") for each in self.paragraphs()]
        self.query_one("#about", Note).tell(Content("\n").join(told))

    def fit(self) -> None:
        """The rules are as high as their rows, and never so high that the alarms have no room."""
        most = max(HEADER_ROWS + 1, self.app.size.height // RULES_PART)
        rows = max(1, len(self.context.rules)) + HEADER_ROWS
        self.rule_list.styles.height = "1fr" if self.panels.maximised == "rules" else min(rows, most)

    def on_resize(self) -> None:
        self.fit()
        self.show_about()

    # -- keys

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        self.panels.focused(event.widget)
        self.tell_keys()
        self.show_about()

    @on(Table.Highlighted)
    def _chosen(self) -> None:
        self.show_about()

    @on(Table.Selected, "#alarms")
    def _go(self, event: Table.Selected) -> None:
        one = self.data.entry(event.key) if self.data else None
        if one is not None:
            self.open(route_of(one))

    @on(Table.Selected, "#rules")
    def _explain_rule(self) -> None:
        self.action_why()

    def action_acknowledge(self) -> None:
        self.hold_cursor()
        one = self.data.entry(self.alarms.cursor_key) if self.data else None
        if isinstance(one, VendorAlert):
            self.say(words.IS_ALERT(self.context.lang))
        elif one is None:
            self.say(words.NOTHING_FIRING(self.context.lang))
        else:
            self.acknowledge(one)

    @work(group="acknowledge")
    async def acknowledge(self, alarm: KeptAlarm) -> None:
        await acknowledge(alarm, self)

    def action_silence(self) -> None:
        self.hold_cursor()
        one = self.chosen()
        if isinstance(one, VendorAlert):
            self.say(words.NOT_SILENCED(self.context.lang))
        elif one is None:
            self.say(words.NO_ROW(self.context.lang))
        else:
            self.silence(*((one.name, "") if isinstance(one, AlarmRule) else (one.rule, one.channel)))

    @work(group="silence")
    async def silence(self, rule: str, channel: str) -> None:
        await toggle_silence(rule, channel, self)

    def action_panel(self) -> None:
        self.panels.switch()

    def action_maximise(self) -> None:
        self.panels.toggle()

    def action_why(self) -> None:
        if self.paragraphs():
            self.explain(self.paragraphs)

    def step_back(self) -> bool:
        return self.panels.step_back()
