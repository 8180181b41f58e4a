"""The findings as an extract: one row a conclusion, and below one a pair with suffering. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tui.analysis.calls.findings import Bearing, CallFinding, JudgedCall, findings_of, span_of, suffering_pairs
from tui.analysis.cause.agreement import agreement
from tui.analysis.cause.verdict import Evidence, Reason, Verdict
from tui.domain.fields import ExtractCell, FieldKind, Lacking, Listed, Scalar
from tui.domain.glossary import mid
from tui.export.extract import Extract, ExtractTable, Setting
from tui.messages import findings as words
from tui.messages import pair as pair_words
from tui.messages import verdict as verdict_words
from tui.ui.context import Context
from tui.ui.extracts import NAMED, SEPARATOR, plain_table
from tui.ui.queries.judged_calls import FindingsData
from tui.ui.texts.verdict import CHECKS, evidence_text, named_user_text, suffered, supports, undecided_text
from tui.ui.widgets.described import Described

# So many findings are told in sentences; the rows hold all.
TOLD = 8

_CAUSE = (
    Described("cause", may_lack=True, title=words.CAUSE, width=12),
    Described("reason", may_lack=True, told=False),
    Described("side", coded=True, may_lack=True),
    Described("uid", may_lack=True, title=words.USER, width=10),
)
_BASIS = (
    Described("check", may_lack=True),
    Described("check_name", may_lack=True),
    Described("confidence", coded=True, title=words.CONFIDENCE, width=9),
    Described("evidence", FieldKind.LIST),
    Described("fits", FieldKind.LIST),
    Described("agora", coded=True, title=words.AGORA, width=8, priority=1),
    Described("agora_uids", FieldKind.LIST),
)
COLUMNS = (
    Described("abnormal_from", FieldKind.TIME, title=words.SINCE, width=8),
    Described("abnormal_until", FieldKind.TIME, title=words.UNTIL, width=8, priority=1),
    Described("channel", title=words.CHANNEL, width=8),
    Described("call_id"),
    Described("sufferers", FieldKind.NUMBER, title=words.SUFFER, width=7),
    Described("sufferer_uids", FieldKind.LIST),
    *_CAUSE,
    *_BASIS,
)
PAIRS = (
    Described("channel"),
    Described("call_id"),
    Described("sender_uid", title=pair_words.SENDER, width=10),
    Described("receiver_uid", title=pair_words.RECEIVER, width=10),
    Described("abnormal_from", FieldKind.TIME, title=words.SINCE, width=8),
    Described("abnormal_until", FieldKind.TIME, title=words.UNTIL, width=8, priority=1),
    Described("suffered"),
    *_CAUSE,
    Described("share_percent", FieldKind.NUMBER, "%", may_lack=True),
    *_BASIS,
)
# In the place of a cause that is not named.
UNDECIDED = Lacking("undecided")


def findings_export(data: FindingsData, context: Context, setting: Setting) -> Extract:
    found = findings_of(data.calls)
    pairs = [(call, pair) for call in data.calls for pair in suffering_pairs(call)]
    return Extract(
        screen="findings",
        title=words.TITLE(setting.lang),
        table=findings_table(found, context, setting),
        window=data.window,
        scope={"channel": setting.names.channel(data.channel)} if data.channel else {},
        moment_ts=data.alive_ts,
        findings=tuple(said_findings(data, found, setting)),
        others=(
            plain_table("pairs", PAIRS, (_pair(call, pair, context, setting) for call, pair in pairs), "receiver_uid"),
        ),
    )


# -- rows


def findings_table(found: Iterable[CallFinding], context: Context, setting: Setting) -> ExtractTable:
    return plain_table("findings", COLUMNS, (_row(one, context, setting) for one in found), "uid")


def _row(one: CallFinding, context: Context, setting: Setting) -> tuple[ExtractCell, ...]:
    names, causer = setting.names, one.causer
    proof: Sequence[Evidence] = ()
    if causer is not None:
        proof = next((found for each in one.verdicts if (found := _proof(each, causer.reason))), ())
    return (
        one.since_ts,
        one.until_ts,
        names.channel(one.call.channel),
        names.call(one.call.call_id),
        len(one.sufferers),
        _uids(map(str, one.sufferers), setting),
        *_cause(None if causer is None else causer.reason, causer.uid if causer else 0, setting),
        *_basis(
            None if causer is None else causer.reason,
            one.confidence.value,
            proof,
            tuple(dict.fromkeys(reason for each in one.verdicts for reason in each.fits)),
            one.bearing,
            one.named,
            context,
            setting,
        ),
    )


def _pair(call: JudgedCall, one: Verdict, context: Context, setting: Setting) -> tuple[ExtractCell, ...]:
    names, cause = setting.names, one.cause
    agora, reason = agreement(one, call.diagnosed), None if cause is None else cause.reason
    return (
        names.channel(call.call.channel),
        names.call(call.call.call_id),
        names.user(one.sender_uid),
        names.user(one.receiver_uid),
        *span_of(one),
        suffered(one, context),
        *_cause(reason, cause.uid if cause else 0, setting),
        UNDECIDED if cause is None else 100 * cause.share,
        *_basis(
            reason,
            one.confidence.value,
            one.evidence if reason is None else _proof(one, reason),
            one.fits,
            _BEARINGS.get(agora.stance.value, Bearing.SILENT),
            agora.named,
            context,
            setting,
        ),
    )


_BEARINGS = {each.value: each for each in Bearing}


def _cause(reason: Reason | None, uid: int, setting: Setting) -> tuple[ExtractCell, ...]:
    if reason is None:
        return UNDECIDED, UNDECIDED, UNDECIDED, UNDECIDED
    name = verdict_words.REASONS[reason.value](setting.lang)
    return name, reason.value, reason.side.value, setting.names.user(uid)


def _basis(
    reason: Reason | None,
    confidence: str,
    evidence: Sequence[Evidence],
    fits: Sequence[Reason],
    bearing: Bearing,
    named: Sequence[str],
    context: Context,
    setting: Setting,
) -> tuple[ExtractCell, ...]:
    lang = setting.lang
    check: tuple[ExtractCell, ...] = (UNDECIDED, UNDECIDED)
    if reason is not None:
        check = reason.check.value, CHECKS[reason.check](lang)
    possible = [verdict_words.REASONS[each.value](lang) for each in fits]
    items = tuple({"reason": each.value, "name": name} for each, name in zip(fits, possible, strict=True))
    return (
        *check,
        confidence,
        _evidence(evidence, context, setting),
        Listed(items, verdict_words.LISTED(lang).join(dict.fromkeys(possible))),
        bearing.value,
        _uids(named, setting),
    )


def _evidence(evidence: Iterable[Evidence], context: Context, setting: Setting) -> Listed:
    """The numbers behind a conclusion, each with its value at calm times."""
    lang = setting.lang
    items: list[dict[str, Scalar]] = []
    texts = []
    for one in evidence:
        metric = mid(one.mid)
        items.append(
            {
                "mid": setting.mid_of(one.mid),
                "metric": metric.title(lang),
                "side": one.reason.side.value,
                "unit": metric.unit,
                "value": one.value,
                "calm": one.calm,
                "calm_state": "known" if one.calm is not None else "none_known",
                "beyond_percent": 100 * one.beyond,
                "worst": one.worst,
                "worst_at_ts": one.worst_ts,
                "limit": one.limit,
                "limit_state": "known" if one.limit is not None else "not_limited",
            }
        )
        texts.append(f"{metric.title(lang)} {evidence_text(one, context)}")
    return Listed(tuple(items), SEPARATOR.join(texts))


def _uids(uids: Iterable[str], setting: Setting) -> Listed:
    named = [setting.names.user(uid) for uid in uids]
    return Listed(tuple({"uid": uid} for uid in named), verdict_words.LISTED(setting.lang).join(named))


def _proof(verdict: Verdict, reason: Reason) -> Sequence[Evidence]:
    """The numbers of that cause; those that stand for it, where it has no curve of its own."""
    return tuple(each for each in verdict.evidence if each.reason is reason) or supports(verdict)


# -- sentences


def said_findings(data: FindingsData, found: Sequence[CallFinding], setting: Setting) -> Iterable[str]:
    """The conclusions, and the reasons against an all-clear."""
    lang, calls = setting.lang, data.calls
    for one in found[:TOLD]:
        yield _sentence(one, setting)
    if len(found) > TOLD:
        yield words.MORE(lang, n=len(found) - TOLD)
    if not calls:
        yield words.NO_CURVES(lang)
    else:
        yield (words.JUDGED if found else words.NOTHING)(lang, n=len(calls))
    if not data.is_listed:
        yield words.NOT_LISTED(lang)
    if in_part := sum(not call.is_whole for call in calls):
        yield words.IN_PART(lang, n=in_part)
    if unknown := sum(len(call.judged.unknown) for call in calls):
        yield words.UNKNOWN(lang, n=unknown)
    if data.not_judged:
        yield words.NOT_JUDGED(lang, n=f"{data.not_judged:,}")


def _sentence(one: CallFinding, setting: Setting) -> str:
    lang, names = setting.lang, setting.names
    uids = verdict_words.LISTED(lang).join(map(names.user, one.named[:NAMED]))
    if one.causer is None:
        said = undecided_text(one.sufferers, lang, names.user)
        said = words.MIXED(lang, what=said, uids=uids) if uids else said
    else:
        said = _TOLD[one.bearing](lang, what=named_user_text(one.causer, lang, names.user), uids=uids)
    return words.FOUND(
        lang,
        channel=names.channel(one.call.channel),
        start=setting.time(one.since_ts),
        end=setting.time(one.until_ts),
        what=said,
    )


_TOLD = {
    Bearing.AGREES: words.AGREES,
    Bearing.DISAGREES: words.DISAGREES,
    Bearing.MIXED: words.MIXED,
    Bearing.SILENT: words.ALONE,
}
