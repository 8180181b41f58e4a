"""Words of a verdict, shared by pair, call, session and report: causes, confidence, symptoms, harmless facts."""

from __future__ import annotations

from tui.domain.text import Phrase

# A cause with its user. Each says the side, the fault and the user.
CAUSES = {
    "not sending": Phrase("sender {uid} stopped sending", "发送端 {uid} 停止发送"),
    "capture": Phrase("sender's capture: sender {uid}", "发送端采集：发送端 {uid}"),
    "uplink": Phrase("sender's network: sender {uid}", "发送端网络：发送端 {uid}"),
    "sender's router": Phrase("sender's network, slow router: sender {uid}", "发送端网络（路由器慢）：发送端 {uid}"),
    "sender's processor": Phrase("sender's CPU: sender {uid}", "发送端 CPU：发送端 {uid}"),
    "sender's side": Phrase("sender's side: sender {uid}", "发送端一侧：发送端 {uid}"),
    "not receiving": Phrase("receiver {uid} does not receive", "接收端 {uid} 收不到"),
    "downlink": Phrase("receiver's network: receiver {uid}", "接收端网络：接收端 {uid}"),
    "receiver's router": Phrase(
        "receiver's network, slow router: receiver {uid}", "接收端网络（路由器慢）：接收端 {uid}"
    ),
    "receiver's processor": Phrase("receiver's CPU: receiver {uid}", "接收端 CPU：接收端 {uid}"),
    "receiver's side": Phrase("receiver's side: receiver {uid}", "接收端一侧：接收端 {uid}"),
}
"""By the value of the reason."""
REASONS = {
    "not sending": Phrase("sender stopped sending", "发送端停止发送"),
    "capture": Phrase("sender's capture", "发送端采集"),
    "uplink": Phrase("sender's network", "发送端网络"),
    "sender's router": Phrase("sender's router", "发送端路由器"),
    "sender's processor": Phrase("sender's CPU", "发送端 CPU"),
    "sender's side": Phrase("sender's side", "发送端一侧"),
    "not receiving": Phrase("receiver does not receive", "接收端收不到"),
    "downlink": Phrase("receiver's network", "接收端网络"),
    "receiver's router": Phrase("receiver's router", "接收端路由器"),
    "receiver's processor": Phrase("receiver's CPU", "接收端 CPU"),
    "receiver's side": Phrase("receiver's side", "接收端一侧"),
}
CONFIDENCE = {
    "certain": Phrase("certain", "确定"),
    "likely": Phrase("likely", "很可能"),
    "undecided": Phrase("undecided", "无法判断"),
}
SHARE = Phrase("{cause} {percent} %", "{cause} {percent} %")
JOINED = Phrase(" · ", " · ")
LISTED = Phrase(", ", "、")

# the conclusion
CAUSED = Phrase("→ {causes} · {confidence}", "→ {causes} · {confidence}")
FINE = Phrase("→ nothing suffers, no fault", "→ 无人受影响，无故障")
NEAR = Phrase("→ near the limit, no fault", "→ 接近阈值，无故障")
UNDECIDED = Phrase("→ undecided", "→ 无法判断")
UNDECIDED_FIT = Phrase("→ undecided: {reasons} is possible", "→ 无法判断：可能是{reasons}")
UNDECIDED_FITS = Phrase("→ undecided: {reasons} are possible", "→ 无法判断：{reasons}均有可能")
UNDECIDED_SHARED = Phrase(
    "→ undecided for this pair: the curve covers all senders", "→ 该配对无法判断：曲线为所有发送端的合计"
)
UNDECIDED_NOTHING = Phrase("→ undecided: no curve explains it", "→ 无法判断：没有曲线能解释")
NOT_KNOWN = Phrase("→ undecided: no curve shows freezes", "→ 无法判断：没有卡顿曲线")
SENDS_NOTHING = Phrase("→ sender {uid} sends nothing", "→ 发送端 {uid} 不发流")
ALL_ALIKE = Phrase(
    "{alike} of {known:other receiver suffers|other receivers suffer} alike",
    "其他 {known} 个接收端中 {alike} 个同样受影响",
)
OTHERS_FINE = Phrase("other receivers are fine", "其他接收端正常")
WIRE_LOSS = Phrase("loss on the wire, as a browser counts it", "丢包为网页端口径：线路实际丢失")
UPSTREAM_UNKNOWN = Phrase("upstream loss unknown", "上行丢包未知")
AGREES = Phrase("Agora agrees", "与 Agora 诊断一致")
DISAGREES = Phrase("Agora names {uid} instead", "Agora 归因于 {uid}，与此不同")

# symptoms
FROZEN = Phrase("{medium} {percent} frozen ({seconds})", "{medium}卡顿 {percent}（{seconds}）")
IN_SPELL = Phrase("{seconds} in 1 bad spell", "{seconds}，异常 1 段")
IN_SPELLS = Phrase("{seconds} in {n} bad spells", "{seconds}，异常 {n} 段")
ABSENT = Phrase("no {medium} for {seconds}", "无{medium} {seconds}")
MEDIA = {"video": Phrase("video", "视频"), "audio": Phrase("audio", "音频")}
SECONDS = Phrase("{value} s", "{value} 秒")
NOT_TOLD = Phrase("freeze time unknown", "卡顿未知")

# harmless facts
FACTS = {
    "video off": Phrase("video of {uid} off {span}", "{uid} {span}关闭视频"),
    "muted": Phrase("audio of {uid} muted {span}", "{uid} {span}静音"),
    "pauses": Phrase("audio of {uid} pauses ({count}×)", "{uid} 的音频有停顿（{count} 次）"),
    "low frame rate": Phrase("{uid} captures {value}, steadily", "{uid} 稳定采集 {value}"),
    "upstream lossy": Phrase("upstream of {uid} loses {value}, nobody suffers", "{uid} 上行丢包 {value}，无人受影响"),
    "downstream lossy": Phrase("{uid} loses {value}, and does not suffer", "{uid} 丢包 {value}，未受影响"),
    "processor busy": Phrase("CPU of {uid} busy ({value}), nobody suffers", "{uid} CPU 忙（{value}），无人受影响"),
    "router slow": Phrase("router of {uid} slow ({value}), nobody suffers", "{uid} 路由器慢（{value}），无人受影响"),
    "nothing told": Phrase("no data of {uid} {span}", "{uid} {span}没有数据"),
    "about all senders": Phrase("curves of {uid} cover all senders together", "{uid} 的曲线为所有发送端的合计"),
    "sends nothing": Phrase("{uid} sends nothing", "{uid} 不发流"),
}
"""By the value of the kind."""
SINCE = Phrase("since {time}", "自 {time} 起")
SPAN = Phrase("{start}–{end}", "{start}–{end} ")

# a call, a session
VERDICT = Phrase("verdict: ", "结论：")
SUFFER = Phrase("{n} suffer", "{n} 人受影响")
SUFFERS = Phrase("1 suffers", "1 人受影响")
UNKNOWN_OF = Phrase("no freeze curves of {uids}", "{uids} 没有卡顿曲线，是否受影响未知")
# Undecided names no cause: the users behind it are the sufferers.
UNDECIDED_ONE = Phrase("undecided · {uid} suffers", "无法判断 · {uid} 受影响")
UNDECIDED_SOME = Phrase("undecided · {n} suffer: {uids}", "无法判断 · {n} 人受影响：{uids}")
NOBODY_SUFFERS = Phrase("nothing suffers, no fault", "无人受影响，无故障")
IN_PART = Phrase(
    "nothing suffers in the fetched curves; some are not fetched", "已取得的曲线中无人受影响，曲线尚不完整"
)
UNREAD = Phrase(
    "nothing suffers in the readable curves; some are unreadable", "可解析的数据中无人受影响，但部分数据无法解析"
)
NO_CURVES = Phrase("no curves fetched yet", "尚未取得曲线")
MORE = Phrase("{n} more", "另有 {n} 个")

# the working
TITLE = Phrase("What suffered", "受影响情况")
CALM = Phrase("{value} (calm {calm})", "{value}（正常时 {calm}）")
SHARE_OF = Phrase("{value}, {percent} % of the time", "{value}，占时 {percent} %")
WORKING = Phrase(
    "{metric} of {uid}: mean {value}, bad {beyond} % of the time, worst {worst} at {time}",
    "{uid} {metric}：均值 {value}，异常占时 {beyond} %，最差 {worst}（{time}）",
)
WORKING_FLOW = Phrase(
    "{metric} of {uid}: mean {value}, at 0 for {beyond} % of the time",
    "{uid} {metric}：均值 {value}，{beyond} % 的时间为 0",
)
WORKING_CALM = Phrase(
    "at calm times: mean {value}, bad {beyond} % of the time", "正常时段：均值 {value}，异常占时 {beyond} %"
)
CALM_FLOW = Phrase("at calm times: mean {value}, at 0 for {beyond} %", "正常时段：均值 {value}，{beyond} % 的时间为 0")
OTHERS = Phrase(
    "other receivers of {sender}: {alike} of {known} suffer alike; other senders to {receiver}: {their} of {of}",
    "{sender} 的其他接收端：{known} 个中 {alike} 个同样受影响；{receiver} 收到的其他发送端：{of} 个中 {their} 个",
)
FITS = Phrase("also possible: {reasons}", "也有可能：{reasons}")
UNKNOWN = Phrase("no curve shows: {reasons}", "没有曲线可查：{reasons}")
TWO_LOSSES = Phrase(
    "Loss of a Web client: lost on the wire, before retransmission. Every other loss: still missing after it. Each is "
    "held against its own limit; the two are not compared.",
    "网页端的丢包率：线路上实际丢失，未计重传。其他丢包率：重传后仍缺失。两者各按自身阈值判断，互不比较。",
)
NO_FREEZE_CURVE = Phrase("{medium}: no freeze curve", "{medium}：没有卡顿曲线")
RULES = Phrase(
    "A cause was bad for at least half of the suffering time, and less often at calm times; the other users of the "
    "call must confirm it. Without suffering there is no fault. Limits: [thresholds].",
    "根因须在受影响时段的至少一半异常，且正常时段较少；并须与通话中其他用户的情况相符。"
    "无人受影响则无故障。阈值见 [thresholds]。",
)
