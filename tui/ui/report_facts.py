"""What each screen knows that a report says: who, when, and in its own words what was found there.

The vendor's support asks for: who suffered, who caused it, the exact time with its offset, audio or video, what was
seen. Channel and uids have fields of their own; the comments say the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from tui.analysis.agreement import agreement
from tui.analysis.blame import Judgement
from tui.analysis.diagnosis import host_of
from tui.analysis.pair import on_at, sessions_of
from tui.analysis.report import Facts, cast, facts_of, uid_of
from tui.analysis.session import MetricCurves, worst_metric
from tui.analysis.verdict import Evidence, Outcome, Side, Verdict
from tui.domain.glossary import LIVE_METRICS, MIDS, experience
from tui.domain.records import MINUTE, Diagnosis, Level, Scope, Session
from tui.messages import report as words
from tui.messages import verdict as verdict_words
from tui.terminal.cells import plain
from tui.ui.context import Context
from tui.ui.features.diagnosis.view import causes_text
from tui.ui.features.live.moment import MomentData
from tui.ui.features.live.query import LiveData
from tui.ui.features.live.view import number
from tui.ui.features.pair.query import PairData
from tui.ui.features.pair.view import verdict_lines
from tui.ui.features.session.head import NEAR_S, verdict_runs
from tui.ui.features.session.query import SessionData
from tui.ui.features.session.view import peer_text, sign_of, value_text
from tui.ui.texts.moment import causes, experiences
from tui.ui.texts.verdict import supports, working

# So many values and diagnoses a comment names at most.
NAMED = 4
MINUTE_FORM, SECOND_FORM = "%F %H:%M", "%F %H:%M:%S"


def of_pair(data: PairData, verdict: Verdict, at: tuple[int | None, int | None], context: Context) -> Facts:
    """`at` is the moment, and around which instant was judged. Who receives is who suffers; where nothing does, nobody
    is abnormal."""
    moment_ts, checked_ts = at
    sender_uid, receiver_uid = verdict.sender_uid, verdict.receiver_uid
    teacher_uid, student_uid = cast(sender_uid, receiver_uid, speakers(data.sessions))
    suffers = verdict.outcome in (Outcome.CAUSED, Outcome.UNDECIDED)
    ts = moment_ts if moment_ts is not None else _since_ts(verdict) if suffers else None
    agora = agreement(verdict, data.diagnosed)
    # The checks stand in the working.
    concluded, head, *_, facts = (plain(line) for line in verdict_lines(verdict, context, checked_ts, agora=agora))
    lines = [
        _froze(verdict, context),
        head,
        concluded.removeprefix("→ "),
        *([facts] if facts else []),
        *(working(one, str(uid_of_side(verdict, one)), context)[0] for one in supports(verdict)[:NAMED]),
        call_line(
            data.call.call_id,
            data.sessions,
            (sender_uid, receiver_uid),
            verdict.window.start_ts if ts is None else ts,
            context,
        ),
    ]
    return Facts(data.call.channel, teacher_uid, student_uid, receiver_uid if suffers else None, ts, "\n".join(lines))


def uid_of_side(verdict: Verdict, one: Evidence) -> int:
    return verdict.sender_uid if one.reason.side is Side.SENDER else verdict.receiver_uid


def of_session(data: SessionData, moment_ts: int | None, peer_uid: int | None, context: Context) -> Facts:
    """About the user whose curves they are, and whom the verdict names, or `peer_uid`, or who alone speaks."""
    lang, session = context.lang, data.session
    worst = data.metrics.get(worst_metric(data.metrics, moment_ts) or 0)
    near = [one for one in data.diagnosed if moment_ts is None or abs(one.ts - moment_ts) <= NEAR_S]
    parties = parties_of(data.judgement, session.uid, speakers(data.sessions), peer_uid, near)
    teacher_uid, student_uid, abnormal_uid = parties
    ts = moment_ts
    if ts is None and worst is not None and worst.worst is not None and worst.curves[0].bad:
        ts = worst.worst[1]
    parts = [part for part in (session.platform, session.network, session.device_type) if part]
    device = words.DEVICE(lang, parts=" · ".join(parts)) if parts else ""
    told = [words.OF_USER(lang, time=when(ts, context), uid=session.uid, device=device)] if ts is not None else []
    told += _diagnosed((one for one in data.diagnosed if ts is None or abs(one.ts - ts) <= NEAR_S), context)
    told += _bad_values(data.metrics, ts, context)
    told.append(plain(verdict_runs(data, lang)))
    told.append(call_line(data.call.call_id, data.sessions, (session.uid,), session.join_ts, context, session.sid))
    return Facts(data.call.channel, teacher_uid, student_uid, abnormal_uid, ts, "\n".join(told))


def of_diagnosis(one: Diagnosis, context: Context) -> Facts:
    """Its user suffers; whoever its causes lie with, where that is another one, teaches."""
    uid = uid_of(one.uid)
    told = "\n".join(_diagnosed([one], context, form=SECOND_FORM))
    return Facts(one.channel, host_of(one), uid, uid, one.ts, told)


def of_minute(
    data: LiveData | None, name: str, ts: int | None, told: MomentData | None, scope: Scope, context: Context
) -> Facts:
    """A minute of the project: the chosen metric then, and what Diagnosis knows about it."""
    facts, lang = facts_of(scope), context.lang
    if data is None or ts is None:
        return facts
    lines = [when(ts, context, form=MINUTE_FORM)]
    points = data.charts[name].points if name in data.charts else ()
    value = next((value for at_ts, value in reversed(points) if at_ts // MINUTE * MINUTE == ts), None)
    if value is not None:
        metric = LIVE_METRICS[name]
        lines.append(words.VALUE(lang, metric=metric.title(lang), value=number(value, metric), peer=""))
    if told is not None and told.moment_ts == ts and told.diagnosed.people:
        lines += [experiences(told.diagnosed, lang), plain(causes(told.diagnosed, lang))]
    return Facts(facts.channel, facts.teacher_uid, facts.student_uid, facts.abnormal_uid, ts, "\n".join(lines))


def of_listed_call(call_id: str, channel: str, moment_ts: int | None, context: Context) -> Facts:
    return Facts(channel, ts=moment_ts, comments=words.CALL(context.lang, id=call_id))


# -- who


def speakers(sessions: Iterable[Session]) -> frozenset[int]:
    return frozenset(one.uid for one in sessions if one.speaker)


def only(uids: Iterable[int]) -> int | None:
    found = tuple(uids)
    return found[0] if len(found) == 1 else None


def parties_of(
    judgement: Judgement,
    uid: int,
    speaking: frozenset[int],
    peer_uid: int | None,
    diagnosed: Sequence[Diagnosis] = (),
) -> tuple[int | None, int | None, int | None]:
    """(teacher, student, abnormal) for a user whom one looks at. Whoever makes it suffer is the other one; where it
    makes others suffer, one of them: the peer that is looked at, who was diagnosed by it, or the first. Nobody is named
    whom neither a verdict nor `peer_uid` names, but for who alone speaks; nobody is abnormal who does not suffer, by a
    verdict or as Agora diagnosed."""
    own = judgement.of(uid)
    others = [sufferer for sufferer in own.sufferers if sufferer != uid] if own else []
    if others:
        told = [uid_of(one.uid) for one in diagnosed]
        chosen = peer_uid if peer_uid in others else next((one for one in told if one in others), others[0])
        return uid, chosen, chosen
    causer = next((one.uid for one in judgement.causers(uid) if one.uid != uid), None)
    peer_uid = peer_uid if causer is None else causer
    suffers = judgement.may_suffer(uid) or any(one.uid == str(uid) for one in diagnosed)
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


def _since_ts(verdict: Verdict) -> int | None:
    """Since when something suffered."""
    return min((one.since_ts for one in verdict.sufferings if one.level is Level.BAD), default=None)


# -- what was found


def _froze(verdict: Verdict, context: Context) -> str:
    lang, zone, window = context.lang, context.zone, verdict.window
    last_ts = max(window.start_ts, window.end_ts - 1)
    span = words.SPAN(
        lang,
        start=zone.text(window.start_ts, SECOND_FORM),
        end=zone.text(last_ts, "%H:%M:%S"),
        offset=zone.label(window.start_ts),
    )
    froze = [one for one in verdict.sufferings if one.level is Level.BAD]
    sender, receiver = verdict.sender_uid, verdict.receiver_uid
    if not froze:
        return words.RECEIVING(lang, span=span, sender=sender, receiver=receiver)
    media = words.AND(lang).join(verdict_words.MEDIA[one.medium.value](lang) for one in froze)
    return words.FROZE(lang, span=span, media=media, sender=sender, receiver=receiver)


def _diagnosed(found: Iterable[Diagnosis], context: Context, *, form: str = "") -> list[str]:
    lang = context.lang
    return [
        words.DIAGNOSED(
            lang,
            time=when(one.ts, context, form=form) if form else context.instant(one.ts),
            uid=one.uid,
            experience=experience(one.exp_id)(lang),
            causes=plain(causes_text(one.causes, lang)),
        )
        for one in list(found)[:NAMED]
    ]


def _bad_values(metrics: Mapping[int, MetricCurves], ts: int | None, context: Context) -> list[str]:
    """What is abnormal at the instant, each metric at its worst peer."""
    told = []
    for each in metrics.values():
        at = next(((one, value) for one, value, grade in each.at(ts) if value is not None and grade is Level.BAD), None)
        if at is not None and each.metric.mid in MIDS:
            one, value = at
            text = f"{value_text(value, each.metric)} {sign_of(Level.BAD, each.metric)}".rstrip()
            title = each.metric.title(context.lang)
            told.append(words.VALUE(context.lang, metric=title, value=text, peer=peer_text(one, context)))
    return told[:NAMED]


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
