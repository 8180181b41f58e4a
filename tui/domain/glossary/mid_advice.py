"""Advice on the metrics of a session: the quantity measured, its bad direction, the comparison, the party that must
act.

Loss and CPU are shown as sent; the reference gives them no unit. The text names a limit of the vendor's own console or
manual; the other limits are Scry's.
"""

from __future__ import annotations

from collections.abc import Mapping

from tui.domain.glossary.advice import APP, DEVICE, NAMED, NETWORK, UNKNOWN_ADVICE, USER, Advice
from tui.domain.records.curve_metrics import CurveMetric as Metric
from tui.domain.text import Phrase


def _sent(stream_en: str, stream_zh: str) -> Advice:
    return Advice(
        Phrase(
            f"The {stream_en} bitrate that this user sends. It follows the content: neither high nor low is bad by "
            "itself; 0 means that the user sends nothing.",
            f"该用户发送{stream_zh}的码率。它随内容而变，高低本身并不说明好坏；为 0 表示没有发送。",
        ),
        Phrase(
            "The first check: did the bitrate fall to 0 when the others froze? With high upstream loss the network is "
            "the cause, otherwise the user or the app: muted, in the background, switched off.",
            "第一项检查：他人卡顿时它是否降为 0？同时上行丢包率高说明是网络问题；"
            "否则是用户或应用所致：静音、切到后台、被关闭。",
        ),
        USER,
    )


def _received(stream_en: str, stream_zh: str) -> Advice:
    return Advice(
        Phrase(
            f"The {stream_en} bitrate that arrives from each sender; 0 means that nothing arrives.",
            f"从每个发送端收到的{stream_zh}码率；为 0 表示没有收到。",
        ),
        Phrase(
            "Compare with the sender's bitrate at the same moment (v): sent and not received means the network, or "
            "this user stopped receiving; not sent means the sender.",
            "与同一时刻发送端的发送码率对照（v）：已发送而未收到，是网络问题或该用户停止接收；未发送，则是发送端的问题。",
        ),
        NAMED,
    )


def _freeze(en: str, zh: str, least: str, of_browsers: Phrase | None = None) -> Advice:
    also = of_browsers or Phrase("", "")
    return Advice(
        Phrase(
            f"The time that the {en} of each sender stood still here between two points. The vendor counts a freeze "
            f"from {least} ms on{also.en}. Scry judges the frozen share of a minute, like the freeze rate of the "
            "project.",
            f"两个数据点之间，每个发送端的{zh}在此停顿的时间。服务商从 {least} ms 起计为卡顿{also.zh}；"
            "判断异常时看一分钟内卡顿所占的比例，与项目的卡顿率相同。",
        ),
        Phrase(
            "This is the harm, not its cause. v puts the sender beside this user and checks both in the manual's "
            "order. Frozen for all receivers means the sender; for this one alone, this side.",
            "这是用户遭受的现象，不是原因。按 v 与发送端对照，并按手册的顺序检查两端。"
            "所有接收端都卡顿说明问题在发送端；仅该用户卡顿则在这一端。",
        ),
        NAMED,
    )


def _cpu(en: str, zh: str) -> Advice:
    return Advice(
        Phrase(
            f"{en}. More is worse; the vendor names no limit: 80 and 95 % are Scry's.",
            f"{zh}。越高越差；服务商没有给出阈值，80% 与 95% 为 Scry 自定。",
        ),
        Phrase(
            "Compare app with system: does the app use the CPU, or another program? Capture and send frame rate suffer "
            "first, and the rendering of received video.",
            "对比 App 与系统：是应用自身还是其他程序占用？最先下降的是本端的采集与发送帧率，以及接收画面的渲染。",
        ),
        DEVICE,
    )


def _upstream(en: str, zh: str) -> Advice:
    return Advice(
        Phrase(
            f"The share of the {en} from this user that is lost before the service. More is worse for every receiver "
            "of this user; the vendor calls more than 5 % abnormal.",
            f"该用户发送的{zh}在到达服务端之前丢失的比例。越高越差，所有接收该用户的人都受影响；"
            "服务商以高于 5% 为异常。",
        ),
        Phrase(
            "Look at the round trip to the router: high as well means the Wi-Fi or the router, low means the line "
            "behind it.",
            "查看到本地路由器的往返时延：同样偏高说明问题在 Wi-Fi 或路由器，偏低则在其后的线路。",
        ),
        NETWORK,
    )


def _end_to_end(en: str, zh: str) -> Advice:
    return Advice(
        Phrase(
            f"The share of each sender's {en} that is lost on the whole way here. More is worse; the vendor calls more "
            "than 5 % abnormal.",
            f"每个发送端的{zh}在到达此处的全程中丢失的比例。越高越差；服务商以高于 5% 为异常。",
        ),
        Phrase(
            "Subtract the sender's upstream loss (v): the rest was lost on this side. High from one sender alone means "
            "that sender, high from all means this side.",
            "减去发送端的上行丢包率（v），余下的就是在这一端丢失的。仅来自某个发送端时高，问题在该发送端；"
            "来自所有发送端都高，则在这一端。",
        ),
        NETWORK,
    )


def _size(en: str, zh: str) -> Advice:
    return Advice(
        Phrase(
            f"The {en} of the picture. The SDK lowers it where the network or the device cannot keep up.",
            f"画面的{zh}。网络或设备跟不上时会主动降低。",
        ),
        Phrase(
            "Did it change at the moment of the complaint? Then look at bitrate, loss and CPU.",
            "投诉的时刻它是否变化？若有，码率、丢包率与 CPU 会说明原因。",
        ),
        APP,
    )


def _on_the_wire(way_en: str, way_zh: str) -> Advice:
    return Advice(
        Phrase(
            f"The share of the packets that a Web client lost on the wire, {way_en}, retransmitted ones among them. "
            "The other losses count only the part that is still missing after retransmission: do not compare the two. "
            "The document names neither unit nor limit; it is read as percent, and 5 % is Scry's limit.",
            f"网页端{way_zh}在线路上实际丢失的比例，含重传的包。其他丢包率只计重传后仍缺失的部分，两者不可比较。"
            "文档未给出单位与阈值：按百分比读取，5% 为 Scry 自定。",
        ),
        Phrase(
            "Compare with the same curve at calm times, and with the freezes: retransmission may have repaired all of "
            "it.",
            "与同一曲线的正常时段以及卡顿对照：丢失的包可能已由重传补齐。",
        ),
        NETWORK,
    )


def _memory(en: str, zh: str) -> Advice:
    return Advice(
        Phrase(f"{en}. The vendor names no limit.", f"{zh}。服务商没有给出阈值。"),
        Phrase(
            "Does it grow for the whole call, and do CPU and task delay follow? Then the app or the device runs short.",
            "是否在整个通话中持续上升，CPU 与任务延迟随之变差？若是，应用或设备内存不足。",
        ),
        DEVICE,
    )


def _volume(en: str, zh: str) -> Advice:
    return Advice(
        Phrase(
            f"{en}. Silence is no fault by itself; the vendor's console calls less than 80 abnormal.",
            f"{zh}。安静本身不是故障；服务商控制台以低于 80 为异常。",
        ),
        Phrase(
            "Low although the user speaks: microphone, its level, or its permission. Played but not heard: the "
            "speaker or the volume of the device.",
            "用户在说话而音量很低：检查麦克风、其音量与权限。已播放却听不到：检查扬声器与设备音量。",
        ),
        DEVICE,
    )


MID_ADVICE: Mapping[int, Advice] = {
    Metric.APP_CPU: _cpu("The CPU share of the app", "应用占用 CPU 的比例"),
    Metric.SYSTEM_CPU: _cpu("The CPU share of all programs", "所有程序占用 CPU 的比例"),
    Metric.AUDIO_SEND_BITRATE: _sent("audio", "音频"),
    Metric.AUDIO_RECEIVE_BITRATE: _received("audio", "音频"),
    Metric.AUDIO_FREEZE: _freeze("sound", "声音", "200"),
    Metric.VIDEO_SEND_BITRATE: _sent("video", "视频"),
    Metric.VIDEO_CAPTURE_RATE: Advice(
        Phrase(
            "The pictures a second from the camera. Less is worse; the vendor calls less than 3 for a while abnormal. "
            "Screens are often shared at 5.",
            "摄像头每秒采集的帧数。越低越差；服务商以持续低于 3 fps 为异常。屏幕共享常为 5 fps。",
        ),
        Phrase(
            "High CPU at the same time, or the camera in use elsewhere? Little light slows cameras down as well.",
            "同时 CPU 是否过高，或摄像头被占用？光线不足也会降低采集帧率。",
        ),
        DEVICE,
    ),
    Metric.VIDEO_SEND_RATE: Advice(
        Phrase(
            "The pictures a second that are sent. Less is worse; the app sets the normal value.",
            "每秒发送的帧数。越低越差；正常值取决于应用的设置。",
        ),
        Phrase(
            "Fewer than captured: the device cannot encode in time, or the network takes no more (upstream loss).",
            "低于采集帧率：设备来不及编码，或网络容纳不下（上行丢包率）。",
        ),
        DEVICE,
    ),
    Metric.VIDEO_RECEIVE_BITRATE: _received("video", "视频"),
    Metric.VIDEO_RECEIVE_RATE: Advice(
        Phrase(
            "The pictures a second that arrive from each sender. Less is worse; the send rate is the normal value.",
            "每秒收到每个发送端的帧数。越低越差；正常值取决于发送帧率。",
        ),
        Phrase(
            "Compare with the sender's send rate (v): equally low means the sender, lower means the way here.",
            "与发送端的发送帧率对照（v）：一样低是发送端的问题，更低则是途中的问题。",
        ),
        NAMED,
    ),
    Metric.VIDEO_FREEZE: _freeze(
        "picture",
        "画面",
        "600",
        Phrase("; in a browser, by today's document, from 500 ms on", "（网页端按现行文档为 500 ms）"),
    ),
    Metric.VIDEO_QUALITY: Advice(
        Phrase(
            "The quantiser of the encoder: more means a coarser picture. The vendor names no limit.",
            "编码器的量化参数：越大画面越粗糙。服务商没有给出阈值。",
        ),
        Phrase(
            "It rises as the bitrate falls: look at the upstream loss; loss makes the SDK send less.",
            "码率下降时它会升高：请查看上行丢包率，丢包会使 SDK 降低码率。",
        ),
        NETWORK,
    ),
    Metric.AUDIO_UPSTREAM_LOSS: _upstream("audio", "音频"),
    Metric.AUDIO_END_TO_END_LOSS: _end_to_end("audio", "音频"),
    Metric.VIDEO_UPSTREAM_LOSS: _upstream("video", "视频"),
    Metric.VIDEO_END_TO_END_LOSS: _end_to_end("video", "视频"),
    Metric.VIDEO_WIDTH: _size("width", "宽"),
    Metric.VIDEO_HEIGHT: _size("height", "高"),
    Metric.TASK_DELAY: Advice(
        Phrase(
            "The delay of the SDK's own tasks on this device. More is worse; the vendor calls more than 80 ms "
            "abnormal.",
            "SDK 自身的任务在该设备上延迟了多久。越高越差；服务商以高于 80 ms 为异常。",
        ),
        Phrase(
            "High CPU, an old device, power saving, or an app that blocks the SDK's threads?",
            "CPU 过高、设备老旧、省电模式，还是应用阻塞了 SDK 的线程？",
        ),
        DEVICE,
    ),
    Metric.ROUTER_RTT: Advice(
        Phrase(
            "The round trip between the device and its own router. More is worse; the vendor calls more than 500 ms "
            "abnormal.",
            "设备与其本地路由器之间的往返时延。越高越差；服务商以高于 500 ms 为异常。",
        ),
        Phrase(
            "High means the Wi-Fi or the router: nearer to it, 5 GHz, or a cable. Low with high loss means the line.",
            "偏高说明问题在 Wi-Fi 或路由器：请靠近路由器、改用 5 GHz 或有线网络。偏低而丢包率高则在其后的线路。",
        ),
        NETWORK,
    ),
}
"""Of the metrics of the 2020 edition."""
LATER_ADVICE: Mapping[int, Advice] = {
    Metric.VIDEO_SENT_WIDTH: _size("sent width", "发送宽度"),
    Metric.VIDEO_SENT_HEIGHT: _size("sent height", "发送高度"),
    Metric.VIDEO_RECEIVED_WIDTH: _size("received width", "接收宽度"),
    Metric.VIDEO_RECEIVED_HEIGHT: _size("received height", "接收高度"),
    Metric.LOW_SEND_BITRATE: _sent("low video stream's", "视频小流"),
    Metric.LOW_SENT_WIDTH: _size("low stream's sent width", "小流发送宽度"),
    Metric.LOW_SENT_HEIGHT: _size("low stream's sent height", "小流发送高度"),
    Metric.LOW_RECEIVE_BITRATE: _received("low video stream's", "视频小流"),
    Metric.LOW_RECEIVED_WIDTH: _size("low stream's received width", "小流接收宽度"),
    Metric.LOW_RECEIVED_HEIGHT: _size("low stream's received height", "小流接收高度"),
    Metric.CAPTURE_VOLUME: _volume("The volume that this user's device captures", "该用户设备的采集音量"),
    Metric.PLAY_VOLUME: _volume("The volume that this user's device plays", "该用户设备的播放音量"),
    Metric.WEB_AUDIO_UP_LOSS: _on_the_wire("audio to the service", "上行音频"),
    Metric.WEB_VIDEO_UP_LOSS: _on_the_wire("video to the service", "上行视频"),
    Metric.WEB_VIDEO_DOWN_LOSS: _on_the_wire("video from the service", "下行视频"),
    Metric.APP_MEMORY: _memory("The memory share of the app", "应用占用内存的比例"),
    Metric.SYSTEM_MEMORY: _memory("The memory share of all programs", "所有程序占用内存的比例"),
    Metric.LOW_SEND_RATE: MID_ADVICE[Metric.VIDEO_SEND_RATE],
    Metric.LOW_RECEIVE_RATE: MID_ADVICE[Metric.VIDEO_RECEIVE_RATE],
}
"""Of the metrics that later editions added."""


def mid_advice(mid: int) -> Advice:
    return MID_ADVICE.get(mid) or LATER_ADVICE.get(mid, UNKNOWN_ADVICE)
