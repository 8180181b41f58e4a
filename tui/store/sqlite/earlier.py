"""Earlier states: the contents of rows before their last changes, for the replay of a moment.

    calls, sessions, diagnoses, usage   `known_ts` is the answer that brought the present contents, null until an answer
                                        confirms them; the contents before lie in `…_before`, up to `until_ts`
    points                              `late_s` after its time a point came; a value that another one replaced
                                        lies in `revised`, up to `until_s` after its time
    alarms                              `alarms_before` has the parts that a change replaced, up to `until_ts`
    figures                             `figures_before` has the answers that a later one of the same window replaced

Triggers keep the first kind, at every change of a row. A step of the schema is made of these statements: once released
they never change.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator

from tui.store.rows.versioned import FIRST_VERSIONED, Versioned, of


def _statements() -> Iterator[str]:
    yield "ALTER TABLE points ADD COLUMN late_s INTEGER"
    yield """CREATE TABLE revised (
        series_id INTEGER NOT NULL, ts INTEGER NOT NULL, value REAL NOT NULL, late_s INTEGER, until_s INTEGER NOT NULL,
        PRIMARY KEY (series_id, ts, until_s)) WITHOUT ROWID"""
    for table, versioned in FIRST_VERSIONED.items():
        yield f"ALTER TABLE {table} ADD COLUMN known_ts REAL"
        yield (
            f"CREATE TABLE {table}_before (project_id, {versioned.key}, {versioned.contents}, known_ts REAL NOT NULL,"
            f" until_ts REAL NOT NULL, PRIMARY KEY (project_id, {versioned.key}, until_ts)) WITHOUT ROWID"
        )
        yield _trigger(table, versioned)


def _trigger(table: str, versioned: Versioned, *, named: bool = False) -> str:
    """`named`: the columns of the kept row by their names, in the place of their order."""
    key, contents = versioned
    columns = f"project_id, {key}, {contents}"
    differs = f"({of('old', contents)}, 0) IS NOT ({of('new', contents)}, 0)"
    since = "ifnull(old.known_ts, old.answered_ts)"
    into = f"{table}_before ({columns}, known_ts, until_ts)" if named else f"{table}_before"
    return (
        f"CREATE TRIGGER {table}_changed AFTER UPDATE OF answered_ts ON {table} BEGIN"  # noqa: S608 - constants
        f" INSERT OR IGNORE INTO {into} SELECT {of('old', columns)}, {since}, new.answered_ts"
        f" WHERE {differs};"
        f" UPDATE {table} SET known_ts = CASE WHEN {differs} THEN new.answered_ts ELSE {since} END"
        f" WHERE (project_id, {key}) = ({of('new', f'project_id, {key}')}); END"
    )


def more_columns(table: str, versioned: Versioned, *columns: str) -> Iterator[str]:
    """Adds columns, a name and a type each, with their earlier values; `versioned` names them, too."""
    for column in columns:
        yield f"ALTER TABLE {table} ADD COLUMN {column}"
        # In a bundle a text is no null, of earlier states neither.
        yield f"ALTER TABLE {table}_before ADD COLUMN {column}"
    yield f"DROP TRIGGER {table}_changed"
    yield _trigger(table, versioned, named=True)


def add_known_ts(connection: sqlite3.Connection) -> None:
    """The step from stretches to chunks puts chunks as today's: in a store of those days the column is there before."""
    if not connection.execute("SELECT 1 FROM pragma_table_info('chunks') WHERE name = 'known_ts'").fetchone():
        connection.execute("ALTER TABLE chunks ADD COLUMN known_ts REAL")


STEP: tuple[str | Callable[[sqlite3.Connection], None], ...] = (
    *_statements(),
    add_known_ts,
    """CREATE TABLE notes (
        project_id INTEGER NOT NULL, note_id TEXT NOT NULL, ts INTEGER NOT NULL, written_ts REAL NOT NULL,
        changed_ts REAL NOT NULL, author TEXT NOT NULL, text TEXT NOT NULL, scope TEXT NOT NULL, metric TEXT NOT NULL,
        PRIMARY KEY (project_id, note_id)) WITHOUT ROWID""",
    "CREATE INDEX notes_by_time ON notes (project_id, ts)",
)

ALARMS_STEP: tuple[str, ...] = (
    """CREATE TABLE alarms_before (
        project_id INTEGER NOT NULL, alarm_id INTEGER NOT NULL, until_ts REAL NOT NULL, told TEXT NOT NULL,
        PRIMARY KEY (project_id, alarm_id, until_ts)) WITHOUT ROWID""",
    "CREATE INDEX alarms_before_by_age ON alarms_before (project_id, until_ts)",
)

FIGURES_STEP: tuple[str, ...] = (
    """CREATE TABLE figures_before (
        project_id INTEGER NOT NULL, call_id TEXT NOT NULL, channel TEXT NOT NULL, product TEXT NOT NULL,
        endpoint TEXT NOT NULL, metric TEXT NOT NULL, dimension TEXT NOT NULL, start_ts INTEGER NOT NULL,
        end_ts INTEGER NOT NULL, answered_ts REAL NOT NULL, told TEXT NOT NULL, until_ts REAL NOT NULL,
        PRIMARY KEY (project_id, call_id, channel, product, endpoint, metric, dimension, start_ts, end_ts, until_ts)
        ) WITHOUT ROWID""",
    "CREATE INDEX figures_before_by_age ON figures_before (project_id, until_ts)",
)
