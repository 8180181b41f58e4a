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

WHOLE_PROJECT = Phrase("the whole project", "整个项目")

# -- the list of all findings
READING = Phrase("reading the stored data", "正在读取已存储的数据")
NONE = Phrase(
    "no finding in this period; nothing is concluded about calls without stored curves",
    "该时段没有发现；没有曲线存储的通话不作结论",
)
RANK = Phrase("rank", "排序分")
WHAT = Phrase("finding", "发现")
SIDE = Phrase("side", "哪一侧")
BASIS = Phrase("from", "依据")
SIDES = {"sender": Phrase("sender", "发送端"), "receiver": Phrase("receiver", "接收端")}
"""By the value of the side."""
NO_SIDE = Phrase("–", "–")
BASES = {
    "curves": Phrase("curves", "曲线"),
    "freeze rates": Phrase("freeze rates", "卡顿率"),
    "breakdown": Phrase("breakdown", "维度分布"),
    "vendor alert": Phrase("Agora alert", "告警回调"),
}
"""By the value of the basis."""
UNDECIDED = Phrase("undecided: no user is named", "无法判断：未归因于任何用户")
FREEZING_USERS = Phrase("freeze rate too high: {n} of {of:user|users}", "卡顿率过高：{of} 个用户中 {n} 个")
WORST_USER = Phrase("worst: user {uid}, {medium} {percent}", "最高：用户 {uid}，{medium} {percent}")
FREEZING_CALL = Phrase("call: {medium} freeze {percent}", "通话：{medium}卡顿率 {percent}")
STANDS_OUT = Phrase("{medium} freeze stands out: {dimension} {name}", "{medium}卡顿突出：{dimension} {name}")
LOST_ALIKE = Phrase("{n:receiver loses|receivers lose} this sender", "{n} 个接收端都受该发送端影响")
LOSES_ALL = Phrase("this receiver suffers from {n:sender|senders}", "该接收端受 {n} 个发送端影响")
FROM = Phrase("from: {what}", "依据：{what}")
ALSO_FITS = Phrase("also fits: {what}", "其他可能：{what}")
NO_CURVE_OF = Phrase("no curve tells of: {what}", "没有曲线说明：{what}")
RATES_TELL_NO_SIDE = Phrase(
    "a freeze rate tells no side: {key[table.select]} opens the call, which fetches its curves",
    "卡顿率不能说明是哪一侧：按 {key[table.select]} 打开通话以获取曲线",
)
IS_NO_CAUSE = Phrase("an observation about many users, and no cause", "这是对多个用户的观察，不是原因")
IS_AGORAS = Phrase("Agora's own rule fired; no number here has judged it", "由 Agora 的规则触发；未经本地数据判断")
AGORA_AGREES = Phrase("Agora agrees", "与 Agora 诊断一致")
AGORA_DISAGREES = Phrase("Agora names {uids} instead", "Agora 归因于 {uids}，与此不同")
AGORA_NAMES = Phrase("Agora names {uids}", "Agora 归因于 {uids}")
FORMULA = Phrase(
    "rank = frozen seconds of all sufferers × certainty (certain 1, likely 0.75, undecided 0.5)",
    "排序分 = 所有受影响用户的卡顿秒数之和 × 把握（确定 1，很可能 0.75，无法判断 0.5）",
)
FORMULA_SHORT = Phrase(
    "rank = frozen s of all × certain 1 · likely .75 · undecided .5",
    "排序分 = 卡顿秒数 × 确定 1 · 很可能 .75 · 无法判断 .5",
)
HEAD_COUNTS = Phrase("{n:finding|findings}", "{n} 条")
HEAD_CERTAIN = Phrase("certain {n}", "确定 {n}")
HEAD_LIKELY = Phrase("likely {n}", "很可能 {n}")
HEAD_UNDECIDED = Phrase("undecided {n}", "无法判断 {n}")
HEAD_OTHERS = Phrase("not judged {n}", "未作判断 {n}")
HEAD_LEFT = Phrase("{n:call is|calls are} still to be judged", "还有 {n} 个通话待判断")
HEAD_JUDGED = Phrase("judged {n} of {of:call|calls}", "已判断 {of} 个通话中的 {n} 个")
HEAD_LISTED_UNTIL = Phrase("listed to {time}", "已列至 {time}")
HEAD_UNLISTED = Phrase("not all listed", "列表未全部获取")
NAMES_NOTHING = Phrase("this finding names neither a call nor a channel", "该发现未涉及通话和频道")
NO_PAIR = Phrase("this finding is about no pair", "该发现与收发对无关")

# -- why
WHY_RANK = Phrase(
    "rank {rank} = {seconds} frozen seconds × {certainty}", "排序分 {rank} = 卡顿 {seconds} 秒 × {certainty}"
)
WHY_RANK_CURVES = Phrase(
    "The frozen or absent seconds of each sufferer in its worst stream, as far as this cause explains them.",
    "每个受影响用户最差的流中卡顿或缺失的秒数，按该原因所占的部分计。",
)
WHY_RANK_RATES = Phrase(
    "The freeze rate of each user times the seconds of the stay; of a call without users its rate times its seconds, as"
    " of one user.",
    "每个用户的卡顿率乘以其停留秒数；没有用户数据的通话以其卡顿率乘以时长，按一个用户计。",
)
WHY_NO_RANK = Phrase(
    "No rank: it tells no frozen seconds. It stands below those with a rank, the newest first.",
    "没有排序分：未给出卡顿秒数。排在有排序分的发现之后，最新在前。",
)
WHY_NUMBERS = Phrase("The numbers", "数据")
WHY_SURE = Phrase("How sure", "把握")
WHY_SURE_TEXT = {
    "certain": Phrase(
        "Certain: its curve was bad for most of the suffering and hardly ever at calm times, and no other"
        " user's numbers speak against it.",
        "确定：其曲线在受影响的大部分时间超过阈值，正常时几乎没有，且其他用户的数据与此不矛盾。",
    ),
    "likely": Phrase(
        "Likely: the numbers point to this cause, and do not exclude every other one.",
        "很可能：数据指向该原因，但不能排除所有其他原因。",
    ),
    "undecided": Phrase(
        "Undecided: users suffer, and the numbers do not tell the side. No user is named.",
        "无法判断：有人受影响，但数据不能说明是哪一侧，因此不归因于任何用户。",
    ),
}
WHY_PAIR = Phrase(
    "{key[session.pair]} opens the worst pair with all of its checks.",
    "按 {key[session.pair]} 打开最差的收发对照及其全部检查。",
)

# -- beside the causes of Agora
STANCE_AGREES = Phrase("the stored curves agree: {uids}", "已存储的曲线与此一致：{uids}")
STANCE_DISAGREES = Phrase("the stored curves disagree: {uids}", "已存储的曲线与此不一致：{uids}")
STANCE_CANNOT_TELL = Phrase("the stored curves cannot tell", "已存储的曲线无法判断")
STORED_CURVES = Phrase("the stored curves of the call", "该通话已存储的曲线")
WHY_STANCES = {
    "agrees": Phrase(
        "Within three minutes of this diagnosis Scry's verdict on a stream to this user names a user that Agora named.",
        "该诊断前后三分钟内，Scry 对发往该用户的一条流的判断，归因于 Agora 所指的用户。",
    ),
    "disagrees": Phrase(
        "Within three minutes of this diagnosis Scry's verdict names another user, and the curves exclude each user "
        "that Agora named. Compare both before anybody is told to act.",
        "该诊断前后三分钟内，Scry 的判断归因于其他用户，且曲线排除了 Agora 所指的每个用户。通知处理前请先对照两者。",
    ),
    "cannot tell": Phrase(
        "Within three minutes of this diagnosis the curves name nobody, or lack the streams of the users that Agora "
        "named. Nothing is said against Agora's cause.",
        "该诊断前后三分钟内，曲线没有归因于任何用户，或缺少 Agora 所指用户的流；这并不否定 Agora 的根因。",
    ),
}
NO_STANCE = Phrase(
    "Not compared yet: the curves of a call are asked for when it is opened.",
    "尚未对照：打开通话时才会请求其曲线。",
)
