"""The functions of the database, each in a step of the schema."""

# A claim that was decided by the ledger as it was at `seen`: its number and that of its change, null where the ledger
# has changed since. One round trip, and the lock is held within the server alone.
NOTE_CLAIM = """
CREATE FUNCTION scry.note_claim(lock bigint, project bigint, seen bigint, endpoint text, channel text, start_ts bigint,
    end_ts bigint, now_ts double precision, made_by text, arrived_by double precision, call_id text, part text,
    boot text, now_s double precision, selection text) RETURNS bigint[] LANGUAGE plpgsql AS $$
DECLARE
    noted bigint;
    newest bigint;
    last bigint;
BEGIN
    PERFORM pg_advisory_xact_lock(lock);
    SELECT coalesce(max(seq) FILTER (WHERE topic = 'ledger'), 0), coalesce(max(seq), 0) INTO newest, last
        FROM scry.changes WHERE project_id = project;
    IF newest <> seen THEN RETURN NULL; END IF;
    INSERT INTO scry.ledger (project_id, endpoint, channel, start_ts, end_ts, claimed_ts, claimed_by, arrived_by_ts,
        call_id, part, boot, claimed_s, selection)
        VALUES (project, $4, $5, $6, $7, now_ts, made_by, $10, $11, $12, $13, now_s, $15) RETURNING claim_id INTO noted;
    INSERT INTO scry.changes (project_id, topic, seq) VALUES (project, 'ledger', last + 1)
        ON CONFLICT ON CONSTRAINT changes_pkey DO UPDATE SET seq = excluded.seq;
    PERFORM pg_notify('scry', project::text);
    RETURN ARRAY[noted, last + 1];
END $$"""


# A claim in one round trip, with the project's lock held within the server alone. It is granted where that is certain:
# the `n`-th latest request (`first_n`, `second_n`) came early enough, fewer than `room` requests are newer than
# `counted`, and nothing is `unclear` among the last `looked` of an endpoint. Else `claim_id` is null, nothing has
# changed, and the rest says why. `failures` and `parts`: the kinds that the asking scry knows. To plan its statements
# takes longer than to run them.
CLAIM = (
    "CREATE INDEX dates_by_project ON scry.dates (project_id, date_id)",
    """
CREATE FUNCTION scry.claim(lock bigint, project bigint, named text[], failures text[], parts text[], seen bigint,
    dated bigint, counted bigint, looked bigint, room bigint, most bigint, first_n bigint, first_ts double precision,
    second_n bigint, second_ts double precision, exact_since double precision, exact double precision,
    ahead double precision, of_endpoint text, of_channel text, of_start bigint, of_end bigint,
    now_ts double precision, made_by text, arrives_ts double precision, of_call text, of_part text, of_boot text,
    now_s double precision, of_selection text,
    OUT claim_id bigint, OUT seq bigint, OUT known bigint, OUT newest_date bigint, OUT unclear boolean,
    OUT later bigint, OUT latest double precision[])
    LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    noted bigint;
BEGIN
    PERFORM pg_advisory_xact_lock(lock);
    SELECT (SELECT max(dates.date_id) FROM scry.dates WHERE dates.project_id = project),
        coalesce(max(last.claim_id) FILTER (WHERE last.is_known), 0), coalesce(bool_or(last.is_unclear), false),
        count(*) FILTER (WHERE last.claim_id > counted)
    INTO newest_date, known, unclear, later
    FROM unnest(named) AS name, LATERAL (SELECT l.claim_id,
            coalesce(l.failure = ANY(failures), true) AND coalesce(l.part = ANY(parts), true)
            AND coalesce(l.start_ts <= l.end_ts, true) AS is_known,
            l.wait_s > 0 OR l.boot = of_boot AND coalesce(l.answered_s, l.claimed_s) > exact_since
            AND abs(l.claimed_ts - l.claimed_s - ahead) > exact AS is_unclear
        FROM scry.ledger AS l WHERE l.project_id = project AND l.endpoint = name
        ORDER BY l.claim_id DESC LIMIT looked) AS last;
    IF most > 0 THEN
        latest := ARRAY(SELECT last.arrived_by_ts FROM unnest(named) AS name, LATERAL (SELECT l.arrived_by_ts
            FROM scry.ledger AS l WHERE l.project_id = project AND l.endpoint = name AND l.arrived_by_ts > 0
            ORDER BY l.arrived_by_ts DESC LIMIT most) AS last ORDER BY 1 DESC LIMIT most);
    END IF;
    IF newest_date IS DISTINCT FROM dated OR unclear OR seen <> known OR later >= room
        OR latest[first_n] > first_ts OR latest[second_n] > second_ts THEN
        RETURN;
    END IF;
    INSERT INTO scry.ledger (project_id, endpoint, channel, start_ts, end_ts, claimed_ts, claimed_by, arrived_by_ts,
        call_id, part, boot, claimed_s, selection)
        VALUES (project, of_endpoint, of_channel, of_start, of_end, now_ts, made_by, arrives_ts, of_call, of_part,
        of_boot, now_s, of_selection) RETURNING ledger.claim_id INTO noted;
    UPDATE scry.changes AS c SET seq = 1 + (SELECT max(a.seq) FROM scry.changes AS a WHERE a.project_id = project)
        WHERE c.project_id = project AND c.topic = 'ledger' RETURNING c.seq INTO seq;
    IF NOT FOUND THEN
        INSERT INTO scry.changes AS c (project_id, topic, seq) SELECT project, 'ledger', 1 + coalesce(max(a.seq), 0)
            FROM scry.changes AS a WHERE a.project_id = project RETURNING c.seq INTO seq;
    END IF;
    PERFORM pg_notify('scry', project::text);
    claim_id := noted;
    latest := NULL;
END $$""",
)
