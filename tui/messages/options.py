"""Words of commands and options in `--help`."""

from __future__ import annotations

from collections.abc import Mapping

from tui.domain.text import Phrase

# -- commands, and groups of options
COMMANDS = Phrase("commands", "命令")
SHORT: Mapping[str, Phrase] = {
    "demo": Phrase(
        "the same program on an embedded simulator: no network, no account",
        "同一程序，运行在内置模拟器上：无需网络与账号",
    ),
    "check": Phrase(
        "faults and remedies: configuration, credentials, reach, terminal, store",
        "检查配置、凭证、连通性、终端与存储，并说明如何处理",
    ),
    "collect": Phrase(
        "collector and monitor without a screen, as a service",
        "不带屏幕的采集与监视，作为服务运行",
    ),
    "store": Phrase(
        "copy a store into another, look at one, prepare a database",
        "复制存储、查看存储、准备数据库",
    ),
    "show": Phrase(
        "a screen's content as text, JSON, CSV or Markdown, for scripts",
        "以文本、JSON、CSV 或 Markdown 输出某一屏的内容，供脚本使用",
    ),
    "alarms": Phrase("test: a test message to everybody that alarms tell", "test：向每个告警通知对象发一条测试消息"),
    "bundle": Phrase(
        "a stretch of the store's time in one file, for colleagues and for later",
        "将存储中的一段时间写入一个文件，供同事查看或日后使用",
    ),
    "replay": Phrase(
        "the same screens on a bundle, or on the store's past: no network",
        "在事件包或存储的过去上显示同样的屏幕：无需网络",
    ),
    "simulate": Phrase("the simulator as an HTTP server on loopback", "作为本机 HTTP 服务运行的模拟器"),
    "completion": Phrase("a completion script for bash, zsh or fish", "bash、zsh 或 fish 的补全脚本"),
}
PROJECT = Phrase("project", "项目")
DISPLAY = Phrase("display and files", "显示与文件")
OPENING = Phrase("first screen", "首屏")
WORLD = Phrase("simulated world", "模拟世界")
SIMULATED = Phrase("simulated API", "模拟的 API")
SERVICE = Phrase("service", "服务运行")
CONTENT = Phrase("content", "内容")
ALARMS = Phrase("alarms", "告警")
SERVER = Phrase("server", "服务")
SHELL = Phrase("script", "脚本")
OTHER = Phrase("other", "其他")

# -- options
ALSO_BY = Phrase("{says} ({variable})", "{says}（{variable}）")
HELP = Phrase("this page", "显示本页")
VERSION = Phrase("the version", "显示版本")
PROFILE = Phrase("a profile of the config file", "配置文件中的一个 profile")
PROFILES = Phrase(
    "a profile of the config file; again for each project", "配置文件中的一个 profile；多个项目时重复给出"
)
ALL_PROFILES = Phrase("every profile of the config file", "配置文件中的全部 profile")
CONFIG = Phrase("the config file", "配置文件")
APP_ID = Phrase("the Agora project", "Agora 项目")
BASE_URL = Phrase("default https://api.agora.io", "默认 https://api.agora.io")
OF_PROJECT: Mapping[str, Phrase] = {
    "edition": Phrase("the edition of the API: 2020-10, today, auto", "API 的版本：2020-10、today、auto"),
    "plan": Phrase(
        "the plan of today's edition: standard, premium, enterprise; in China pro, flagship",
        "today 版的套餐：`standard`、`premium`、`enterprise`；中国区 `pro`、`flagship`",
    ),
    "region": Phrase("the region of today's edition: global, china", "today 版的区域：`global`、`china`"),
}
INSECURE_HTTP = Phrase("allow plain http to other hosts than this one", "允许以明文 http 连接本机以外的主机")
STORE = Phrase("sqlite:///… or postgresql://…", "存储，sqlite:///… 或 postgresql://…")
LANG = Phrase("language", "语言")
THEME = Phrase("scry-dark, scry-light or any Textual theme", "scry-dark、scry-light 或任一 Textual 主题")
ASCII = Phrase("no braille, no box drawing", "不使用盲文点阵与制表符")
UTC = Phrase("show UTC instead of local time", "显示 UTC 而非本地时间")
SCREEN = Phrase("start on {screens}", "启动时的屏幕：{screens}")
EXPORT_DIR = Phrase(
    "where exports go; default: the current directory",
    "导出文件的目录；默认为当前目录",
)
REDACT = Phrase(
    "copies and exports name users and channels by aliases",
    "复制与导出时以别名代替用户和频道",
)
LOG_FILE = Phrase("default: scry.log in the state directory", "默认为状态目录中的 scry.log")
AT = Phrase(
    "open at that moment: 14:07, '2026-11-20 14:07', -15m, 1795334160",
    "打开该时刻：14:07，'2026-11-20 14:07'，-15m，1795334160",
)
CHANNEL = Phrase("show the diagnoses of that channel alone", "只显示该频道的异常诊断")
CALL = Phrase("open that call; a link also holds its time and channel", "打开该通话；链接还带有其时间与频道")
USER = Phrase(
    "every call and diagnosis stored of that user; with --call, the call with the user chosen",
    "该用户在本地存储中的全部通话与诊断；与 --call 同用时打开通话并选中该用户",
)
SESSION = Phrase("the session of that id in the call", "通话中该 ID 的会话")
PAIR = Phrase(
    "the pair view: sender and receiver; one uid alone is the peer of --user",
    "收发对照：发送端与接收端；只写一个用户 ID 时为 --user 的对端",
)
SCENE = Phrase(
    "calm, incident (default), worlds (calls with known faults, channels lab-…), hostile, huge, empty",
    "场景：calm、incident（默认）、worlds（已知故障的通话，频道 lab-…）、hostile、huge、empty",
)
SPEED = Phrase(
    "the simulated clock runs N times as fast; that of a scry that asks simulate does not: its ages and quotas then"
    " do not fit (demo keeps both in step)",
    "模拟时钟的倍速 N；查询 simulate 的 scry 自身时钟不会加快，其数据时效与配额因此不符（demo 两者一致）",
)
SEED = Phrase("the same world again", "随机种子：同一种子得到同一世界")
PORT = Phrase("0 takes any free one", "端口；0 表示任意空闲端口")
KNOWN_APP_ID = Phrase("the known app id (default: demoapp)", "可用的 app id（默认 demoapp）")
EDITION = Phrase(
    "2020-10 (default), 2021 (2020-10 with live and diagnosis once a second), today (2022 and later)",
    "2020-10（默认）、2021（同 2020-10，实时与诊断每秒一次）、today（2022 年至今）",
)
DEMO_EDITION = Phrase("2020-10 (default), today (2022 and later)", "2020-10（默认）、today（2022 年至今）")
PLAN = Phrase("the plan of today's edition: {plans}; default: {default}", "today 版的套餐：{plans}；默认 {default}")
SWITCH = Phrase(
    "today's edition answers in that form; again for each, or {random}: every form by the seed",
    "today 版按该形式应答；多个形式时重复给出；{random}：各形式由种子决定",
)
METRICS_LISTEN = Phrase(
    "serve metrics for Prometheus there (needs scry-tui[metrics])",
    "在该地址提供 Prometheus 指标（需安装 scry-tui[metrics]）",
)
ALERTS_LISTEN = Phrase(
    "receive the vendor's alert callbacks there (needs scry-tui[alerts], and alerts_secret_command in the config);"
    " screens list the alerts, metrics count them, no notifier tells them",
    "在该地址接收声网的告警回调（需安装 scry-tui[alerts]，并在配置中写 alerts_secret_command）；"
    "界面会列出这些告警，指标会计数，但不会发给通知对象",
)
ONCE = Phrase("send the requests due now, then exit", "只查询此刻应查询的内容，然后退出")
LOG_FORMAT = Phrase("the lines on stderr; default: text", "标准错误中日志行的格式；默认 text")
PRINT_UNIT = Phrase("print a systemd unit for this command line", "输出用于此命令行的 systemd 单元文件")
WHAT = Phrase("{shown}", "{shown}")
ARGUMENT = Phrase(
    "the id of the call, for: show call; a bundle, for: show incident",
    "通话 ID，用于 show call；或事件包文件，用于 show incident",
)
FORMAT = Phrase("default: text on a terminal, else json", "默认：终端上为 text，否则为 json")
SINCE = Phrase("the beginning of the span, as --at; default: the screen's own", "时间段的开始，写法同 --at；默认同屏幕")
UNTIL = Phrase("the end of the span; default: now", "时间段的结束；默认为现在")
ASK = Phrase("ask the API first, within quota; default: the store alone", "先在配额内查询 API；默认只读本地存储")
FAIL_ON = Phrase(
    "exit with 4 where something is near its limit, or bad; with 1 where too little is known",
    "接近阈值或异常时以 4 退出；已知数据不足时以 1 退出",
)
ALARM_ACTION = Phrase(
    "test: tell each notifier of the config that this is a test, and print each answer;"
    " test-rule: the alarms that a rule would have raised over the stored past;"
    " silence: for some hours tell of no alarm of a rule or a channel, or of no alarm at all",
    "`test`：向配置中的每个通知对象发送测试消息，并输出各自的结果；"
    "`test-rule`：某规则在已存储的历史中本应触发的告警；"
    "`silence`：在一段时间内不通知某规则或某频道的告警，或不通知任何告警",
)
ALARM_NAME = Phrase(
    "the name of a rule; silence with --for: default all rules", "规则名；`silence --for` 默认为所有规则"
)
ALARM_SINCE = Phrase("test-rule: begin of the past (default 7 days ago)", "`test-rule`：历史的起点（默认 7 天前）")
SILENCE_FOR = Phrase(
    "silence: how long, such as 30m, 2h or 1d (of a rule or a channel: default 1h)",
    "silence：时长，如 30m、2h（针对规则或频道时默认 1h）",
)
SILENCE_CHANNEL = Phrase("silence: the alarms of this channel alone", "silence：仅该频道的告警")
SILENCE_COMMENT = Phrase("silence: a line about the reason", "silence：一行原因说明")
SILENCE_END = Phrase(
    "silence: end it now: the one of that number, of that rule, or the one of every rule",
    "silence：立即结束：指定编号或规则的静默，或针对所有规则的静默",
)
SILENCE_LIST = Phrase(
    "silence: list those in force (as silence alone does)", "silence：列出生效的静默（单独的 silence 亦同）"
)
SHELL_NAME = Phrase(
    "bash, zsh, fish; or profiles: the names of the profiles, for the scripts",
    "bash、zsh、fish；或 profiles：各 profile 的名称，供脚本查询",
)
COMPLETION_CONFIG = Phrase("the config file with the profiles to list", "从该配置文件列出 profile")

STORES = Phrase("stores", "存储")
STORE_ACTION = Phrase("copy, info or init", "copy、info 或 init")
STORE_URLS = Phrase("copy: from which store to which; info, init: the store", "copy：来源与目标存储；info、init：存储")
STORE_PRINT = Phrase(
    "init: print the statements for an administrator, and change nothing; with --app-id: those for a role that sees"
    " this project alone",
    "init：输出供管理员执行的语句，不做任何更改；加 --app-id：输出只能看到该项目的角色的语句",
)
BUNDLE = Phrase("period", "时间段")
BUNDLE_FILE = Phrase("the file to write, or to look at", "要写入或查看的文件")
FROM = Phrase("start of the period: 14:00, -2h, 2026-11-20 14:00", "起始时刻：14:00、-2h、2026-11-20 14:00")
TO = Phrase("end of the period; default: now", "结束时刻；默认为现在")
BUNDLE_INFO = Phrase("check a bundle and show its head and the rows of each table", "检查事件包并显示其概要与各表行数")
MERGE_NOTES = Phrase(
    "take the notes of replays, in the files beside it, into a bundle; without a file those of the store's own replays"
    " into the store",
    "将事件包旁边文件中的回放备注合并到事件包；不给出文件时将自身存储的回放备注合并到存储",
)
REPLAY_FILE = Phrase("a bundle; without one the store's own past", "事件包；不给出时为存储自身的过去")
REPLAY_SPEED = Phrase("the replay's clock runs N times as fast; default 1", "回放时钟以 N 倍速运行；默认 1")
KNOWN = Phrase(
    "show the data known then (default), or also the data that came later",
    "显示当时已知的内容（默认），或包括后来得知的",
)
BUNDLE_CHANNEL = Phrase("take that channel alone", "只取该频道")
BUNDLE_CALL = Phrase("take that call alone; without --from its whole time", "只取该通话；省略 --from 时取其起止")
BUNDLE_REDACT = Phrase(
    "write aliases in place of the names of users, channels, calls and the project",
    "写入别名，代替用户、频道、通话与项目的名称",
)
