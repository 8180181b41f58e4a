"""The rights of roles, as statements for an administrator: on a whole store, or on one project of it.

Rows of a project name its number, its series or its feeds. A role with one project reads all of `meta` but the
collectors of other projects. The owner of the schema reads all.
"""

from __future__ import annotations


def for_administrator(role: str, database: str) -> str:
    """The statements that let `role`, which needs no other right, keep its store in `database`."""
    return f"""-- Run as an administrator, connected to the database {_name(database)}.
-- The role needs a login and its own schema alone.
CREATE ROLE {_name(role)} LOGIN;  -- where it is not there yet; give it its password with \\password
GRANT CONNECT ON DATABASE {_name(database)} TO {_name(role)};
CREATE SCHEMA IF NOT EXISTS scry AUTHORIZATION {_name(role)};
"""


def for_one_project(role: str, database: str, app_id: str) -> str:
    """The statements that let `role` read and write one project of the store that is in `database` already."""
    number = f"SELECT project_id FROM scry.projects WHERE app_id = {_text(app_id)}"  # noqa: S608 - quoted
    mine = f"key NOT LIKE 'collector %' OR split_part(key, ' ', 2)::bigint IN ({number})"
    written = f"({mine}) AND key NOT LIKE '%version'"
    return f"""-- Run as an administrator or as the owner of the schema scry, connected to the database
-- {_name(database)}; again after each new version of scry, which may add tables and which the owner starts first.
CREATE ROLE {_name(role)} LOGIN;  -- where it is not there yet; give it its password with \\password
GRANT CONNECT ON DATABASE {_name(database)} TO {_name(role)};
GRANT USAGE ON SCHEMA scry TO {_name(role)};
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA scry TO {_name(role)};
DO $scry$
DECLARE
    each record;
BEGIN
    FOR each IN SELECT table_name AS name, CASE
            WHEN table_name = 'projects' THEN {_text(f"app_id = {_text(app_id)}")}
            WHEN table_name = 'meta' THEN {_text(mine)}
            WHEN bool_or(column_name = 'project_id') THEN {_text(f"project_id IN ({number})")}
            WHEN bool_or(column_name = 'series_id') THEN 'series_id IN (SELECT series_id FROM scry.series)'
            WHEN bool_or(column_name = 'feed_id') THEN 'feed_id IN (SELECT feed_id FROM scry.feeds)'
            ELSE 'false' END AS condition
        FROM information_schema.columns WHERE table_schema = 'scry' GROUP BY table_name
    LOOP
        EXECUTE format('ALTER TABLE scry.%I ENABLE ROW LEVEL SECURITY', each.name);
        EXECUTE format('DROP POLICY IF EXISTS %I ON scry.%I', {_text(role)}, each.name);
        EXECUTE format('CREATE POLICY %I ON scry.%I TO %I USING (%s) WITH CHECK (%s)', {_text(role)}, each.name,
            {_text(role)}, each.condition,
            CASE WHEN each.name = 'meta' THEN {_text(written)} ELSE each.condition END);
    END LOOP;
END $scry$;
"""  # noqa: S608 - quoted


def _name(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _text(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
