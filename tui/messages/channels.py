"""Words of the Channels screen."""

from __future__ import annotations

from tui.domain.text import Phrase

ALL = Phrase("All big channels", "所有大频道")
NOW = Phrase("now", "当前")
DELTA = Phrase("Δ10 m", "Δ10 分")
RATIO = Phrase("ratio", "比率")
HOUR = Phrase("hour", "一小时")

WATCHED = Phrase("Watched channel", "关注的频道")
ONLINE = Phrase("online", "在线")
FREEZE = Phrase("freeze", "卡顿")
SHARE = Phrase("share", "占比")
RATING = Phrase("/5", "评分/5")
FREEZE_HOUR = Phrase("freeze h", "卡顿/时")
ONLINE_HOUR = Phrase("online h", "在线/时")
RATING_HOUR = Phrase("rating h", "评分/时")
AGE = Phrase("age", "距今")
STATE = Phrase("state", "状态")

# Every user in a channel can freeze: that is a rate. Only a user in the act of joining can be slow: that is a share.
OF_ATTEMPTS = Phrase("{value} % of attempts", "占尝试 {value} %")
OF_ONLINE = Phrase("{value} % of online", "占在线 {value} %")
RIGHT = Phrase("{sample} → {says}", "{sample} → {says}")
RATING_TITLE = Phrase("{title} /5", "{title} /5")

PENDING = Phrase("pending", "pending 未到")
FETCHING = Phrase("fetching", "请求中")
WAITING_SHORT = Phrase("until {time}", "至 {time}")
EMPTY = Phrase("no data", "无数据")
UNRATED = Phrase("no ratings", "无评分")
REFUSED = Phrase("not enabled", "未开通")
NEXT = Phrase("next {time}", "下次 {time}")

PENDING_SAYS = Phrase("pending: no data yet", "pending 未到：尚无可用数据")
FETCHING_SAYS = Phrase("fetching now", "正在请求")
WAITING_SAYS = Phrase("waiting until {time} (quota): channels take turns", "等待至 {time}（配额）：频道轮流查询")
EMPTY_SAYS = Phrase(
    "no data: not above 50 users, or no such channel",
    "无数据：在线人数不大于 50 人，或没有该频道",
)
UNRATED_SAYS = Phrase("no ratings: the app must call the SDK's rate method", "无评分：应用需要调用 SDK 的 rate 方法")
NEXT_SAYS = Phrase("next request {time}", "下次请求 {time}")
UNRATED_MINUTES_FOOT = Phrase("· no rating {span}", "· 无评分 {span}")
NO_DATA = Phrase("no data in this period", "该时段没有数据")

NOT_ENABLED = Phrase(
    "Not enabled by the vendor (403): ask sales@agora.io to switch it on",
    "大频道功能未开通（403）：请联系 sales@agora.io 开通",
)
SILENT = Phrase(
    "Empty for {minutes} m: not enabled by the vendor, or no channel above 50 users",
    "{minutes} 分钟内响应均为空：大频道功能未开通，或没有大于 50 人的频道",
)
NONE_WATCHED = Phrase(
    "no channel is watched yet\npress {key[channels.add]} to add one", "尚未关注任何频道\n按 {key[channels.add]} 添加"
)

ADDED = Phrase("watching {name}", "已开始关注 {name}")
REMOVED = Phrase(
    "{name} is no longer watched; {key[channels.add]} brings it back",
    "已不再关注 {name}；按 {key[channels.add]} 可恢复",
)
MOVE_SORTED = Phrase(
    "the list is sorted by a column: press {key[table.sort]} until it is not, then move",
    "当前按列排序：按 {key[table.sort]} 恢复原序后再移动",
)

ADD_TITLE = Phrase("Watch a big channel", "关注大频道")
ADD_PROMPT = Phrase("name, or letters of one below", "输入名称，或下列名称中的字符")
ADD_KEYS = Phrase(
    "enter watches · {key[choose.up choose.down]} choose · {key[back]} closes",
    "enter 关注 · {key[choose.up choose.down]} 选择 · {key[back]} 关闭",
)
CHANNEL = Phrase("Channel", "频道")
ADD_SEEN = Phrase("seen in", "来源")
ADD_LAST = Phrase("last", "最近")
ADD_TYPED = Phrase("as typed", "所输入")
ADD_EVENTS = Phrase("{count:diagnosis|diagnoses}", "{count} 条诊断")
ADD_BEFORE = Phrase("watched before", "曾关注")
ADD_NONE = Phrase("no diagnosis names a channel yet: type a name", "尚无诊断提到频道：请输入名称")
ADD_NO_MATCH = Phrase("no such channel", "没有匹配的频道")
NAME_TOO_LONG = Phrase("{bytes:byte|bytes}; a channel name has 64 at most", "{bytes} 字节；频道名称最多 64 字节")
NAME_UNSEEN = Phrase("has invisible characters", "含有不可见字符")
NAME_WATCHED = Phrase("is watched already", "已在关注")

# -- where a request buys one metric of one product
METRICS = {
    "pcu": Phrase("Users", "用户数"),
    "videoFreezeRate": Phrase("Video freeze", "视频卡顿率"),
    "audioFreezeRate": Phrase("Audio freeze", "音频卡顿率"),
    "joinSuccessRate": Phrase("Join", "加入成功率"),
    "networkDelay": Phrase("Delay", "网络延迟率"),
}
ALL_PRODUCTS = Phrase("Native and WebRTC", "Native 与 WebRTC")
OF_PRODUCT = Phrase("product: {product}", "产品：{product}")
PRODUCT_HEAD = Phrase(
    "{product} · {n:channel|channels}, {requests:request|requests} a round",
    "{product} · {n} 个频道，每轮 {requests} 次请求",
)
NOT_OF_PRODUCT = Phrase("none", "无")
NOTHING_TOLD = Phrase("nobody", "无人")
NOT_YET = Phrase("not asked", "未查询")
NOTHING_SAYS = Phrase("the answers hold nothing of this channel", "响应中没有该频道的数据")
BY_TURNS = Phrase(
    "by turns, within the plan's quota, while this tab is in sight", "在套餐配额内轮流查询，仅在本标签页可见时进行"
)
CALL_READING = Phrase("reading the channel's calls", "正在读取该频道的通话")
NO_CALL = Phrase("no call of this channel is known at the moment", "该频道此刻没有已知的通话")
CALL_ASKED = Phrase("the channel's calls of the last 6 hours are asked for", "正在查询该频道最近 6 小时的通话")
CALL_SINCE = Phrase("call since {time}", "通话始于 {time}")
CALL_FIGURES_WAIT = Phrase("its users over time and freeze rates are asked for", "正在查询其用户变化和卡顿率")
CALL_FIGURES_FAILED = Phrase("its users over time and freeze rates are not told", "未取得其用户变化和卡顿率")
