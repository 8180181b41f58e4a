"""Words of the pair view: sender and receiver side by side, and the result of each check."""

from __future__ import annotations

from collections.abc import Mapping

from tui.domain.records.curve_metrics import CurveMetric as Metric
from tui.domain.text import Phrase

# the head
SENDER = Phrase("sender", "发送端")
RECEIVER = Phrase("receiver", "接收端")
SIDE = Phrase("{side} {uid}", "{side} {uid}")
ABSENT = Phrase("not in the call at this moment", "该时刻不在通话中")
UNKNOWN_USER = Phrase("not among the known users", "不在已知的用户中")
TURN = Phrase("session {turn} of {turns}", "第 {turn}/{turns} 个会话")
CRUMB = Phrase("{sender} → {receiver}", "{sender} → {receiver}")

# the charts: their titles, with the letter of the check before them, and their curves
BITRATE_SENT = Phrase("sent", "发送码率")
BITRATE_RECEIVED = Phrase("received", "接收码率")
FRAMES_SENT = Phrase("frames", "帧率")
FRAMES_RECEIVED = Phrase("frames", "帧率")
LOSS_UPSTREAM = Phrase("upstream loss", "上行丢包率")
LOSS_END_TO_END = Phrase("end-to-end loss", "端到端丢包率")
RTT = Phrase("RTT to the router", "到路由器的时延")
CPU = Phrase("CPU", "CPU 使用率")
FREEZE = Phrase("freeze time", "渲染卡顿时间")
LABELS: Mapping[int, Phrase] = {
    Metric.APP_CPU: Phrase("app", "App"),
    Metric.SYSTEM_CPU: Phrase("system", "系统"),
    Metric.AUDIO_SEND_BITRATE: Phrase("audio", "音频"),
    Metric.AUDIO_RECEIVE_BITRATE: Phrase("audio", "音频"),
    Metric.AUDIO_FREEZE: Phrase("audio", "音频"),
    Metric.VIDEO_SEND_BITRATE: Phrase("video", "视频"),
    Metric.VIDEO_CAPTURE_RATE: Phrase("captured", "采集"),
    Metric.VIDEO_SEND_RATE: Phrase("sent", "发送"),
    Metric.VIDEO_RECEIVE_BITRATE: Phrase("video", "视频"),
    Metric.VIDEO_RECEIVE_RATE: Phrase("received", "接收"),
    Metric.VIDEO_FREEZE: Phrase("video", "视频"),
    Metric.AUDIO_UPSTREAM_LOSS: Phrase("audio", "音频"),
    Metric.AUDIO_END_TO_END_LOSS: Phrase("audio", "音频"),
    Metric.VIDEO_UPSTREAM_LOSS: Phrase("video", "视频"),
    Metric.VIDEO_END_TO_END_LOSS: Phrase("video", "视频"),
    Metric.TASK_DELAY: Phrase("task delay", "任务延迟"),
    Metric.ROUTER_RTT: Phrase("RTT", "往返时延"),
    Metric.LOW_SEND_BITRATE: Phrase("low stream", "小流"),
    Metric.LOW_SEND_RATE: Phrase("low stream", "小流"),
    Metric.LOW_RECEIVE_BITRATE: Phrase("low stream", "小流"),
    Metric.LOW_RECEIVE_RATE: Phrase("low stream", "小流"),
    Metric.WEB_AUDIO_UP_LOSS: Phrase("Web audio, wire", "网页端音频实际"),
    Metric.WEB_VIDEO_UP_LOSS: Phrase("Web video, wire", "网页端视频实际"),
    Metric.WEB_VIDEO_DOWN_LOSS: Phrase("Web video down, wire", "网页端视频下行实际"),
}
"""The name of a curve in the chart, or beside the check that gives the rest."""
NO_CURVE = Phrase("no such curve", "没有该曲线")

# the checks
SENDING = Phrase("sending", "发送")
SENDER_NETWORK = Phrase("sender's network", "发送端网络")
RECEIVING = Phrase("receiving", "接收")
RECEIVER_NETWORK = Phrase("receiver's network", "接收端网络")
PROCESSORS = Phrase("both CPUs", "两端 CPU")
SUFFERED = Phrase("{time} ±{seconds} s  {what}", "{time} ±{seconds} 秒  {what}")
SUFFERED_OVER = Phrase("whole period  {what}", "整个时段  {what}")
MEANS = Phrase("values below: means", "以下数值为均值")
FOLLOWS = Phrase("no loss beyond the sender's", "没有超出发送端的丢包")
FOLLOWS_OTHERS = Phrase("no loss beyond the other receivers'", "没有超出其他接收端的丢包")
BY_OTHERS = Phrase("concluded from the other users, not from these curves", "由其他用户的曲线得出，而非以下曲线")
# A sentence follows the name of a check after a colon; values follow it after two blanks.
SAID = Phrase(": {text}", "：{text}")
ENDED = Phrase("no points {start}–{end}", "{start}–{end} 没有数据点")
ENDED_TIMES = Phrase("no points in {n} separate spells, {start}–{end}", "{start}–{end} 之间 {n} 段没有数据点")
NOT_KNOWN = Phrase("no curve shows it", "没有曲线可查")

# why
TITLE = Phrase("{sender} sends, {receiver} receives, {span}", "{sender} 发送，{receiver} 接收，{span}")
AROUND = Phrase("{time} ±{seconds} s", "{time} ±{seconds} 秒")
QUESTIONS = {
    "a": Phrase("a  Did the sender stop sending?", "a  发送端是否停止发送？"),
    "b": Phrase("b  Is it the sender's network?", "b  是否为发送端网络？"),
    "c": Phrase("c  Did the receiver stop receiving?", "c  接收端是否停止接收？"),
    "d": Phrase("d  Is it the receiver's network?", "d  是否为接收端网络？"),
    "e": Phrase("e  Is the CPU of either side too busy?", "e  两端 CPU 是否过忙？"),
}
ANSWERS = {
    "cause": Phrase("yes", "是"),
    "fits": Phrase("cannot be excluded", "不能排除"),
    "seen": Phrase("bad, not the cause", "异常，但不是根因"),
    "open": Phrase("bad, perhaps the cause", "异常，是否为根因未知"),
    "clean": Phrase("no", "否"),
    "unknown": Phrase("no curve shows it", "没有曲线可查"),
}
ACTS = {
    "a": Phrase("{uid}: the user, or the app on that side", "{uid}：其本人或其所用的应用"),
    "b": Phrase("{uid}: the network on that side", "{uid}：其所在的网络"),
    "c": Phrase("{uid}: the user, or the app on that side", "{uid}：其本人或其所用的应用"),
    "d": Phrase("{uid}: the network on that side", "{uid}：其所在的网络"),
    "e": Phrase("{uid}: the device", "{uid}：其使用的设备"),
}

# choosing the peer
CHOOSE_TITLE = Phrase("Sender and receiver, worst first", "选择收发双方，最差在前")
CHOOSE_KEYS = Phrase(
    "{key[table.select]} opens · {key[table.up table.down]} choose · {key[back]} closes",
    "{key[table.select]} 打开 · {key[table.up table.down]} 选择 · {key[back]} 关闭",
)
COLUMN_SENDER = Phrase("sender", "发送端")
COLUMN_RECEIVER = Phrase("receiver", "接收端")
COLUMN_LOSS = Phrase("e2e loss", "端到端丢包")
COLUMN_VIDEO = Phrase("video fr.", "视频卡顿")
COLUMN_AUDIO = Phrase("audio fr.", "音频卡顿")

NOBODY = Phrase("no curve relates this user to another", "没有曲线把该用户与他人联系起来")
STILL_COMING = Phrase("the curves are still coming: try again in a moment", "曲线尚在获取，请稍后再试")
