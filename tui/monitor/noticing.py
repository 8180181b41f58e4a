"""Noticing: the content of a notice, read from the store when it is told: the most affected users and their causes."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Sequence
from time import gmtime, strftime

from tui.analysis.project.landing import EXPERIENCES
from tui.domain.records import (
    ANY_DIAGNOSIS,
    MINUTE,
    Affected,
    AlarmNotice,
    DiagnosisFilter,
    KeptAlarm,
    NamedCause,
    RuleKind,
    Window,
)
from tui.monitor.telling import DueEvent
from tui.store.api import Snapshot

MOST_NAMED = 3
# The newest diagnoses of an alarm's time say enough.
_MOST_READ = 500


def notice_of(
    snapshot: Snapshot, due: DueEvent, *, project: str, profile: str, command: Sequence[str], now_ts: float
) -> AlarmNotice:
    """Runs off the event loop. `command` are the words that open the project."""
    alarm = due.alarm
    window = Window(alarm.since_ts, max(alarm.beyond_until_ts or 0, alarm.since_ts + MINUTE))
    only = _diagnoses_about(alarm)
    read = () if only is None else snapshot.diagnoses(window, only=only, most=_MOST_READ)
    its = EXPERIENCES.get(alarm.metric)
    diagnoses = [one for one in read if its is None or one.exp_id in its]
    people = Counter(one.uid for one in diagnoses)
    causes = Counter((cause.factor_id, cause.host_uid) for one in diagnoses for cause in one.causes)
    return AlarmNotice(
        project,
        profile,
        due.event,
        alarm,
        now_ts,
        turn=due.turn,
        who=tuple(Affected(uid, count) for uid, count in people.most_common(MOST_NAMED)),
        why=tuple(NamedCause(*cause, count) for cause, count in causes.most_common(MOST_NAMED)),
        counts_at_least=bool(read) and (len(read) == _MOST_READ or bool(snapshot.truncated(window, MINUTE))),
        opening=opening_of(command, alarm),
    )


def opening_of(command: Sequence[str], alarm: KeptAlarm) -> str:
    """The command line that opens the worst moment; its time stands in UTC, the same in every zone."""
    words = [*command, "--at", strftime("%Y-%m-%dT%H:%M:%SZ", gmtime(alarm.worst_ts))]
    if alarm.channel:
        # A name may begin like an option.
        words += [f"--channel={alarm.channel}"] if alarm.channel.startswith("-") else ["--channel", alarm.channel]
    return shlex.join(words)


def _diagnoses_about(alarm: KeptAlarm) -> DiagnosisFilter | None:
    """The diagnoses that may say the same as the alarm; None for an alarm that no diagnosis is about."""
    if alarm.kind is RuleKind.DIAGNOSES:
        return DiagnosisFilter(factor_id=alarm.cause, channel=alarm.channel or None)
    if alarm.kind is RuleKind.METRIC and alarm.metric in EXPERIENCES:
        return DiagnosisFilter(channel=alarm.channel) if alarm.channel else ANY_DIAGNOSIS
    return None
