"""A finding in words: the same in the list, under it, in its panel and in an export."""

from __future__ import annotations

from collections.abc import Iterable

from tui.analysis.calls.findings import Bearing, CallFinding
from tui.analysis.cause.verdict import Evidence, Medium, Reason, Side
from tui.analysis.findings.finding import RankedFinding, StandOut
from tui.analysis.findings.rates import FrozenCall
from tui.domain.glossary import mid
from tui.domain.names import Names
from tui.domain.records import VendorAlert
from tui.domain.text import Lang
from tui.messages import findings as words
from tui.messages import standout as standout_words
from tui.messages import verdict as verdict_words
from tui.ui.context import Telling
from tui.ui.texts.alerts import alert_content
from tui.ui.texts.standout import compared_text, value_name
from tui.ui.texts.values import share_text
from tui.ui.texts.verdict import RATES_OF, borne_out, evidence_text, supports

# So many users named by Agora are told.
NAMED = 3
_FREEZES = {
    "audio_freeze_rate": Medium.AUDIO,
    "video_freeze_rate": Medium.VIDEO,
    "audioFreezeRate": Medium.AUDIO,
    "videoFreezeRate": Medium.VIDEO,
}


def title_text(one: RankedFinding, telling: Telling) -> str:
    """`sender's network: sender 44361248`, in one cell of a list."""
    lang, names, of = telling.lang, telling.names, one.of
    if isinstance(of, VendorAlert):
        return alert_content(of, lang, names)
    if isinstance(of, StandOut):
        found = of.outlier
        medium, dimension = medium_text(_FREEZES[found.metric], lang), standout_words.DIMENSIONS[found.dimension](lang)
        name = value_name(found.dimension, found.name, lang)
        return words.STANDS_OUT(lang, medium=medium, dimension=dimension, name=name)
    if isinstance(of, FrozenCall):
        if of.users:
            return words.FREEZING_USERS(lang, n=len(of.users), of=of.of_users)
        return words.FREEZING_CALL(lang, medium=medium_text(of.medium, lang), percent=_percent(of, telling))
    if of.causer is None:
        return words.UNDECIDED(lang)
    return verdict_words.CAUSES[of.causer.reason.value](lang, uid=names.user(of.causer.uid))


def medium_text(medium: Medium, lang: Lang) -> str:
    return verdict_words.MEDIA[medium.value](lang)


def _percent(of: FrozenCall, telling: Telling) -> str:
    if of.users:
        worst = of.users[0]
        return share_text(worst.percent, telling.thresholds.get(RATES_OF[worst.medium]))
    return share_text(of.percent, telling.thresholds.get(RATES_OF[of.medium]))


def side_text(one: RankedFinding, lang: Lang) -> str:
    if one.side is not None:
        return words.SIDES[one.side.value](lang)
    is_open = isinstance(one.of, CallFinding | FrozenCall)
    return verdict_words.CONFIDENCE["undecided"](lang) if is_open else words.NO_SIDE(lang)


def sureness_text(one: RankedFinding, lang: Lang) -> str:
    return words.NO_SIDE(lang) if one.confidence is None else verdict_words.CONFIDENCE[one.confidence.value](lang)


def sufferers_text(one: RankedFinding, lang: Lang) -> str:
    if one.sufferers is None:
        return ""
    return verdict_words.SUFFERS(lang) if one.sufferers == 1 else verdict_words.SUFFER(lang, n=one.sufferers)


def breadth_text(of: CallFinding, lang: Lang) -> str:
    """The number of receivers that lose a sender alike, or of senders that a receiver suffers from."""
    if of.causer is None:
        return ""
    if of.causer.side is Side.SENDER:
        n = len({each.receiver_uid for each in of.verdicts if each.receiver_uid != of.causer.uid})
        return words.LOST_ALIKE(lang, n=n) if n > 1 else ""
    n = len({each.sender_uid for each in of.verdicts if each.receiver_uid == of.causer.uid})
    return words.LOSES_ALL(lang, n=n) if n > 1 else ""


def bearing_text(of: CallFinding, lang: Lang, names: Names) -> str:
    uids = verdict_words.LISTED(lang).join(map(names.user, of.named[:NAMED]))
    if of.bearing is Bearing.AGREES:
        return words.AGORA_AGREES(lang)
    if of.bearing is Bearing.DISAGREES:
        return words.AGORA_DISAGREES(lang, uids=uids)
    return words.AGORA_NAMES(lang, uids=uids) if uids else ""


def whole_text(one: RankedFinding, telling: Telling) -> str:
    """The finding in one sentence: how many suffer, how sure, how broad, the word of Agora."""
    lang, names, of = telling.lang, telling.names, one.of
    parts = [title_text(one, telling)]
    if isinstance(of, CallFinding):
        parts += [sufferers_text(one, lang), sureness_text(one, lang), breadth_text(of, lang)]
        parts += borne_out(of.verdicts[0], lang) if of.causer is not None and of.verdicts else ()
        parts.append(bearing_text(of, lang, names))
    elif isinstance(of, FrozenCall):
        parts.append(sureness_text(one, lang))
    return verdict_words.JOINED(lang).join(filter(None, parts))


def numbers_text(one: RankedFinding, telling: Telling) -> str:
    """The numbers that the finding comes from; "" for an alert, which has none, and where
    the title tells them."""
    lang, names, of = telling.lang, telling.names, one.of
    if isinstance(of, VendorAlert) or (isinstance(of, FrozenCall) and not of.users):
        return ""
    if isinstance(of, StandOut):
        return compared_text(of.outlier, lang)
    if isinstance(of, FrozenCall):
        worst = of.users[0]
        medium = medium_text(worst.medium, lang)
        return words.WORST_USER(lang, uid=names.user(worst.uid), medium=medium, percent=_percent(of, telling))
    texts = [f"{mid(each.mid).title(lang)} {evidence_text(each, telling)}" for each in proof_of(of)]
    return verdict_words.JOINED(lang).join(dict.fromkeys(texts))


def proof_of(of: CallFinding) -> tuple[Evidence, ...]:
    """The evidence of the named cause in its worst pair, or of the worst undecided one."""
    if of.causer is None:
        return tuple(each for verdict in of.verdicts[:1] for each in verdict.evidence if each.beyond)
    for verdict in of.verdicts:
        own = tuple(each for each in verdict.evidence if each.reason is of.causer.reason) or supports(verdict)
        if own:
            return own
    return ()


def fits_of(of: CallFinding) -> tuple[Reason, ...]:
    """The candidates that the numbers do not exclude."""
    return tuple(dict.fromkeys(reason for each in of.verdicts for reason in each.fits))


def unknown_of(of: CallFinding) -> tuple[Reason, ...]:
    """The candidates of which no curve tells."""
    return tuple(dict.fromkeys(reason for each in of.verdicts for reason in each.unknown))


def reasons_text(reasons: Iterable[Reason], lang: Lang) -> str:
    return verdict_words.LISTED(lang).join(dict.fromkeys(verdict_words.REASONS[each.value](lang) for each in reasons))
