"""The findings as an extract: one row a conclusion, and below one a pair with suffering. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from tui.analysis.calls.findings import Bearing, CallFinding, JudgedCall, span_of, suffering_pairs
from tui.analysis.cause.agreement import agreement
from tui.analysis.cause.verdict import Evidence, Reason, Verdict
from tui.analysis.findings.finding import Basis, RankedFinding
from tui.analysis.findings.rates import FrozenCall
from tui.domain.fields import ExtractCell, FieldKind, Lacking, Listed, Scalar
from tui.domain.glossary import mid
from tui.domain.names import Names
from tui.domain.text import Lang
from tui.export.extract import Extract, ExtractTable, Setting
from tui.messages import findings as words
from tui.messages import pair as pair_words
from tui.messages import verdict as verdict_words
from tui.queries.judged_calls import FindingsData
from tui.ui.context import Context
from tui.ui.extracts import NAMED, SEPARATOR, arranged, plain_table
from tui.ui.texts.findings import fits_of, numbers_text, proof_of, reasons_text, title_text, whole_text
from tui.ui.texts.verdict import CHECKS, evidence_text, named_user_text, suffered, supports, undecided_text
from tui.ui.widgets.described import Described, fields_of
from tui.ui.widgets.rows import ShownRows

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
    Described("sufferers", FieldKind.NUMBER, may_lack=True, title=words.SUFFER, width=7),
    Described("sufferer_uids", FieldKind.LIST),
    *_CAUSE,
    *_BASIS,
    Described("finding", title=words.WHAT, width=12, grow=1, priority=2),
    Described("basis", coded=True, title=words.BASIS, width=12, priority=3),
    Described("rank", FieldKind.NUMBER, may_lack=True, title=words.RANK, width=6, priority=4),
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
# In the place of a cause that is not named; of one in an observation that concludes nothing.
UNDECIDED, NOT_JUDGED = Lacking("undecided"), Lacking("not_judged")


def findings_export(data: FindingsData, context: Context, setting: Setting) -> Extract:
    return _extract(data, data.found, findings_table(data.found, context, setting), context, setting)


def list_export(data: FindingsData, context: Context, shown: ShownRows, setting: Setting) -> Extract:
    """The findings that the list shows, in its order."""
    rows = {one.key: _row(one, context, setting) for one in data.found}
    table = arranged("findings", fields_of(COLUMNS), rows, "uid", shown, setting)
    found = data.found
    if shown.filter_text:
        keys = {*shown.row_keys()}
        found = tuple(one for one in found if one.key in keys)
    return _extract(data, found, table, context, setting)


def _extract(
    data: FindingsData, found: Sequence[RankedFinding], table: ExtractTable, context: Context, setting: Setting
) -> Extract:
    called = {one.call_id for one in found}
    pairs = [(call, pair) for call in data.calls if call.call.call_id in called for pair in suffering_pairs(call)]
    return Extract(
        screen="findings",
        title=words.TITLE(setting.lang),
        table=table,
        window=data.window,
        scope={"channel": setting.names.channel(data.channel)} if data.channel else {},
        moment_ts=data.alive_ts,
        findings=(*said_findings(data, found, setting), *([words.FORMULA(setting.lang)] if found else [])),
        others=(
            plain_table("pairs", PAIRS, (_pair(call, pair, context, setting) for call, pair in pairs), "receiver_uid"),
        ),
    )


# -- rows


def findings_table(found: Iterable[RankedFinding], context: Context, setting: Setting) -> ExtractTable:
    return plain_table("findings", COLUMNS, (_row(one, context, setting) for one in found), "uid")


def _row(one: RankedFinding, context: Context, setting: Setting) -> tuple[ExtractCell, ...]:
    names, of, sure = setting.names, one.of, one.confidence
    proof: Sequence[Evidence] = ()
    uids: Iterable[int] = ()
    cause: tuple[ExtractCell, ...] = (NOT_JUDGED if sure is None else UNDECIDED,) * 4
    check: tuple[ExtractCell, ...] = cause[:2]
    fits: Sequence[Reason] = ()
    bearing = Bearing.SILENT
    named: Sequence[str] = ()
    if isinstance(of, CallFinding):
        proof, uids, fits, bearing, named = proof_of(of), of.sufferers, fits_of(of), of.bearing, of.named
        if of.causer is not None:
            cause, check = _cause(of.causer.reason, of.causer.uid, setting), _check(of.causer.reason, setting)
    elif isinstance(of, FrozenCall):
        uids = [user.uid for user in of.users]
    return (
        one.since_ts,
        one.until_ts,
        names.channel(one.channel),
        names.call(one.call_id),
        NOT_JUDGED if one.sufferers is None else one.sufferers,
        _uids(map(str, uids), setting),
        *cause,
        *check,
        "not_judged" if sure is None else sure.value,
        _evidence(proof, context, setting),
        _fits(fits, setting),
        bearing.value,
        _uids(named, setting),
        title_text(one, setting),
        one.basis.name.lower(),
        NOT_JUDGED if one.rank is None else one.rank,
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
    return (
        *_check(reason, setting),
        confidence,
        _evidence(evidence, context, setting),
        _fits(fits, setting),
        bearing.value,
        _uids(named, setting),
    )


def _check(reason: Reason | None, setting: Setting) -> tuple[ExtractCell, ...]:
    return (UNDECIDED, UNDECIDED) if reason is None else (reason.check.value, CHECKS[reason.check](setting.lang))


def _fits(fits: Sequence[Reason], setting: Setting) -> Listed:
    items = tuple({"reason": each.value, "name": verdict_words.REASONS[each.value](setting.lang)} for each in fits)
    return Listed(items, reasons_text(fits, setting.lang))


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


def said_findings(data: FindingsData, found: Sequence[RankedFinding], setting: Setting) -> Iterable[str]:
    """The conclusions, and the reasons against an all-clear."""
    lang, calls = setting.lang, data.calls
    for one in found[:TOLD]:
        yield _sentence(one, setting)
    if len(found) > TOLD:
        yield words.MORE(lang, n=len(found) - TOLD)
    if not calls:
        yield words.NO_CURVES(lang)
    else:
        yield (words.JUDGED if any(call.suffers for call in calls) else words.NOTHING)(lang, n=len(calls))
    if not data.is_listed:
        yield words.NOT_LISTED(lang)
    if in_part := sum(not call.is_whole for call in calls):
        yield words.IN_PART(lang, n=in_part)
    if unknown := sum(len(call.judged.unknown) for call in calls):
        yield words.UNKNOWN(lang, n=unknown)
    if data.not_judged:
        yield words.NOT_JUDGED(lang, n=f"{data.not_judged:,}")


def _sentence(finding: RankedFinding, setting: Setting) -> str:
    lang, names = setting.lang, setting.names
    return words.FOUND(
        lang,
        channel=names.channel(finding.channel) or words.WHOLE_PROJECT(lang),
        start=setting.time(finding.since_ts),
        end=setting.time(finding.until_ts),
        what=_said(finding.of, lang, names) if isinstance(finding.of, CallFinding) else _observed(finding, setting),
    )


def _said(one: CallFinding, lang: Lang, names: Names) -> str:
    uids = verdict_words.LISTED(lang).join(map(names.user, one.named[:NAMED]))
    if one.causer is None:
        said = undecided_text(one.sufferers, lang, names.user)
        return words.MIXED(lang, what=said, uids=uids) if uids else said
    return _TOLD[one.bearing](lang, what=named_user_text(one.causer, lang, names.user), uids=uids)


def _observed(finding: RankedFinding, setting: Setting) -> str:
    """A finding without a verdict: its numbers, and the reason why it names nobody."""
    parts = [whole_text(finding, setting), numbers_text(finding, setting)]
    if finding.basis is Basis.ALERT:
        parts.insert(0, words.BASES[finding.basis.value](setting.lang))
    return SEPARATOR.join(dict.fromkeys(filter(None, parts)))


_TOLD = {
    Bearing.AGREES: words.AGREES,
    Bearing.DISAGREES: words.DISAGREES,
    Bearing.MIXED: words.MIXED,
    Bearing.SILENT: words.ALONE,
}
