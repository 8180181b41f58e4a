"""Words of the findings."""

from __future__ import annotations

from tui.domain.text import Phrase

TITLE = Phrase("Findings", "发现")
CHANNEL = Phrase("channel", "频道")
SINCE = Phrase("since", "开始")
UNTIL = Phrase("until", "结束")
SUFFER = Phrase("suffer", "受影响")
CAUSE = Phrase("cause", "原因")
USER = Phrase("user", "用户")
CONFIDENCE = Phrase("sure", "把握")
AGORA = Phrase("Agora", "Agora")

FOUND = Phrase("{channel}, {start} to {end}: {what}", "{channel}，{start} 至 {end}：{what}")
ALONE = Phrase("{what}", "{what}")
AGREES = Phrase("{what} · Agora agrees", "{what} · 与 Agora 诊断一致")
DISAGREES = Phrase("{what} · Agora names {uids} instead", "{what} · Agora 归因于 {uids}，与此不同")
MIXED = Phrase("{what} · Agora names {uids}", "{what} · Agora 归因于 {uids}")
MORE = Phrase("{n:more finding|more findings}", "另有 {n} 条结论")

JUDGED = Phrase("{n:call|calls} with stored curves judged", "已判断有曲线存储的通话 {n} 个")
NOTHING = Phrase("nothing suffers in {n:judged call|judged calls}", "已判断的 {n} 个通话中无人受影响")
NOT_LISTED = Phrase(
    "other calls may have been in this span: its call lists are not all fetched",
    "该时段可能还有其他通话：其通话列表未全部获取",
)
IN_PART = Phrase(
    "curves of {n:call are|calls are} stored in part: more may suffer", "其中 {n} 个通话的曲线不完整，可能还有人受影响"
)
UNKNOWN = Phrase(
    "no freeze curves of {n:user|users}: whether they suffer is not known", "{n} 个用户没有卡顿曲线，是否受影响未知"
)
NOT_JUDGED = Phrase(
    "{n:call has|calls have} no stored curves and cannot be judged: scry show call ID --ask fetches them",
    "{n} 个通话没有曲线存储，无法判断：scry show call ID --ask 可获取",
)
NO_CURVES = Phrase("no call with stored curves: nothing can be concluded", "没有存有曲线的通话：无法得出结论")
