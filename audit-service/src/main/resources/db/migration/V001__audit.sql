-- What audit-service keeps. Three walls stand around the trail:
--   1. privileges: the service may insert and select, never update, delete or truncate, and it owns nothing;
--   2. triggers: they refuse the same to the owner, on every partition, also in replication mode (ENABLE ALWAYS);
--   3. from outside: what was shown once can be compared later.
-- A superuser and an owner who drops tables pass the first two. Hence the owner's password belongs to migrations alone.

------------------------------------------------------------------------------------------------------------------------
-- Where we are in Kafka

CREATE TABLE source_offset (
    topic text NOT NULL,
    part integer NOT NULL,
    next_offset bigint NOT NULL,
    PRIMARY KEY (topic, part)
);
COMMENT ON TABLE source_offset IS
    'The next offset to sequence, per partition. Moved by compare-and-swap in the transaction that appends, so that a consumer which lost its partition without noticing changes nothing.';

CREATE TABLE event_key (
    event_id uuid PRIMARY KEY
) PARTITION BY RANGE (event_id);
COMMENT ON TABLE event_key IS
    'The ids of all events of the last two months: an event that arrives again finds its id here. Partitioned by the time inside the id (UUID version 7), so that the key may be unique over all partitions. Ids whose time is not recent are quarantined before they get here; otherwise a dropped partition would let a duplicate in.';

CREATE FUNCTION how_many(numbers int8multirange) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(sum(upper(part) - lower(part)), 0)::bigint FROM unnest(numbers) AS part
$$;
REVOKE ALL ON FUNCTION how_many(int8multirange) FROM PUBLIC;

CREATE TABLE producer_state (
    boot_id uuid PRIMARY KEY,
    producer text NOT NULL,
    first_at timestamptz NOT NULL,
    last_at timestamptz NOT NULL,
    highest_seq bigint NOT NULL,
    missing int8multirange NOT NULL,
    missing_count bigint NOT NULL GENERATED ALWAYS AS (how_many(missing)) STORED
);
COMMENT ON TABLE producer_state IS
    'Gap accounting: each start of a producer numbers its events from 1. What is below the highest number and never arrived is missing. Numbers that were given up arrive as outbox-void and count as seen.';

------------------------------------------------------------------------------------------------------------------------
-- The trail

CREATE TABLE log_state (
    org text PRIMARY KEY,
    size bigint NOT NULL DEFAULT 0 CHECK (size >= 0)
);
COMMENT ON TABLE log_state IS
    'One log per organisation, and one named platform for events without one. Its row is locked while entries are appended, which makes the indexes gap-free.';

CREATE TABLE trail (
    org text NOT NULL,
    idx bigint NOT NULL,
    event_id uuid NOT NULL,
    occurred_at timestamptz NOT NULL,
    received_at timestamptz NOT NULL,
    name text NOT NULL,
    outcome text NOT NULL,
    actor_type text,
    actor_id text,
    project_id text,
    environment text,
    secret_path text,
    pipeline_id text,
    job_id text,
    request_id text,
    user_agent_type text,
    metadata jsonb NOT NULL,
    producer text,
    boot_id uuid,
    seq bigint,
    parsed boolean NOT NULL,
    event bytea NOT NULL,
    PRIMARY KEY (org, idx, received_at)
) PARTITION BY RANGE (received_at);
COMMENT ON TABLE trail IS 'Every access event, once, for good. Insert only.';
COMMENT ON COLUMN trail.org IS 'The log: an organisation id, or platform.';
COMMENT ON COLUMN trail.idx IS 'The place in that log, from 0, without a gap. Order of arrival.';
COMMENT ON COLUMN trail.occurred_at IS 'By the producer''s clock.';
COMMENT ON COLUMN trail.received_at IS 'When it was appended, by our clock. At most five minutes before occurred_at and at most thirty days after.';
COMMENT ON COLUMN trail.metadata IS 'Texts, numbers and booleans of the event''s metadata as texts, to search in; the original is in event.';
COMMENT ON COLUMN trail.parsed IS 'False when the event has a schema we do not know or lacks what ours requires; the columns hold what could be read.';
COMMENT ON COLUMN trail.event IS 'The bytes as received. The truth; all other columns are for finding it and are cut to 512 characters.';

-- Every search names an organisation and a range of time, newest first. This one serves those without another filter, and all
-- filters that select most rows (outcome success, user agent, environment, path).
CREATE INDEX trail_by_time ON trail (org, occurred_at DESC, idx DESC);
-- Who: what did this identity do?
CREATE INDEX trail_by_actor ON trail (org, actor_id, occurred_at DESC) WHERE actor_id IS NOT NULL;
-- What: rare names (a role was changed) among very many reads.
CREATE INDEX trail_by_name ON trail (org, name, occurred_at DESC);
-- Where: one project of an organisation with many.
CREATE INDEX trail_by_project ON trail (org, project_id, occurred_at DESC) WHERE project_id IS NOT NULL;
-- Refusals and errors are few and wanted often.
CREATE INDEX trail_by_refusal ON trail (org, occurred_at DESC) WHERE outcome <> 'success';
-- One pipeline, job or request has few entries, so that they are sorted after they are found.
CREATE INDEX trail_by_pipeline ON trail (org, pipeline_id) WHERE pipeline_id IS NOT NULL;
CREATE INDEX trail_by_job ON trail (org, job_id) WHERE job_id IS NOT NULL;
CREATE INDEX trail_by_request ON trail (org, request_id) WHERE request_id IS NOT NULL;

CREATE TABLE trail_secret (
    org text NOT NULL,
    idx bigint NOT NULL,
    position integer NOT NULL,
    received_at timestamptz NOT NULL,
    event_id uuid NOT NULL,
    secret_id uuid NOT NULL,
    key text NOT NULL,
    version integer NOT NULL,
    environment text NOT NULL,
    secret_path text NOT NULL,
    PRIMARY KEY (org, idx, position, received_at)
) PARTITION BY RANGE (received_at);
COMMENT ON TABLE trail_secret IS
    'The secrets an entry is about, to find the entries of a secret. Insert only; written with the entry. The primary key serves the question whether an entry touches a key, environment or path.';

-- Who read this secret?
CREATE INDEX trail_secret_by_secret ON trail_secret (org, secret_id, idx);

CREATE TABLE quarantine (
    id uuid PRIMARY KEY,
    received_at timestamptz NOT NULL,
    topic text NOT NULL,
    part integer NOT NULL,
    record_offset bigint NOT NULL,
    digest bytea NOT NULL,
    reason text NOT NULL,
    record_key text,
    record bytea,
    UNIQUE (topic, part, record_offset, digest)
);
COMMENT ON TABLE quarantine IS
    'Records that are no events: kept as they came, with the reason. Insert only. Each has an entry audit.record.quarantined in the platform''s log.';
COMMENT ON COLUMN quarantine.digest IS
    'SHA-256 of the record. Part of the key because offsets start again when a topic is made anew.';

------------------------------------------------------------------------------------------------------------------------
-- The second wall

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END
$$;
REVOKE ALL ON FUNCTION refuse_change() FROM PUBLIC;

CREATE TRIGGER no_change BEFORE UPDATE OR DELETE ON trail FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER no_change BEFORE UPDATE OR DELETE ON trail_secret FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER no_change BEFORE UPDATE OR DELETE ON event_key FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER no_change BEFORE UPDATE OR DELETE ON quarantine FOR EACH ROW EXECUTE FUNCTION refuse_change();

-- PostgreSQL copies row triggers to partitions, but not statement triggers; TRUNCATE of a partition fires its own only.
CREATE FUNCTION build_wall(target regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format(
        'CREATE TRIGGER no_truncate BEFORE TRUNCATE ON %s FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()', target);
    EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER no_truncate', target);
    EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER no_change', target);
END
$$;
REVOKE ALL ON FUNCTION build_wall(regclass) FROM PUBLIC;

DO $$ BEGIN
    PERFORM build_wall('trail'), build_wall('trail_secret'), build_wall('event_key'), build_wall('quarantine');
END $$;

-- A log only grows.
CREATE FUNCTION refuse_shrinking() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'UPDATE' OR NEW.size < OLD.size OR NEW.org <> OLD.org THEN
        RAISE EXCEPTION 'a log only grows' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$;
REVOKE ALL ON FUNCTION refuse_shrinking() FROM PUBLIC;
CREATE TRIGGER only_growth BEFORE UPDATE OR DELETE ON log_state FOR EACH ROW EXECUTE FUNCTION refuse_shrinking();
CREATE TRIGGER no_truncate BEFORE TRUNCATE ON log_state FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
ALTER TABLE log_state ENABLE ALWAYS TRIGGER only_growth;
ALTER TABLE log_state ENABLE ALWAYS TRIGGER no_truncate;

------------------------------------------------------------------------------------------------------------------------
-- Partitions, one per month

-- The smallest UUID of version 7 with that time (RFC 9562 section 5.7).
CREATE FUNCTION first_id_of(moment timestamptz) RETURNS uuid LANGUAGE sql STABLE AS $$
    SELECT (lpad(to_hex((extract(epoch FROM moment) * 1000)::bigint), 12, '0') || repeat('0', 20))::uuid
$$;
REVOKE ALL ON FUNCTION first_id_of(timestamptz) FROM PUBLIC;

CREATE FUNCTION create_partition(parent text, month timestamptz, lower_bound text, upper_bound text) RETURNS void
    LANGUAGE plpgsql AS $$
DECLARE
    name text := parent || to_char(month AT TIME ZONE 'UTC', '_YYYY_MM');
BEGIN
    IF to_regclass(name) IS NULL THEN
        EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L)', name, parent, lower_bound, upper_bound);
        PERFORM build_wall(name::regclass);
    END IF;
EXCEPTION WHEN check_violation THEN
    RAISE WARNING 'the default partition of % holds rows of %; move them by hand', parent, name;
END
$$;
REVOKE ALL ON FUNCTION create_partition(text, timestamptz, text, text) FROM PUBLIC;

-- Makes the partitions of this month and the given number of months ahead, forgets event ids that are too old to be accepted
-- again, and returns how many future months the trail is ready for. Gives up after two seconds when readers are in the way;
-- call it again.
CREATE FUNCTION keep_partitions(months_ahead integer) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET lock_timeout = '2s' SET timezone = 'UTC' AS $$
DECLARE
    this_month timestamptz := date_trunc('month', now());
    month timestamptz;
    following timestamptz;
    old record;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('keep_partitions'));
    FOR month IN SELECT generate_series(this_month - interval '2 months',
                                        this_month + make_interval(months => least(months_ahead, 24)), interval '1 month') LOOP
        following := month + interval '1 month';
        PERFORM create_partition('event_key', month, first_id_of(month)::text, first_id_of(following)::text);
        CONTINUE WHEN month < this_month;
        PERFORM create_partition('trail', month, month::text, following::text);
        PERFORM create_partition('trail_secret', month, month::text, following::text);
    END LOOP;
    FOR old IN SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
               WHERE i.inhparent = 'event_key'::regclass
                 AND c.relname ~ '^event_key_\d{4}_\d{2}$'
                 AND c.relname < 'event_key' || to_char(this_month - interval '2 months', '_YYYY_MM') LOOP
        EXECUTE format('DROP TABLE %I', old.relname);
    END LOOP;
    RETURN (SELECT count(*) FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
            WHERE i.inhparent = 'trail'::regclass
              AND c.relname ~ '^trail_\d{4}_\d{2}$'
              AND c.relname > 'trail' || to_char(this_month, '_YYYY_MM'));
END
$$;
REVOKE ALL ON FUNCTION keep_partitions(integer) FROM PUBLIC;

-- They stay empty as long as partitions are made ahead; a row in one of them is an alarm, but it is not lost.
CREATE TABLE trail_rest PARTITION OF trail DEFAULT;
CREATE TABLE trail_secret_rest PARTITION OF trail_secret DEFAULT;
CREATE TABLE event_key_rest PARTITION OF event_key DEFAULT;
DO $$ BEGIN
    PERFORM build_wall('trail_rest'), build_wall('trail_secret_rest'), build_wall('event_key_rest');
    PERFORM keep_partitions(3);
END $$;

------------------------------------------------------------------------------------------------------------------------
-- The first wall

GRANT SELECT, INSERT ON event_key, trail, trail_secret, quarantine TO ${app_role};
GRANT SELECT, INSERT, UPDATE ON source_offset, producer_state, log_state TO ${app_role};
GRANT EXECUTE ON FUNCTION keep_partitions(integer), how_many(int8multirange) TO ${app_role};
