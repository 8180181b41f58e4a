"""Words of the zone that this box goes by."""

from __future__ import annotations

from tui.domain.text import Phrase

BY_TZ = Phrase("TZ={name}", "TZ={name}")
BY_FILE = Phrase("{path}", "{path}")
TZ_EMPTY = Phrase("TZ, which is empty: UTC", "TZ（空值）：UTC")
NOTHING_SET = Phrase("default: no TZ and no {path}, so UTC", "默认值：未设置 TZ，也没有 {path}，所以是 UTC")
NO_ZONE = Phrase(
    "TZ={name}: this box knows no such time zone, so local times are UTC; set TZ to one that exists, as TZ={near}",
    "TZ={name}：本机没有这个时区，本地时间按 UTC 显示；请把 TZ 设为存在的时区，如 TZ={near}",
)
NO_ZONES = Phrase(
    "TZ={name}: there are no time zones in {zones}, so local times are UTC; install tzdata",
    "TZ={name}：{zones} 中没有时区数据，本地时间按 UTC 显示；请安装 tzdata",
)
NO_ZONE_FILE = Phrase(
    "{path}{leads} is no time zone, so local times are UTC; link it to one that exists, or set TZ, as TZ={near}",
    "{path}{leads} 不是时区文件，本地时间按 UTC 显示；请链接到存在的时区，或设置 TZ，如 TZ={near}",
)
