"""Words of outliers: the values of a dimension against the others, of a call and of the project."""

from __future__ import annotations

from collections.abc import Mapping

from tui.domain.text import Phrase

DIMENSIONS: Mapping[str, Phrase] = {
    "country": Phrase("country", "国家"),
    "region": Phrase("region", "地区"),
    "network": Phrase("network", "网络"),
    "sdk": Phrase("SDK", "SDK"),
    "os": Phrase("system", "系统"),
    "device": Phrase("device", "设备"),
}
OTHERS = Phrase("others (several values)", "其他（多个值）")
UNKNOWN = Phrase("unknown", "未知")

FREEZES: Mapping[str, Phrase] = {
    "audio_freeze_rate": Phrase("audio freeze", "音频卡顿率"),
    "video_freeze_rate": Phrase("video freeze", "视频卡顿率"),
}

# -- the sentence
OUT = Phrase(
    "{dimension} {name} stands out: {metric} {percent} % of its {n:user|users} ({share} % of all),"
    " {rest} % of the other {others}; {odds}",
    "{dimension} {name} 突出：其 {n} 名用户（占全部 {share} %）的{metric}为 {percent} %，"
    "其余 {others} 名为 {rest} %；{odds}",
)
ODDS = Phrase(
    "chance alone shows such a value in at most 1 of {odds} breakdowns ({values:value|values} compared)",
    "仅凭偶然，{odds} 次分组中最多 1 次出现这样的值（共比较 {values} 个值）",
)
ODDS_SMALL = Phrase(
    "chance alone shows such a value in less than 1 of {odds} breakdowns ({values:value|values} compared)",
    "仅凭偶然，{odds} 次分组中不到 1 次出现这样的值（共比较 {values} 个值）",
)
ALSO = Phrase("stands out as well: {names}", "同样突出：{names}")
ALSO_ONE = Phrase("{dimension} {name} {percent} %", "{dimension} {name} {percent} %")
ALSO_BY = Phrase("{metric} of {one}", "{one}（{metric}）")
ALSO_MORE = Phrase("{n} more", "另有 {n} 个")
MAYBE = Phrase(
    "cannot be told: {dimension} {name} has {metric} {percent} % of its {n:user|users}, {rest} % of the other {others};"
    " with so few users chance alone shows such a value in up to {odds} of 100 breakdowns ({values:value|values}"
    " compared)",
    "无法判断：{dimension} {name} 的 {n} 名用户{metric}为 {percent} %，其余 {others} 名为 {rest} %；"
    "用户太少，仅凭偶然，100 次分组中就可能有 {odds} 次出现这样的值（共比较 {values} 个值）",
)
FEW = Phrase(
    "cannot be told: {dimension} {name} has {metric} {percent} % of its {n:user|users}, {rest} % of the other {others};"
    " a side needs {least:user|users} at least",
    "无法判断：{dimension} {name} 的 {n} 名用户{metric}为 {percent} %，其余 {others} 名为 {rest} %；"
    "每侧至少需要 {least} 名用户",
)
NONE = Phrase(
    "no value stands out: of {values:value|values} compared none reaches {least} % and {times} times the rate of the"
    " others",
    "没有突出的值：比较的 {values} 个值中，没有一个达到 {least} % 且为其余的 {times} 倍",
)
NONE_LOW = Phrase(
    "no value stands out: of {values:value|values} compared none falls to {least} % and has {times} times the failures"
    " of the others",
    "没有突出的值：比较的 {values} 个值中，没有一个低至 {least} % 且失败率为其余的 {times} 倍",
)
OPEN = Phrase(
    "; {n:value|values} of few users may do worse by chance",
    "；另有 {n} 个用户很少的值可能只是偶然较差",
)
NOTHING_COMPARED = Phrase("cannot be told: no value can be compared", "无法判断：没有可比较的值")
LARGEST = Phrase("most users: {names}", "用户最多：{names}")
LARGEST_ONE = Phrase("{dimension} {name} {share} %", "{dimension} {name} {share} %")
PART = Phrase("answered so far: {n} of {of}", "已答复 {n} / {of}")

# -- the gaps of the numbers
GAPS: Mapping[str, Phrase] = {
    "NOTHING": Phrase("{dimension}: the answer has no rows", "{dimension}：响应没有数据行"),
    "USERS": Phrase("{dimension}: the answer tells no users", "{dimension}：响应未给出人数"),
    "RATES": Phrase("{dimension}: the answer tells no rates", "{dimension}：响应未给出该指标"),
    "ONE": Phrase("{dimension}: one value alone", "{dimension}：只有一个值"),
    "COVER": Phrase("{dimension}: rows of {percent} % of the users", "{dimension}：数据行只含 {percent} % 的用户"),
}
CAPPED = Phrase("{dimension}: the first {n} values of the API alone", "{dimension}：API 只给出前 {n} 个值")
UNREAD = Phrase("{dimension}: {n:row|rows} not read", "{dimension}：{n} 行无法解析")
RATELESS = Phrase("{dimension}: no rate of {n:user|users}", "{dimension}：{n} 名用户没有该指标")
AS_ATTEMPTS = Phrase(
    "the API tells users in the place of attempts to join: each counts as one attempt",
    "API 给出的是用户数而非加入次数：每名用户按一次加入计",
)

# -- the screen
HEAD = Phrase("{metric} · {product} · {start}–{end}", "{metric} · {product} · {start}–{end}")
OF_CHANNEL = Phrase("channel {channel}", "频道 {channel}")
USERS_IN_ALL = Phrase("{n:user|users}", "{n} 名用户")
BY = Phrase("by", "维度")
VALUE = Phrase("value", "值")
USERS = Phrase("users", "人数")
SHARE = Phrase("share", "占比")
REST = Phrase("others", "其余")
RATE = Phrase("rate", "比率")
STANDING = Phrase("compared", "比较")
LIKELIHOODS: Mapping[str, Phrase] = {
    "OUT": Phrase("stands out", "突出"),
    "MAYBE": Phrase("may be chance", "可能是偶然"),
    "FEW": Phrase("too few users", "用户太少"),
}
NO_DIMENSIONS = Phrase(
    "{metric}: the API tells no dimensions of it, only of users and rates. Choose another metric on Live.",
    "{metric}：API 不按维度给出该指标，只有用户数和各项比率可分组。请在实时中选择其他指标。",
)
NO_ENDPOINT = Phrase(
    "Edition {edition}, plan {plan}: no realtime data by dimension.",
    "{edition} 版、{plan} 套餐：没有按维度的实时数据。",
)
NO_PRODUCT = Phrase("{metric}: {product} has none. Nothing is asked for.", "{metric}：{product} 没有该指标。不查询。")
ONE_PRODUCT = Phrase("{metric}: {product} alone has this metric", "{metric}：只有 {product} 有该指标")
NOT_OF_EDITION = Phrase(
    "Edition {edition}: the API tells no metric by country, region, network, SDK, system or device.",
    "{edition} 版：API 不按国家、地区、网络、SDK、系统或设备给出指标。",
)
TOO_OLD = Phrase(
    "{start} is out of reach: this plan answers for the last {minutes:minute|minutes}. Nothing is asked for.",
    "{start} 已超出可查范围：该套餐只答复最近 {minutes} 分钟。不再查询。",
)
TOO_NEAR = Phrase(
    "{start} is pending: the API answers {delay} s later. The requests leave at {time}.",
    "{start} 的数据 pending 未到：API 延迟 {delay} 秒。将于 {time} 查询。",
)
REPLAY = Phrase("not in the store; a replay asks for nothing", "本地没有数据；回放不查询")
ASKING = Phrase(
    "asking the API by country, region, network, SDK, system, device: {n} of {of} answered{next}",
    "正在按国家、地区、网络、SDK、系统、设备查询：已答复 {n} / {of}{next}",
)
NEXT = Phrase(", the next at {time}", "，下一次在 {time}")
ASKED = Phrase("answered {time} · {requests:request|requests} by hand", "答复于 {time} · 手动 {requests} 次请求")
KEPT = Phrase("from the store, answered {time}: nothing was asked for", "来自本地，答复于 {time}：未再查询")
FAILED = Phrase("not answered: {reason} · {key[refresh]} asks again", "未答复：{reason} · {key[refresh]} 重新查询")
PRODUCT_HINT = Phrase("{key[standout.product]}: {product}", "{key[standout.product]}：{product}")
WHY_TITLE = Phrase("A value that stands out", "突出的值")
WHY: tuple[Phrase, ...] = (
    Phrase(
        "A value of a dimension is compared with all other values of it together. It stands out where three things"
        " hold: its rate deserves a look by your thresholds; its bad share is {times} times that of the others or more;"
        " and chance alone shows such a value in at most 5 of 100 breakdowns of equal values.",
        "每个维度的一个值与该维度其余所有值合计比较。三个条件同时成立才算突出：按阈值已值得关注；"
        "异常占比至少为其余的 {times} 倍；在各值其实相同的情况下，100 次分组中仅凭偶然出现这样的值不超过 5 次。",
    ),
    Phrase(
        "Chance: Fisher's exact test of both shares, times the number of values compared in all dimensions"
        " (Bonferroni). Each user counts as one trial that is bad or good as a whole, the least sure case.",
        "偶然：对两侧占比做 Fisher 精确检验，再乘以所有维度中比较的值的个数（Bonferroni）。"
        "每名用户按一次全好或全坏的试验计，这是最不确定的情形。",
    ),
    Phrase(
        "The test takes users as independent. One bad sender troubles all its receivers: where they share a value, that"
        " value stands out too. The calls of the moment ({key[calls.at]}) tell.",
        "检验假定用户相互独立。一个发送端出问题会影响其所有接收端：若他们的某个值相同，该值也会突出。请查看该时刻的通话（{key[calls.at]}）。",
    ),
)
WHY_CAPS = Phrase(
    "The API tells the first {cap} values of a dimension, the first {devices} devices, of one product in 20 seconds:"
    " one request a dimension, of this endpoint's quota.",
    "API 每个维度只给出前 {cap} 个值，设备前 {devices} 个；每次答复一个产品的 20 秒："
    "每个维度一次请求，计入该接入点的配额。",
)
WHY_CHANNEL = Phrase(
    "Of a channel the API tells rates and users apart: two requests a dimension.",
    "频道的比率和人数由 API 分别给出：每个维度两次请求。",
)
WHY_VALUE = Phrase("{dimension} {name}", "{dimension} {name}")
CHANCE_OF = Phrase(
    "{percent} % of {n:user|users}, {rest} % of the other {others}; by chance in {odds} breakdowns",
    "{n} 名用户 {percent} %，其余 {others} 名 {rest} %；仅凭偶然，{odds}",
)
CHANCE_PERCENT = Phrase("{odds} of 100", "100 次分组中出现 {odds} 次")
CHANCE_RARE = Phrase("at most 1 of {odds}", "{odds} 次分组中至多出现 1 次")
CHANCE_RARER = Phrase("less than 1 of {odds}", "{odds} 次分组中出现不到 1 次")
