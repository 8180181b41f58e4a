"""The facts of each screen for a report: users, time, and the findings in the screen's own words.

The vendor's support asks for: the sufferer, the cause, the exact time with its offset, audio or video, the observation.
Channel and uids have fields of their own; the comments hold the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from tui.analysis.calls.named import CallVerdict
from tui.analysis.calls.pair import on_at, sessions_of
from tui.analysis.calls.ticket import named, ticket_facts
from tui.analysis.cause.engine import pair_verdict
from tui.analysis.cause.verdict import Conclusion, Side, Suffering, Verdict
from tui.analysis.project.diagnosis import Summary, host_of
from tui.analysis.project.live import MetricView
from tui.analysis.project.report import Facts, TicketFacts, cast, facts_of, uid_of
from tui.domain.glossary import Metric, experience
from tui.domain.records import MINUTE, Diagnosis, Level, Scope, Session
from tui.domain.text import Lang
from tui.messages import report as words
from tui.messages import verdict as verdict_words
from tui.queries.call_verdict import CallEvidence
from tui.terminal.cells import plain
from tui.ui.context import Context
from tui.ui.texts.diagnosis import causes_text
from tui.ui.texts.moment import causes, experiences
from tui.ui.texts.values import network_text, number
from tui.ui.texts.verdict import supports, working

# So many values and diagnoses a comment names at most.
NAMED = 4
MINUTE_FORM, SECOND_FORM = "%F %H:%M", "%F %H:%M:%S"


def of_diagnosis(one: Diagnosis, context: Context) -> Facts:
    """Its user suffers; the host of its causes, where that is another one, teaches."""
    uid = uid_of(one.uid)
    told = "\n".join(_diagnosed([one], context, form=SECOND_FORM))
    return Facts(one.channel, host_of(one), uid, uid, one.ts, told)


class BadThen(NamedTuple):
    """A metric that is bad at a minute: its value then, and the first minute of the bad stretch."""

    metric: Metric
    value: float
    since_ts: int
    or_earlier: bool


def of_minute(
    ts: int,
    metric: Metric,
    value: float | None,
    diagnosed: Summary | None,
    scope: Scope,
    context: Context,
    bad: Sequence[BadThen] = (),
) -> Facts:
    """A minute of the project: each metric that is bad then, else the value of one metric; and the diagnoses."""
    facts, lang = facts_of(scope), context.lang
    lines = [when(ts, context, form=MINUTE_FORM)]
    for each in bad:
        since = when(each.since_ts, context, form=MINUTE_FORM)
        said = number(each.value, each.metric, context.thresholds.get(each.metric.name))
        phrase = words.BAD_OR_EARLIER if each.or_earlier else words.BAD_SINCE
        lines.append(phrase(lang, metric=each.metric.title(lang), value=said, since=since))
    if value is not None and not bad:
        phrase = words.VALUE if scope.channel is None else words.OF_PROJECT
        written = number(value, metric, context.thresholds.get(metric.name))
        lines.append(phrase(lang, metric=metric.title(lang), value=written, peer=""))
    if diagnosed is not None and diagnosed.people:
        lines += [experiences(diagnosed, lang), plain(causes(diagnosed, lang, context.names))]
    return Facts(facts.channel, facts.teacher_uid, facts.student_uid, facts.abnormal_uid, ts, "\n".join(lines))


def bad_at(views: Iterable[MetricView], minute_ts: int) -> list[BadThen]:
    """The metrics that are bad at that minute, the longest first."""
    found = []
    for view in views:
        value = next((value for ts, value in view.points if ts // MINUTE * MINUTE == minute_ts), None)
        for stretch in view.stretches:
            first_ts = stretch.first_ts // MINUTE * MINUTE
            if value is not None and first_ts <= minute_ts <= stretch.last_ts:
                found.append(BadThen(view.metric, value, first_ts, stretch.or_earlier))
    return sorted(found, key=lambda each: each.since_ts)


def of_listed_call(call_id: str, channel: str, moment_ts: int | None, context: Context) -> Facts:
    return Facts(channel, ts=moment_ts, comments=words.CALL(context.lang, id=call_id), ticket=TicketFacts(call_id))


# -- a ticket


def client_text(session: Session, lang: Lang) -> str:
    """`SDK 4.2.1 · Android · Wi-Fi · pixel 7`."""
    sdk = words.SDK(lang, version=session.sdk_version) if session.sdk_version else ""
    network = network_text(session.network, lang) if session.network else ""
    return " · ".join(part for part in (sdk, session.platform, network, session.device_type) if part)


def ticket_of(
    call_id: str,
    sessions: Iterable[Session],
    verdicts: Iterable[Verdict],
    parties: tuple[int | None, int | None],
    context: Context,
) -> TicketFacts:
    """`parties` are the sufferer and the cause, None where no verdict names one."""
    return ticket_facts(call_id, sessions, verdicts, *parties, lambda session: client_text(session, context.lang))


def working_of(
    verdicts: Iterable[Verdict],
    parties: tuple[int | None, int | None],
    evidence: CallEvidence | None,
    context: Context,
) -> tuple[str, ...]:
    """The freezes of the sufferer, and the numbers by which the verdicts name the cause. Those on a whole call come
    without numbers: its pairs are judged once more by the `evidence` of the call."""
    verdicts = tuple(verdicts)
    undecided = (one for one in verdicts if one.receiver_uid == parties[0] and one.outcome is Conclusion.UNDECIDED)
    its = named(verdicts, *parties) or [*undecided]
    if evidence is None or not its:
        return ()
    tracks = evidence.tracks
    judged = [pair_verdict(tracks, one.sender_uid, one.receiver_uid) for one in its[:NAMED]]
    froze = [froze_text(verdict, context, is_moment=False) for verdict in judged]
    told = [
        working(one, str(verdict.sender_uid if one.reason.side is Side.SENDER else verdict.receiver_uid), context)[0]
        for verdict in judged
        for one in supports(verdict)
    ]
    return (*froze, *tuple(dict.fromkeys(told))[:NAMED])


def froze_text(verdict: Verdict, context: Context, *, is_moment: bool) -> str:
    """The frozen media, from the first spell to the last, with their number; around a moment, and without a freeze, the
    whole period."""
    lang, zone, window = context.lang, context.zone, verdict.window
    froze = [one for one in verdict.sufferings if one.level is Level.BAD]
    start_ts, end_ts = window.start_ts, window.end_ts
    if froze and not is_moment:
        start_ts, end_ts = min(one.since_ts for one in froze), max(one.until_ts for one in froze)
    span = words.SPAN(
        lang,
        start=zone.text(start_ts, SECOND_FORM),
        end=zone.text(max(start_ts, end_ts - 1), "%H:%M:%S"),
        offset=zone.label(start_ts),
    )
    sender, receiver = verdict.sender_uid, verdict.receiver_uid
    if not froze:
        return words.RECEIVING(lang, span=span, sender=sender, receiver=receiver)
    media = words.AND(lang).join(_medium(one, lang) for one in froze)
    return words.FROZE(lang, span=span, media=media, sender=sender, receiver=receiver)


def _medium(one: Suffering, lang: Lang) -> str:
    medium = verdict_words.MEDIA[one.medium.value](lang)
    return medium if one.spells == 1 else words.IN_SPELLS(lang, medium=medium, n=one.spells)


def suffering_of(verdict: CallVerdict, uid: int | None, peer_uid: int | None = None) -> tuple[int | None, int | None]:
    """(sufferer, cause) for the user on screen, by the verdicts alone: where the user is a cause for others, the
    sufferer is the peer on screen or the first of them."""
    own = None if uid is None else verdict.of(uid)
    others = [one for one in own.sufferers if one != uid] if own else []
    if others:
        return peer_uid if peer_uid in others else others[0], uid
    causes = () if uid is None else verdict.causers(uid)
    if causes:
        return uid, causes[0].uid
    return uid if uid in verdict.undecided else None, None


# -- users


def speakers(sessions: Iterable[Session]) -> frozenset[int]:
    return frozenset(one.uid for one in sessions if one.speaker)


def only(uids: Iterable[int]) -> int | None:
    found = tuple(uids)
    return found[0] if len(found) == 1 else None


def parties_of(
    call_verdict: CallVerdict,
    uid: int,
    speaking: frozenset[int],
    peer_uid: int | None,
    diagnosed: Sequence[Diagnosis] = (),
) -> tuple[int | None, int | None, int | None]:
    """(teacher, student, abnormal) for the user on screen. The cause that the user suffers by is the other one; where
    the user is a cause, one of the sufferers: the peer on screen, a diagnosed user, or the first. Only a verdict,
    `peer_uid` or being the only speaker names a user; only suffering, by a verdict or a diagnosis of Agora, makes an
    abnormal end."""
    own = call_verdict.of(uid)
    others = [sufferer for sufferer in own.sufferers if sufferer != uid] if own else []
    if others:
        told = [uid_of(one.uid) for one in diagnosed]
        chosen = peer_uid if peer_uid in others else next((one for one in told if one in others), others[0])
        return uid, chosen, chosen
    causer = next((one.uid for one in call_verdict.causers(uid) if one.uid != uid), None)
    peer_uid = peer_uid if causer is None else causer
    suffers = call_verdict.may_suffer(uid) or any(one.uid == str(uid) for one in diagnosed)
    abnormal_uid = uid if suffers else None
    if peer_uid is None and uid in speaking:
        return uid, None, abnormal_uid
    peer_uid = peer_uid or only(speaking - {uid})
    if peer_uid is None:
        return None, uid, abnormal_uid
    return (*cast(peer_uid, uid, speaking), abnormal_uid)


# -- when


def when(ts: float, context: Context, *, form: str = SECOND_FORM) -> str:
    return words.AT(context.lang, time=context.zone.text(ts, form), offset=context.zone.label(ts))


# -- findings


def _diagnosed(found: Iterable[Diagnosis], context: Context, *, form: str = "") -> list[str]:
    lang = context.lang
    return [
        words.DIAGNOSED(
            lang,
            time=when(one.ts, context, form=form) if form else context.instant(one.ts),
            uid=one.uid,
            experience=experience(one.exp_id)(lang),
            causes=plain(causes_text(one.causes, lang, context.names)),
        )
        for one in list(found)[:NAMED]
    ]


def call_line(
    call_id: str, sessions: Iterable[Session], uids: Iterable[int], ts: float, context: Context, sid: str = ""
) -> str:
    """`call 000class · 44361248 session T · 83817682 session P`."""
    lang, sessions = context.lang, tuple(sessions)
    parts = [words.CALL(lang, id=call_id)]
    for uid in uids:
        its = sessions_of(sessions, uid)
        on = on_at(its, ts) or (its[-1] if its else None)
        if sid or on is not None:
            parts.append(words.SESSION_OF(lang, uid=uid, sid=sid or (on.sid if on else "")))
    return " · ".join(parts)
