"""Words of an unusable store: the fault, and the next step."""

from __future__ import annotations

from tui.domain.text import Phrase

STORE = Phrase("the store {path} {reason}: {advice}", "存储 {path} {reason}：{advice}")

NOT_A_DATABASE = Phrase("is not a SQLite database", "不是 SQLite 数据库")
DAMAGED = Phrase("is damaged", "已损坏")
NOT_OPENED = Phrase("cannot be opened", "无法打开")
NOT_READ = Phrase("may not be read by this user", "当前用户无权读取")
NOT_WRITTEN = Phrase("may not be written by this user", "当前用户无权写入")
NOT_USED = Phrase("may not be read and written by this user", "当前用户无权读写")
NO_SPACE = Phrase("does not fit on its disk any more", "所在磁盘空间不足")
DISK_FAILED = Phrase("could not be read or written by its disk", "所在磁盘读写失败")
HELD = Phrase("is held by another program", "被其他程序占用")
NO_LOCKS = Phrase(
    "lies on a file system without locks (NFS without its lock service, some container mounts)",
    "所在文件系统不支持文件锁（未运行锁服务的 NFS、某些容器挂载）",
)
NO_SHARED_MEMORY = Phrase(
    "lies on a file system without shared memory for files (some network and container mounts)",
    "所在文件系统不支持共享内存映射（某些网络或容器挂载）",
)
NOT_MADE = Phrase("cannot be made", "无法创建")
READ_ONLY = Phrase("lies on a read-only file system", "位于只读文件系统")
NO_DIRECTORY = Phrase("lies below something that is not a directory", "其上级路径不是目录")
REMOVED = Phrase("was removed while it was in use", "在使用中被删除")
LOST = Phrase("was removed or replaced", "被删除或替换")
REPLACED = Phrase("was replaced by another file while in use", "在使用中被另一个文件替换")
CLOSED = Phrase("is closed", "已关闭")
ANOTHER_PROGRAM = Phrase("is a database of another program", "是其他程序的数据库")
NEWER = Phrase(
    "was written by {writer}, which is newer than this scry {version}", "由 {writer} 写入，比当前的 scry {version} 新"
)
NO_URL = Phrase("is not the URL of a file", "不是文件的 URL")
NO_FILE = Phrase("is not a file", "不是文件")
FAILED = Phrase("failed ({error})", "出错（{error}）")
NO_DATABASE = Phrase("is not the URL of a database", "不是数据库的 URL")
NO_LIBRARY = Phrase("needs a library that is not installed", "需要尚未安装的库")
NOT_REACHED = Phrase("cannot be reached ({detail})", "无法连接（{detail}）")
STANDBY = Phrase("is a read-only standby", "是只读备库")
NO_PASSWORD = Phrase("has no password: {why}", "没有密码：{why}")
TRY_COMMAND = Phrase("try the command by itself", "请单独运行该命令试试")
NO_RIGHTS = Phrase("refuses this role ({detail})", "拒绝当前角色（{detail}）")
NO_SCHEMA = Phrase("has no schema scry, and this role may not make one", "没有 scry 模式，当前角色也无权创建")
TOO_OLD = Phrase("is PostgreSQL {found}", "是 PostgreSQL {found}")
TOO_SLOW = Phrase("took longer than {seconds} s", "超过 {seconds} 秒未完成")
TOO_MUCH_KEPT = Phrase(
    "cannot be reached, and {count} answers wait in memory already", "无法连接，内存中已有 {count} 个应答等待写入"
)

UNSAVED = Phrase(
    "the store {path} could not be reached to the end: {count} answers of the server are lost;"
    " scry asks again for those within reach",
    "存储 {path} 直到退出都无法连接：丢失服务器的 {count} 个应答；仍可查询的将重新请求",
)
NAME_ANOTHER = Phrase(
    "name another file with --store, or move this one away", "请用 --store 指定其他文件，或移走该文件"
)
START_SALVAGE = Phrase(
    "start scry again: it renames the damaged file and saves the readable data into a new one",
    "请重新启动 scry：它会将损坏的文件改名，并把可读的数据恢复到新文件",
)
CHECK_MODES = Phrase(
    "check the owner and the modes of the file and of its directory", "请检查该文件及其目录的所有者与权限"
)
FREE_SPACE = Phrase(
    "free some space: scry then goes on; the stored data is safe", "请清理空间，之后会继续；已存储的数据不会丢失"
)
CHECK_DISK = Phrase("check the disk and the system's log", "请检查磁盘与系统日志")
CLOSE_OTHER = Phrase("close the program that holds it; scry then goes on", "请关闭占用它的程序；scry 会尽快自行继续")
LOCAL_DISK = Phrase("name a file on a local disk with --store", "请用 --store 指定本地磁盘上的文件")
NOT_WRITABLE = Phrase(
    "{directory} may not be written by this user; name another file with --store, or set HOME to a directory of yours",
    "当前用户无权写入 {directory}；请用 --store 指定其他文件，或将 HOME 设为您自己的目录",
)
CLOSED_DIRECTORY = Phrase(
    "{directory} (owner {owner}, mode {mode}) is closed to this user; name another file with --store",
    "{directory}（所有者 {owner}，权限 {mode}）不允许当前用户进入；请用 --store 指定其他文件",
)
TAKE_BACK = Phrase(
    "{directory} lies in a directory of yours but belongs to root, as after a first start with sudo; take it back with:"
    " sudo chown -R {user} {name}; or name another file with --store",
    "{directory} 位于您的目录中却属于 root（例如首次以 sudo 启动）；请执行 sudo chown -R {user} {name} 收回，"
    "或用 --store 指定其他文件",
)
NAME_A_FILE = Phrase("name a file with --store", "请用 --store 指定文件")
NAME_OTHER_FILE = Phrase("name another file with --store", "请用 --store 指定其他文件")
START_AGAIN = Phrase("start scry again", "请重新启动 scry")
START_ANEW = Phrase("start scry again to make a new one", "请重新启动 scry，将新建一个")
MAKE_NEW = Phrase("start scry again to make a new one", "请重新启动 scry 以新建一个")
RUN_CHECK = Phrase("check the file with `scry check`", "请用 `scry check` 检查该文件")
WRITE_URL = Phrase(
    "write sqlite:///relative.db or sqlite:////absolute/path.db",
    "请写成 sqlite:///relative.db 或 sqlite:////absolute/path.db",
)
SHARE = Phrase(
    "name another file with --store, or, to share this one, let its owner run: {steps}",
    "请用 --store 指定其他文件；若要共享该文件，请其所有者执行：{steps}",
)
INSTALL = Phrase(
    "install {writer} or newer, or name another file with --store",
    "请安装 {writer} 或更新版本，或用 --store 指定其他文件",
)
WRITE_DATABASE = Phrase(
    "write postgresql://user@host/database ; the password comes from PGPASSWORD, ~/.pgpass or a service file",
    "请写成 postgresql://user@host/database ；密码取自 `PGPASSWORD`、~/.pgpass 或服务文件",
)
INSTALL_EXTRA = Phrase("install it: pip install 'scry-tui[postgres]'", "请安装：pip install 'scry-tui[postgres]'")
CHECK_DATABASE = Phrase(
    "check the address, the login and the server; scry goes on when it answers",
    "请检查地址、登录名与服务器；恢复后会自动继续",
)
NAME_PRIMARY = Phrase(
    "name the primary, or all hosts with ?target_session_attrs=read-write",
    "请指定主库，或列出所有主机并加上 ?target_session_attrs=read-write",
)
AWAIT_PRIMARY = Phrase(
    "no requests until it takes writes; name all hosts with ?target_session_attrs=read-write to follow the primary",
    "可写之前不发出请求；列出所有主机并加上 ?target_session_attrs=read-write 可跟随主库",
)
PRINT_STATEMENTS = Phrase(
    "let an administrator run the statements of `scry store init --print`",
    "请管理员执行 `scry store init --print` 输出的语句",
)
NOT_EMPTY = Phrase("holds data that is no part of this copy", "已有不属于此次复制的数据")
DIFFERS = Phrase(
    "differs from the original in its table {table} (rows: {found} of {expected}, or other values)",
    "的表 {table} 与原存储不一致（{expected} 行中的 {found} 行，或值不同）",
)
COLLECTOR = Phrase(
    "collector of {app_id}: {who}, {version}, {since}, {last}", "{app_id} 的采集进程：{who}，{version}，{since}，{last}"
)
OF_VERSION, OF_NO_VERSION = Phrase("scry {version}", "scry {version}"), Phrase("of no told version", "版本未知")
SINCE, OF_NO_BEGIN = Phrase("since {time}", "自 {time}"), Phrase("begin not told", "启动时间未知")
LAST_CLAIM = Phrase("last request {time}", "最近请求 {time}")
NO_CLAIM = Phrase("no request in the last hour", "最近一小时无请求")
HALF_COPIED = Phrase("holds a part of a copy of {origin}", "只有 {origin} 的一部分副本")
RESUME_COPY = Phrase(
    "go on with it: scry store copy {origin} {target}, or name another store with --store",
    "请继续复制：scry store copy {origin} {target}，或用 --store 指定其他存储",
)
OLDER_SCHEMA = Phrase("was written by an older scry", "由旧版本的 scry 写入")
INIT_FIRST = Phrase(
    "bring it up to date first: scry store init {url}; a backup stays beside it",
    "请先升级：scry store init {url}；旁边会保留备份",
)
NAME_EMPTY = Phrase("name an empty store as the target", "请指定空存储作为目标")
COPY_AGAIN = Phrase(
    "copy again into an empty store while no program writes to it", "请在没有程序写入时重新复制到空存储"
)
COPIED = Phrase(
    "copied from {origin} to {target}, rows: {rows}; counts and checksums of all tables agree",
    "已将 {rows} 行从 {origin} 复制到 {target}；所有表的行数与校验和一致",
)
NEEDS_STORES = Phrase(
    "`scry store {action}` takes {count} store URLs at most", "`scry store {action}` 最多接受 {count} 个存储 URL"
)
NO_STORE_THERE = Phrase("is not there", "不存在")
PREPARED = Phrase("{path} is ready: schema {schema}", "{path} 已就绪：结构版本 {schema}")
COPY_FIRST = Phrase(
    "copy it into a file first: scry store copy FROM sqlite:///copy.db, and name that file with --store",
    "请先复制到文件：scry store copy FROM sqlite:///copy.db，再用 --store 指定该文件",
)
NEEDS_NEWER_SERVER = Phrase("name a server of version 14 or newer", "请指定 14 或更高版本的服务器")
ASK_LESS = Phrase("ask for a shorter time, or look at the server's load", "请缩短时间范围，或检查服务器负载")
