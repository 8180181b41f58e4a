"""Stores by their URL: the one place that knows which database a URL means."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import TYPE_CHECKING

from msgspec.structs import replace

from tui.domain.text import Said
from tui.messages import store as words
from tui.store.api import Store
from tui.store.errors import StoreError
from tui.store.sqlite.place import path_of

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from tui.clock import Clock
    from tui.domain.edition import Edition
    from tui.domain.names import Names
    from tui.domain.records import SeenCollector
    from tui.store.manifest import BundleOrder, BundleProgress, Manifest, PreparedBundle
    from tui.store.notebook import Notebook
    from tui.store.postgres.database import PostgresStore
    from tui.store.postgres.health import Database as Database
    from tui.store.sqlite.bundle.merging import Merged
    from tui.store.sqlite.bundle.replayed import Moment, ReplayedStore
    from tui.store.sqlite.health import Health as Health


def open_store(url: str, *, base_url: str, app_id: str) -> Store:
    """The store of one project at `url`, made where there is none. Blocks. Raises StoreError."""
    if is_database(url):
        return _postgres(url).open(url, base_url=base_url, app_id=app_id)
    from tui.store.sqlite.database import SqliteStore

    return SqliteStore.open(url, base_url=base_url, app_id=app_id)


def is_database(url: str) -> bool:
    """Whether `url` names a PostgreSQL, not a file."""
    return url.startswith(("postgresql://", "postgres://"))


def take_password(url: str, ask: Callable[[], str]) -> None:
    """From now on `ask` tells the password of the database at `url`. It may raise SaidError."""
    from tui.store.postgres import passwords

    passwords.take_password(url, ask)


def _postgres(url: str) -> type[PostgresStore]:
    """Raises StoreError where the extra is not installed."""
    try:
        from tui.store.postgres.database import PostgresStore
    except ImportError:
        raise StoreError(f"{url.partition('://')[0]}://…", words.NO_LIBRARY, words.INSTALL_EXTRA) from None
    return PostgresStore


def place_of(url: str) -> Path | None:
    """The file of the store at `url`, there or not; None for a database. Raises StoreError for a URL of neither."""
    return None if is_database(url) else path_of(url)


def file_of(url: str) -> Path:
    """As `place_of`, for the commands that read a file alone. Raises StoreError for a database."""
    if (file := place_of(url)) is None:
        scheme = url.partition("://")[0]
        raise StoreError(f"{scheme}://…", words.NO_URL, words.COPY_FIRST)
    return file


def files_of(url: str) -> list[Path]:
    """The file and the files beside it with parts of the store, there or not; none of a database. Raises StoreError."""
    if (file := place_of(url)) is None:
        return []
    beside = [file.with_name(file.name + suffix) for suffix in ("", "-wal", "-shm")]
    return beside + sorted(file.parent.glob(f"{file.name}.v*.bak*"))


def health_of(url: str, *, clock: Clock, within_s: float) -> Health | None:
    """Look at the store's file for about `within_s` at most; None where there is none yet. Blocks. Raises
    StoreError."""
    from tui.store.sqlite.health import inspect

    return inspect(url, clock=clock, within_s=within_s)


def database_of(url: str) -> Database:
    """Look at a database without a change of it. Blocks. Raises StoreError."""
    _postgres(url)
    from tui.store.postgres.health import look

    return look(url)


def copy_store(origin: str, target: str, tell: Callable[[str, int, int], object]) -> int:
    """Copy all rows, and compare both stores; returns the number of rows. Blocks. Raises StoreError."""
    from tui.store.rows.copying import copy_rows, end_copy, is_ready, sum_of
    from tui.store.sqlite.copied import tables

    known, total = tables(), 0
    with _side(origin).reading(origin) as source:
        with _side(target).writing(target) as writing:
            with writing() as held:
                # Without a password: the target keeps it until the copy is whole.
                if not is_ready(held, shown(origin)):
                    raise StoreError(shown(target), words.NOT_EMPTY, words.NAME_EMPTY)
            copy_rows(known, source, writing, shown(origin), tell)
        with _side(target).reading(target, is_whole=False) as copied:
            for table in known:
                expected, found = sum_of(source, table), sum_of(copied, table)
                if expected != found:
                    values = {"table": table.name, "expected": expected.rows, "found": found.rows}
                    raise StoreError(shown(target), Said(words.DIFFERS, values), words.COPY_AGAIN)
                total += found.rows
                tell(table.name, -1, found.rows)
    with _side(target).writing(target) as writing:
        end_copy(writing)
    return total


def collectors_of(url: str, since_ts: float) -> list[tuple[str, SeenCollector]]:
    """App id and collector, of all projects of the store. Blocks. Raises StoreError."""
    from tui.store.rows.collectors import read_collectors

    with _side(url).reading(url) as side, side() as rows:
        projects = rows.execute("SELECT project_id, app_id FROM projects ORDER BY project_id").fetchall()
        return [(app_id, one) for number, app_id in projects for one in read_collectors(rows, number, since_ts)]


def statements_for_administrator(url: str, app_id: str | None = None) -> str:
    """For a role with the whole store, or with one project of it alone. Raises StoreError."""
    _postgres(url)
    from tui.store.postgres.address import role_and_database
    from tui.store.postgres.rights import for_administrator, for_one_project

    role, database = role_and_database(url)
    return for_one_project(role, database, app_id) if app_id else for_administrator(role, database)


def _side(url: str) -> ModuleType:
    if is_database(url):
        _postgres(url)
        from tui.store.postgres import copied as database

        return database
    from tui.store.sqlite import copied as file

    return file


def shown(url: str) -> str:
    """The store's name for its user, without a secret. Raises StoreError."""
    if not is_database(url):
        return str(path_of(url))
    _postgres(url)
    from tui.store.postgres.address import shown as without_secret

    return without_secret(url)


def prepare(url: str) -> None:
    """Make the store where there is none, or its schema this scry's. Blocks. Raises StoreError."""
    with _side(url).writing(url):
        pass


def library() -> tuple[str, bool]:
    """The version of the library that reads the store, and whether it can damage one."""
    from tui.store.sqlite.health import SQLITE, has_reset_fault

    return ".".join(map(str, SQLITE)), has_reset_fault(SQLITE)


# -- bundles; each import is slow, and few starts need them


@contextmanager
def prepared_bundle(
    url: str,
    project: tuple[str, str],
    order: BundleOrder,
    about: Manifest,
    edition: Edition,
    names: Names,
    tell: BundleProgress,
) -> Iterator[PreparedBundle]:
    """The bundle that is ordered, without its name; a database is copied into a file first, which is gone afterwards.
    Blocks. Raises BundleError, StoreError."""
    from tui.store.sqlite.bundle import envelope, shape, writing
    from tui.store.sqlite.bundle.contents import stretch_of

    stretch = stretch_of(edition, order.start_ts, order.end_ts, order.channels, order.call_id, about.rules)
    made = replace(
        about,
        format=shape.FORMAT,
        writer=envelope.writer(),
        schema=writing.newest_schema(),
        start_ts=order.start_ts,
        end_ts=order.end_ts,
        call_id=order.call_id,
    )
    with ExitStack() as held:
        if is_database(url):
            copy = Path(held.enter_context(TemporaryDirectory(prefix="scry-copy-"))) / "copy.db"
            # A stop is heard between two pieces.
            copy_store(url, f"sqlite:///{copy}", lambda _, __, ___: tell(0, 1))
            url = f"sqlite:///{copy}"
        yield held.enter_context(writing.prepared(file_of(url), project, order.path, stretch, made, names, tell))


def read_manifest(path: Path) -> Manifest:
    """Its head alone. Raises BundleError."""
    from tui.store.sqlite.bundle.envelope import read_manifest

    return read_manifest(path)


def opened_bundle(path: Path) -> AbstractContextManager[tuple[Manifest, Path]]:
    """The manifest, and the checked content in a file, while it is open. Raises BundleError."""
    from tui.store.sqlite.bundle.replayed import opened

    return opened(path)


def unpacked_bundle(path: Path) -> AbstractContextManager[tuple[Manifest, Path, Callable[[], None]]]:
    """As `opened_bundle`, with the check still to do: nothing may be read before. Raises BundleError."""
    from tui.store.sqlite.bundle.replayed import unpacked

    return unpacked(path)


def replayed_store(path: Path, content: Path, moment: Moment, notebook: Notebook, *, knows_all: bool) -> ReplayedStore:
    """Raises BundleError."""
    from tui.store.sqlite.bundle.replayed import ReplayedStore

    return ReplayedStore(path, content, moment, notebook, knows_all=knows_all)


def merge_notes(path: Path) -> Merged:
    """The notes of the files beside the bundle into it. Blocks. Raises BundleError."""
    from tui.store.sqlite.bundle.merging import merge

    return merge(path)
