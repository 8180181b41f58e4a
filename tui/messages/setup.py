"""Words of the set-up screen: its questions, faults of the answers, results of testing and saving."""

from __future__ import annotations

from collections.abc import Mapping

from tui.domain.text import Phrase

TITLE = Phrase("scry › set up a project", "scry › 设置项目")
INTRO_FIRST = Phrase(
    "No project is configured yet. Try the demo, or enter your project: App ID, customer ID and secret stand in Agora's"
    " console (RESTful API).",
    "尚未配置项目。可先在演示中看看，或填写您的项目：App ID、客户 ID 和客户密钥见声网控制台（RESTful API）。",
)
INTRO_MORE = Phrase(
    "Another project for {path}. App ID, customer ID and secret stand in Agora's console (RESTful API).",
    "向 {path} 添加一个项目。App ID、客户 ID 和客户密钥见声网控制台（RESTful API）。",
)
DEMO = Phrase("Try the demo", "试用演示")
DEMO_SAYS = Phrase("an incident to look around in; no network, no account", "在一次模拟故障中熟悉操作；无需网络与账号")
TEST = Phrase("Test with one request", "用一次请求测试")
SAVE = Phrase("Save and open", "保存并打开")

LABELS: Mapping[str, Phrase] = {
    "app_id": Phrase("App ID", "App ID"),
    "customer_id": Phrase("Customer ID", "客户 ID"),
    "way": Phrase("Secret", "客户密钥"),
    "name": Phrase("Name", "显示名称"),
    "profile": Phrase("Profile", "配置名"),
    "base_url": Phrase("Base URL", "Base URL"),
}
HINTS: Mapping[str, Phrase] = {
    "app_id": Phrase("the project: 32 letters and digits", "要查看的项目：32 位字母与数字"),
    "customer_id": Phrase("of the RESTful API, not the account's e-mail", "RESTful API 的客户 ID，不是账号邮箱"),
    "name": Phrase("the name in the top line; may stay empty", "顶行显示的项目名称；可留空"),
    "profile": Phrase("its name in the file: scry --profile NAME", "在配置文件中的名称：scry --profile 名称"),
    "base_url": Phrase(
        "another one only if Agora says so, or for scry simulate",
        "除非声网另行告知或使用 scry simulate，否则不必修改",
    ),
    "command": Phrase(
        "run each time, without a shell: pass show agora/classroom",
        "每次启动时直接执行（不经 shell），例如：pass show agora/classroom",
    ),
}
# By the value of config.draft.Way.
WAYS: Mapping[str, Phrase] = {
    "typed": Phrase("typed here", "在此输入"),
    "command": Phrase("from a command", "由命令输出"),
    "keyring": Phrase("in the keyring", "存入密钥环"),
}
WAY_HINTS: Mapping[str, Phrase] = {
    "typed": Phrase("kept in the config file, readable by you alone (0600)", "保存在仅您可读的文件中（0600）"),
    "command": Phrase("the file holds the command, never the secret", "文件中只保存命令，不保存密钥"),
    "keyring": Phrase("kept by {keyring}, never in the file", "由 {keyring} 保管，不写入文件"),
}

# By the value of config.draft.Problem.
PROBLEMS: Mapping[str, Phrase] = {
    "is empty": Phrase("is needed", "必填"),
    "holds characters that cannot be seen": Phrase("has invisible characters", "含有不可见字符"),
    "holds a space": Phrase("has a space", "含有空格"),
    "holds a colon": Phrase("has a colon; a customer ID has none", "含有冒号，客户 ID 中不会有冒号"),
    "is taken": Phrase("a profile of this name exists already", "已有同名配置"),
    "has a quotation mark without its twin": Phrase("one quotation mark is not closed", "引号不成对"),
    "not a URL": Phrase("is not a URL; for example https://api.agora.io", "不是 URL；例如 https://api.agora.io"),
    "holds credentials": Phrase("holds credentials: they belong into the fields above", "含有凭证：请填写在上面的栏中"),
    "plain http to another box": Phrase(
        "shows the credentials on the way: https, or --insecure-http",
        "明文 http 会暴露凭证：请用 https，或 --insecure-http",
    ),
}

UNTESTED = Phrase("not tested yet: {test} sends one request with it", "尚未测试：按 {test} 发送一次请求")
TESTING = Phrase("asking {host} …", "正在请求 {host} …")
SAVES = Phrase("{save} saves it to {path} and opens it", "按 {save} 保存到 {path} 并打开")
KEPT_TYPED = Phrase("Nothing is saved yet: correct the fields, then press {test} again", "尚未保存：修改后再按 {test}")
ANYWAY = Phrase(
    "untested: {save} again saves it untested, {test} tests it first",
    "未经测试：再按 {save} 照样保存，按 {test} 先测试",
)
ANYWAY_REFUSED = Phrase("the test failed: {save} again saves it all the same", "测试未通过：再按 {save} 照样保存")
UNSAVED = Phrase(
    "not saved yet: {save} saves it, {leave} again discards it",
    "填写的内容尚未保存：按 {save} 保存，再按 {leave} 放弃",
)
SAVING = Phrase("saving …", "正在保存 …")
OPENING = Phrase("saved; opening …", "已保存；正在打开 …")
SAVED_NOT_OPENED = Phrase("saved to {path}, but it cannot be opened", "已保存到 {path}，但无法打开")
TO_MEND = Phrase("correct the file; {save} opens it again", "请在文件中修改；按 {save} 重新打开")
HOW_TO_LEAVE = Phrase(
    "{key[quit]} leaves (or {key[interrupt]} again)", "{key[quit]} 离开（或再按一次 {key[interrupt]}）"
)

# By the value of config.writing.NotWrittenKind.
NOT_WRITTEN: Mapping[str, Phrase] = {
    "held": Phrase(
        "another scry holds {path}: try again; the file is unchanged", "另一个 scry 正占用 {path}：请重试；原文件未改动"
    ),
    "failed": Phrase(
        "{path} cannot be written ({detail}); the file is unchanged", "{path} 无法写入（{detail}）；原文件未改动"
    ),
    "no TOML": Phrase(
        "{path} is not valid TOML ({detail}): correct it first", "{path} 不是有效的 TOML（{detail}）：请先修正"
    ),
    "taken": Phrase(
        "{path} has a profile {detail} already: choose another name", "{path} 中已有配置 {detail}：请换一个名称"
    ),
    "no room": Phrase(
        "no [profiles.{detail}] can follow the last line of {path}: write its profiles as tables ([profiles.NAME]), or"
        " add this by hand (the secret in place of …):\n{paste}",
        "{path} 的写法使其后不能追加 [profiles.{detail}]：请把其中的 profiles 写成表（[profiles.名称]），"
        "或手动写入以下内容（… 处填密钥）：\n{paste}",
    ),
    "readable": Phrase(
        "others can read {path} (mode {detail}): it must hold no secret; the key again runs chmod 600 on it and saves",
        "{path} 可被他人读取（权限 {detail}），不宜存放密钥：再按一次将对其执行 chmod 600 并保存",
    ),
    "no modes": Phrase(
        "{path} lies on a file system without modes: others can read it, so it must hold no secret; choose the keyring"
        " or a command, or keep the file elsewhere (--config)",
        "{path} 所在文件系统不保存权限，他人可以读取，不宜存放密钥：请改用密钥环或命令，或将文件放在别处（--config）",
    ),
    "changed": Phrase("another program keeps changing {path}: try again", "{path} 一直在被他人修改：请重试"),
}
