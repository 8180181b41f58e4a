"""The address of a store: a URL of libpq, with libpq's own ways to credentials and to TLS.

Scry adds short time-outs where the URL names none: a half-open connection is found within seconds.
"""

from __future__ import annotations

import getpass
import os
import re
from pathlib import Path
from urllib.parse import urlsplit

from psycopg import Error
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from tui.messages import store as words
from tui.store.errors import StoreError
from tui.store.postgres.passwords import password_of

_DEFAULTS = {
    "connect_timeout": "5",
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "tcp_user_timeout": "15000",
    "application_name": "scry",
}


_LOGIN = re.compile(r"([\w.%-]*)(:[^@/?#]*)?@")
_PLACE = re.compile(r"((\[[\da-fA-F:]+\]|[\w.%-]*)(:\d+)?,?)*(/[\w.%-]*)?")


def shown(url: str) -> str:
    """The URL without password and options: login, hosts, database. No more than its scheme where it is no such URL: a
    password may stand anywhere in it."""
    scheme, _, rest = url.partition("?")[0].partition("://")
    login = _LOGIN.match(rest)
    place = rest[login.end() :] if login else rest
    if not _PLACE.fullmatch(place):
        return f"{scheme}://…"
    return f"{scheme}://{f'{login[1]}@' if login else ''}{place}"


def conninfo_of(url: str) -> str:
    """With the password, where a command prints it: for no eyes. Blocks. Raises StoreError for a text that libpq cannot
    read, and where the command fails."""
    unusable = StoreError(shown(url), words.NO_DATABASE, words.WRITE_DATABASE)
    try:
        named = conninfo_to_dict(url)
    except Error:
        raise unusable from None
    if shown(url).endswith("…"):
        raise unusable
    added = {key: value for key, value in _DEFAULTS.items() if key not in named}
    if "," in str(named.get("host", "")) and "target_session_attrs" not in named:
        added["target_session_attrs"] = "read-write"
    if "password" not in named and (password := password_of(url, shown(url))) is not None:
        added["password"] = password
    return make_conninfo(url, **added)


def name_of(url: str) -> Path:
    """Host and database, for a title."""
    parts = urlsplit(shown(url))
    return Path(parts.netloc.rpartition("@")[2] or "local") / (parts.path.strip("/") or "postgres")


def role_and_database(url: str) -> tuple[str, str]:
    """As libpq finds them: the database of no name is that of the role, the role of no name this login's."""
    named = conninfo_to_dict(conninfo_of(url))
    role = str(named.get("user") or os.environ.get("PGUSER") or getpass.getuser())
    return role, str(named.get("dbname") or os.environ.get("PGDATABASE") or role)
