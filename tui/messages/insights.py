"""Words of Usage by days and hours (today's edition)."""

from __future__ import annotations

from collections.abc import Mapping

from tui.domain.text import Phrase

TITLES: Mapping[str, Phrase] = {
    "userCount": Phrase("Users", "用户数"),
    "sessionCount": Phrase("Sessions", "会话数"),
    "channelCount": Phrase("Channels", "频道数"),
    "peakConcurrentUsers": Phrase("Peak users", "用户峰值"),
    "peakConcurrentChannels": Phrase("Peak chan.", "频道峰值"),
    "totalDuration": Phrase("Minutes", "总分钟"),
    "totalVideoDuration": Phrase("Video min", "视频分钟"),
    "totalAudioDuration": Phrase("Audio min", "音频分钟"),
}
EXPLAINS: Mapping[str, Phrase] = {
    "userCount": Phrase("Distinct users of each channel.", "各频道去重后的用户数。"),
    "sessionCount": Phrase("Joins of users.", "用户加入频道的次数。"),
    "channelCount": Phrase("Channels, each as often as it began.", "频道数，按频道开始的次数计。"),
    "peakConcurrentUsers": Phrase("The most users at the same time.", "同时在线用户数的最大值。"),
    "peakConcurrentChannels": Phrase("The most channels at the same time.", "同时存在频道数的最大值。"),
    "totalDuration": Phrase("Minutes of all users.", "全部用户的分钟数。"),
    "totalVideoDuration": Phrase(
        "Minutes of users with video; with video and audio together they count as video alone.",
        "用户使用视频的分钟数；同时有音频和视频时只计视频。",
    ),
    "totalAudioDuration": Phrase("Minutes of users with audio and no video.", "用户仅使用音频的分钟数。"),
}
DAYS = Phrase("days", "按天")
HOURS = Phrase("hours", "按小时")
DAY = Phrase("day (UTC)", "日期(UTC)")
HOUR = Phrase("hour (UTC)", "小时(UTC)")
SPAN_HOURS = Phrase("{n} h", "{n} 小时")
SPAN_DAYS = Phrase("{n} d", "{n} 天")
RECOUNTED = Phrase("recounted", "已重算")
PROVISIONAL = Phrase("recount {day}", "{day} 重算")
ABOUT_RECOUNTED = Phrase(
    "Asked for after the vendor's recount on the second day after it.", "取自厂商在其后第二天重算之后。"
)
ABOUT_PROVISIONAL = Phrase(
    "Asked for before the vendor's recount of {day}: the figures may still change.",
    "取自厂商 {day} 重算之前：数字仍可能变化。",
)
ABOUT_HOUR = Phrase("Hours are asked for once.", "小时数据只查询一次。")
ABOUT_PENDING = Phrase("Not there yet: it can be asked for from {time} on.", "尚未到：{time} 起可查询。")
ABOUT_NOT_ASKED = Phrase("No answer has covered it yet.", "尚无响应覆盖它。")
ABOUT_MISSING = Phrase("Asked for, and the answer did not hold it.", "已查询，但响应中没有它。")
ABOUT_LOST = Phrase("Not asked for while the API reached back to it.", "在接口可查范围内没有查询过。")
ABOUT_UNREAD = Phrase("Scry could not read the last answer about it.", "Scry 读不懂最近一次关于它的响应。")
WEEK_BEFORE = Phrase("a week before {value}", "上周同期 {value}")
SPENT = Phrase("requests today: {told}", "今日请求：{told}")
SPENT_OF = Phrase("{endpoint} {spent}/{limit}", "{endpoint} {spent}/{limit}")
BUDGET = Phrase(
    "Requests: {limit} a day for all metrics, {days:day|days} of one metric in each. Unattended, every metric is"
    " asked for once a day after {delay}, and again after the recount, with {share} of them at most. Hours are"
    " asked for while they are on screen.",
    "请求：每天 {limit} 次，供全部指标使用，一次请求取单项指标的 {days} 天。"
    "无人查看时，每项指标在 {delay}后每天查询一次，重算后再查一次，至多用 {share} 次。小时数据仅在显示时查询。",
)
