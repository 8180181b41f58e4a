"""Mids: the metrics of a session's curves: title, unit, direction, threshold, one curve a peer or not."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct
from msgspec.structs import replace

from tui.domain.percentages import metric_of
from tui.domain.records import Direction, Threshold
from tui.domain.records.curve_metrics import OWN_NUMBERS
from tui.domain.records.curve_metrics import CurveMetric as Metric
from tui.domain.text import Phrase


class Mid(Struct, frozen=True):
    """One metric of a session's curves; `mid` is a CurveMetric, or an id that no table lists (`unlisted`).

    `per_peer`: one curve for each peer.
    `group` is a key of `GROUPS`: "audio", "video", "device", "network", and "other" for an id outside the table.
    """

    mid: int
    title: Phrase
    unit: str
    group: str
    direction: Direction
    threshold: Threshold | None = None
    per_peer: bool = False


_MORE, _LESS, _NEITHER = Direction.MORE_IS_WORSE, Direction.LESS_IS_WORSE, Direction.NEITHER

# The vendor's console has no number for CPU; these are ours.
_CPU = Threshold(warn=80, bad=95)
_LOSS = Threshold(warn=2.5, bad=5)
# Screens are commonly shared at 5 fps: that is no warning.
_CAPTURE_RATE = Threshold(warn=5, bad=3)
_TASK_DELAY = Threshold(warn=40, bad=80)
_ROUTER_RTT = Threshold(warn=250, bad=500)


def _received(metric: Metric, en: str, zh: str, unit: str, direction: Direction = _NEITHER) -> Mid:
    """Of the video from each sender."""
    return Mid(metric, Phrase(en, zh), unit, "video", direction, per_peer=True)


# Loss and CPU have no unit in the reference; later editions give them in percent.
CURVE_METRICS: Mapping[int, Mid] = {
    row.mid: row
    for row in (
        Mid(Metric.APP_CPU, Phrase("App CPU", "App 的 CPU 使用率"), "%", "device", _MORE, _CPU),
        Mid(Metric.SYSTEM_CPU, Phrase("System CPU", "系统 CPU 使用率"), "%", "device", _MORE, _CPU),
        Mid(Metric.AUDIO_SEND_BITRATE, Phrase("Audio send bitrate", "音频发送码率"), "kbps", "audio", _NEITHER),
        Mid(
            Metric.AUDIO_RECEIVE_BITRATE,
            Phrase("Audio receive bitrate", "音频接收码率"),
            "kbps",
            "audio",
            _NEITHER,
            per_peer=True,
        ),
        Mid(Metric.AUDIO_FREEZE, Phrase("Audio freeze time", "音频渲染卡顿时间"), "ms", "audio", _MORE, per_peer=True),
        Mid(Metric.VIDEO_SEND_BITRATE, Phrase("Video send bitrate", "视频发送码率"), "kbps", "video", _NEITHER),
        Mid(
            Metric.VIDEO_CAPTURE_RATE,
            Phrase("Video capture rate", "视频采集帧率"),
            "fps",
            "video",
            _LESS,
            _CAPTURE_RATE,
        ),
        Mid(Metric.VIDEO_SEND_RATE, Phrase("Video send rate", "视频发送帧率"), "fps", "video", _LESS),
        Mid(
            Metric.VIDEO_RECEIVE_BITRATE,
            Phrase("Video receive bitrate", "视频接收码率"),
            "kbps",
            "video",
            _NEITHER,
            per_peer=True,
        ),
        Mid(
            Metric.VIDEO_RECEIVE_RATE,
            Phrase("Video receive rate", "视频接收帧率"),
            "fps",
            "video",
            _LESS,
            per_peer=True,
        ),
        Mid(Metric.VIDEO_FREEZE, Phrase("Video freeze time", "视频渲染卡顿时间"), "ms", "video", _MORE, per_peer=True),
        # A quantiser: the lower, the sharper.
        Mid(Metric.VIDEO_QUALITY, Phrase("Video quality (QP)", "视频的画面质量"), "", "video", _MORE),
        Mid(Metric.AUDIO_UPSTREAM_LOSS, Phrase("Audio upstream loss", "音频上行丢包率"), "%", "network", _MORE, _LOSS),
        Mid(
            Metric.AUDIO_END_TO_END_LOSS,
            Phrase("Audio end-to-end loss", "音频端到端丢包率"),
            "%",
            "network",
            _MORE,
            _LOSS,
            per_peer=True,
        ),
        Mid(Metric.VIDEO_UPSTREAM_LOSS, Phrase("Video upstream loss", "视频上行丢包率"), "%", "network", _MORE, _LOSS),
        Mid(
            Metric.VIDEO_END_TO_END_LOSS,
            Phrase("Video end-to-end loss", "视频端到端丢包率"),
            "%",
            "network",
            _MORE,
            _LOSS,
            per_peer=True,
        ),
        Mid(Metric.VIDEO_WIDTH, Phrase("Video width", "视频分辨率的宽"), "px", "video", _NEITHER),
        Mid(Metric.VIDEO_HEIGHT, Phrase("Video height", "视频分辨率的高"), "px", "video", _NEITHER),
        Mid(Metric.VIDEO_SENT_WIDTH, Phrase("Sent width", "发送分辨率的宽"), "px", "video", _NEITHER),
        Mid(Metric.VIDEO_SENT_HEIGHT, Phrase("Sent height", "发送分辨率的高"), "px", "video", _NEITHER),
        _received(Metric.VIDEO_RECEIVED_WIDTH, "Received width", "接收分辨率的宽", "px"),
        _received(Metric.VIDEO_RECEIVED_HEIGHT, "Received height", "接收分辨率的高", "px"),
        Mid(Metric.LOW_SEND_BITRATE, Phrase("Low stream send bitrate", "视频小流发送码率"), "kbps", "video", _NEITHER),
        Mid(Metric.LOW_SEND_RATE, Phrase("Low stream send rate", "视频小流发送帧率"), "fps", "video", _LESS),
        Mid(Metric.LOW_SENT_WIDTH, Phrase("Low stream sent width", "视频小流发送分辨率的宽"), "px", "video", _NEITHER),
        Mid(
            Metric.LOW_SENT_HEIGHT, Phrase("Low stream sent height", "视频小流发送分辨率的高"), "px", "video", _NEITHER
        ),
        _received(Metric.LOW_RECEIVE_BITRATE, "Low stream receive bitrate", "视频小流接收码率", "kbps"),
        _received(Metric.LOW_RECEIVE_RATE, "Low stream receive rate", "视频小流接收帧率", "fps", _LESS),
        _received(Metric.LOW_RECEIVED_WIDTH, "Low stream received width", "视频小流接收分辨率的宽", "px"),
        _received(Metric.LOW_RECEIVED_HEIGHT, "Low stream received height", "视频小流接收分辨率的高", "px"),
        Mid(Metric.CAPTURE_VOLUME, Phrase("Capture volume", "采集音量"), "dB", "audio", _NEITHER),
        Mid(Metric.PLAY_VOLUME, Phrase("Playback volume", "播放音量"), "dB", "audio", _NEITHER),
        # By another definition of loss than those above: the titles say so.
        Mid(
            Metric.WEB_AUDIO_UP_LOSS,
            Phrase("Web audio up loss, wire", "网页端音频上行实际丢包率"),
            "%",
            "network",
            _MORE,
            _LOSS,
        ),
        Mid(
            Metric.WEB_VIDEO_UP_LOSS,
            Phrase("Web video up loss, wire", "网页端视频上行实际丢包率"),
            "%",
            "network",
            _MORE,
            _LOSS,
        ),
        Mid(
            Metric.WEB_VIDEO_DOWN_LOSS,
            Phrase("Web video down loss, wire", "网页端视频下行实际丢包率"),
            "%",
            "network",
            _MORE,
            _LOSS,
            per_peer=True,
        ),
        Mid(Metric.APP_MEMORY, Phrase("App memory", "App 内存占用"), "%", "device", _MORE),
        Mid(Metric.SYSTEM_MEMORY, Phrase("System memory", "系统内存占用"), "%", "device", _MORE),
        Mid(Metric.TASK_DELAY, Phrase("SDK task delay", "SDK 任务调度延迟"), "ms", "device", _MORE, _TASK_DELAY),
        Mid(
            Metric.ROUTER_RTT,
            Phrase("RTT to the router", "客户端到本地路由器的往返时延"),
            "ms",
            "network",
            _MORE,
            _ROUTER_RTT,
        ),
    )
}


MIDS: Mapping[int, Mid] = {number: row for number, row in CURVE_METRICS.items() if number not in OWN_NUMBERS}
"""Those of the 2020 edition, by its ids (指标 ID 表)."""
WEB_LOSSES = frozenset((Metric.WEB_AUDIO_UP_LOSS, Metric.WEB_VIDEO_UP_LOSS, Metric.WEB_VIDEO_DOWN_LOSS))
"""Losses on the wire, retransmitted packets among them: not to be compared with the other losses."""


def mid(mid: int) -> Mid:
    """The metric of a number; an id outside the tables is named by itself. Values of an unknown scale have neither unit
    nor threshold."""
    known = CURVE_METRICS.get(mid)
    if (metric := metric_of(mid)) is not None:
        title = CURVE_METRICS[metric].title
        return replace(
            CURVE_METRICS[metric],
            mid=mid,
            title=Phrase(f"{title.en}, scale unknown", f"{title.zh}，单位未知"),
            unit="",
            threshold=None,
        )
    return known or Mid(mid, Phrase(f"unknown metric {abs(mid)}", f"未知指标 {abs(mid)}"), "", "other", _NEITHER)
