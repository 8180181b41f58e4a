"""Words of errors in the config file: the fault, and the allowed values."""

from __future__ import annotations

from collections.abc import Mapping

from tui.domain.text import Phrase

WRONG = Phrase("{place}: {where}: {what}; allowed: {allowed}", "{place}：{where}：{what}；可写：{allowed}")

# where files belong
NO_HOME = Phrase(
    "no home directory: HOME names none, and uid {uid} has no account on this box; {advice}",
    "没有主目录：HOME 未指明，且本机没有 uid {uid} 的账户；{advice}",
)
NO_HOME_FOR_CONFIG = Phrase("set HOME, or name the file with --config", "请设置 HOME，或用 --config 指定文件")
NO_HOME_FOR_STATE = Phrase(
    "set HOME, or name both --store and --log-file", "请设置 HOME，或同时给出 --store 与 --log-file"
)

# the file
NO_FILE = Phrase(
    "{path}: no such file; name an existing one with --config", "{path}：没有该文件；请用 --config 指定已有的文件"
)
NOT_UTF8 = Phrase(
    "{path}:{line}: not UTF-8; save the file as UTF-8", "{path}:{line}：不是 UTF-8；请以 UTF-8 保存该文件"
)
OTHER_ENCODING = Phrase(
    "{path}: is {encoding}; save the file as UTF-8, or run: iconv -f {encoding} -t UTF-8 {path} > NEW",
    "{path}：编码为 {encoding}；请以 UTF-8 保存，或执行：iconv -f {encoding} -t UTF-8 {path} > 新文件",
)
NO_MODES = Phrase(
    "{path}: holds a secret but others can read it (mode {mode}), and its file system keeps no modes; move the file to"
    " another one, or use keyring or customer_secret_command",
    "{path}：含有密钥，却可被他人读取（权限 {mode}），且所在文件系统不保存权限；请移到其他文件系统，"
    "或使用 keyring 或 customer_secret_command",
)
NOT_READ = Phrase(
    "{path}: cannot be read ({error}); check its owner and mode", "{path}：无法读取（{error}）；请检查所有者与权限"
)
NO_END = Phrase("a number is too long, or lists are nested too deeply", "数字过长，或列表嵌套过深")
NOT_TOML = Phrase("{path}: not valid TOML: {error}", "{path}：不是有效的 TOML：{error}")
SECRET_SEEN = Phrase(
    "{path}: holds a secret but others can read it (mode {mode}); run: chmod 600 {path}",
    "{path}：含有密钥，却可被他人读取（权限 {mode}）；请执行：chmod 600 {path}",
)

# a value
NO_PROFILE = Phrase("no such profile: {value}", "没有该 profile：{value}")
NO_PROFILES = Phrase("nothing yet: the file has no [profiles]", "暂无：文件中没有 [profiles]")
NO_LANGUAGE = Phrase("unknown language {value}", "未知的语言 {value}")
NO_THEME = Phrase("unknown theme {value}", "未知的主题 {value}")
NO_WATCH = Phrase("not a watch: {value}", "不是有效的时长：{value}")
HOURS = Phrase("0.25 to 24", "0.25 至 24")
NO_RESERVE = Phrase("not a reserve: {value}", "不是有效的预留比例：{value}")
PERCENT = Phrase("0 to 50", "0 至 50")
NO_COUNTING = Phrase("not a way to count: {value}", "不是计数方式：{value}")
NO_EDITION = Phrase("unknown edition {value}", "未知的版本 {value}")
NO_PLAN = Phrase("unknown plan {value}", "未知的套餐 {value}")
NO_REGION = Phrase("unknown region {value}", "未知的区域 {value}")
NO_DAY = Phrase("not a kind of day: {value}", "不是日的种类：{value}")
NO_TABLE = Phrase("not a table: {value}", "不是表：{value}")
TABLE_OF = Phrase("{table} with keys of its own", "{table} 及其下的键")
# The kind of a value, in place of a hidden one; a switch is a number to Python.
KINDS: Mapping[type, Phrase] = {
    str: Phrase("a text", "文本"),
    bool: Phrase("true or false", "true 或 false"),
    int: Phrase("a number", "数字"),
    float: Phrase("a number", "数字"),
    list: Phrase("a list", "列表"),
    dict: Phrase("a table", "表"),
}
A_DATE = Phrase("a date or a time", "日期或时间")
NO_TEXT = Phrase("not a text: {value}", "不是文本：{value}")
QUOTED = Phrase('a text in "quotes"', '带 "引号" 的文本')
NO_TEXTS = Phrase("not a list of texts: {value}", "不是文本列表：{value}")
NO_SWITCH = Phrase("not a switch: {value}", "不是开关：{value}")
NO_NUMBER = Phrase("not a number: {value}", "不是数字：{value}")
A_NUMBER = Phrase("a number such as 5 or 2.5", "数字，如 5 或 2.5")
NO_COUNT = Phrase("not a count: {value}", "不是计数：{value}")
A_COUNT = Phrase("a whole number from 1 on", "从 1 开始的整数")
TWO_SECRETS = Phrase("stands beside {other}: one of them is enough", "与 {other} 并存：只需其中之一")
UNKNOWN_KEY = Phrase("unknown key {key}", "未知的键 {key}")
UNKNOWN_KEY_NEAR = Phrase("unknown key {key} (did you mean {near}?)", "未知的键 {key}（是否想写 {near}？）")

# [ui.keys]
UNKNOWN_BINDING = Phrase("unknown binding {key}", "未知的按键编号 {key}")
UNKNOWN_BINDING_NEAR = Phrase(
    "unknown binding {key} (did you mean {near}?)", "未知的按键编号 {key}（是否想写 {near}？）"
)
SUCH_BINDINGS = Phrase("{near}, or another that the README lists", "{near}，或 README 中列出的其他编号")
NO_KEY = Phrase("not a key: {text}", "不是按键：{text}")
KEY_FORMS = Phrase(
    'one key or several with commas between: "x", "ctrl+s", "shift+left", "f5,?"',
    '一个按键，或以逗号分隔的几个："x"，"ctrl+s"，"shift+left"，"f5,?"',
)
KEY_TYPES = Phrase(
    "{key} is a letter in text fields, and this binding is in force there",
    "{key} 在输入时是字符，而该按键在输入时也有效",
)
KEYS_THAT_TYPE_NOTHING = Phrase(
    'a key that types nothing: "ctrl+b", "f2", "escape"', '不产生字符的按键："ctrl+b"，"f2"，"escape"'
)
KEY_TAKEN = Phrase("{key} is {other}'s key on {screen}, too", "{key} 在 {screen} 上也是 {other} 的按键")
FREE_KEY = Phrase(
    "a key free on that screen, or another key for {other} as well", "该处未占用的按键，或同时为 {other} 另设按键"
)

# [[alarms.rules]], [[alarms.notify]]
NO_LIST = Phrase("not a list of tables: {value}", "不是表的列表：{value}")
LIST_OF = Phrase("entries that begin with [[{table}]]", "以 [[{table}]] 开头的条目")
NO_SEVERITY = Phrase("not a severity: {value}", "不是严重级别：{value}")
NO_SEVERITIES = Phrase("not a list of severities: {value}", "不是严重级别列表：{value}")
NO_FINDING = Phrase("not a finding: {value}", "不是可用的发现：{value}")
NO_CAUSE = Phrase("not a root cause: {value}", "不是根因：{value}")
A_CAUSE = Phrase("the number of a root cause, such as 9", "根因编号，如 9")
NO_ALLOWANCE = Phrase("not an allowance: {value}", "不是额度：{value}")
AN_ALLOWANCE = Phrase("minutes of a month, a whole number from 0 to 44640", "每月的分钟数，0 至 44640 的整数")
NO_MINUTES = Phrase("not a number of minutes: {value}", "不是分钟数：{value}")
RULE_MINUTES = Phrase("a whole number from 1 to 1440", "1 至 1440 的整数")
NO_REPEAT = Phrase("not an interval: {value}", "不是间隔：{value}")
A_REPEAT = Phrase("minutes, a whole number from 0 (no reminders) to 10080", "分钟，0（不提醒）至 10080 的整数")
NO_RULE_NAME = Phrase("the rule has no name", "规则没有名称")
A_RULE_NAME = Phrase("name: a text of its own, which the alarms carry", "name：该规则独有的名称，用于标识其告警")
RULE_TWICE = Phrase("two rules are called {name}", "两条规则同名：{name}")
NO_SUBJECT = Phrase("the rule judges nothing", "规则没有判断对象")
TWO_SUBJECTS = Phrase("stands beside metric: one of them is enough", "与 metric 并存：只需其一")
METRIC_OR_FINDING = Phrase("metric or finding", "metric 或 finding")
NO_METRIC = Phrase("unknown metric {name}", "未知的指标 {name}")
NO_METRIC_NEAR = Phrase("unknown metric {name} (did you mean {near}?)", "未知的指标 {name}（是否想写 {near}？）")
NO_LIMIT = Phrase("{name} has no threshold", "{name} 没有阈值")
NEEDS_LIMIT = Phrase("a rule about {name} needs a limit", "关于 {name} 的规则需要限值")
ABOVE_OR_BELOW = Phrase("above or below: a limit of its own", "above 或 below：自定的限值")
TWO_LIMITS = Phrase("stands beside above: one of them is enough", "与 above 并存：只需其一")
NO_DIAGNOSES = Phrase("edition {edition} has no diagnoses", "{edition} 版接口没有异常诊断")
NO_SUCH_LIMIT = Phrase("never tells anything of {name}", "对 {name} 不起作用")
ONLY_ABOVE = Phrase("above", "above")
ONLY_BELOW = Phrase("below: minutes from now", "below：距今分钟数")
ONLY_MINUTES = Phrase("for_minutes: minutes without news", "for_minutes：无新数据的分钟数")
NO_LIMIT_VALUE = Phrase("not a limit: {value}", "不是限值：{value}")
A_PERCENTAGE = Phrase("a number from 0 to 100", "0 至 100 的数字")
A_NUMBER_FROM_0 = Phrase("a number from 0 on", "不小于 0 的数字")
NOT_WITH = Phrase("says nothing of {name}", "与 {name} 无关")
CAUSE_OF = Phrase('finding = "diagnoses"', 'finding = "diagnoses"')
CHANNELS_OF = Phrase(
    'a metric of a channel ({metrics}), or finding = "diagnoses"', '频道指标（{metrics}），或 finding = "diagnoses"'
)
MINUTES_OF = Phrase('a metric, or finding = "diagnoses"', '指标，或 finding = "diagnoses"')
FEWER_MINUTES = Phrase("of_minutes {of} is less than for_minutes {wanted}", "of_minutes {of} 小于 for_minutes {wanted}")
AT_LEAST = Phrase("a whole number from {least} to 1440", "{least} 至 1440 的整数")
NO_HOURS = Phrase("not quiet hours: {value}", "不是免打扰时段：{value}")
QUIET_FORM = Phrase(
    '"22:00-07:00", or with a time zone "22:00-07:00 Asia/Shanghai"',
    '"22:00-07:00"，或带时区 "22:00-07:00 Asia/Shanghai"',
)
NO_ZONE = Phrase("unknown time zone {value}", "未知的时区 {value}")
A_ZONE = Phrase("a name of the IANA database, such as Asia/Shanghai or UTC", "IANA 时区名，如 Asia/Shanghai 或 UTC")
NO_CHANNEL = Phrase("a channel without a name", "频道名为空")
NO_NOTIFIER = Phrase("tells nobody", "没有通知对象")
TWO_NOTIFIERS = Phrase("stands beside {other}: one of them is enough", "与 {other} 并存：只需其中之一")
NOTIFIERS = Phrase("one of command, urls, urls_command", "command、urls、urls_command 之一")
