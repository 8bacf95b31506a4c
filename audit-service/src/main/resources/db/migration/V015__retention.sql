-- How long entries are kept, what is held for a court, and what was removed: payloads (events with their salts) go, leaves stay.

------------------------------------------------------------------------------------------------------------------------
-- Classes

CREATE TABLE retention_class (
    name text PRIMARY KEY CHECK (name ~ '^[a-z0-9]{1,8}$'),
    days integer CHECK (days > 0)
);
COMMENT ON TABLE retention_class IS
    'How long payloads can be kept. Each class is a partition of the trail with a partition per month below it, which is dropped as a whole.';
COMMENT ON COLUMN retention_class.days IS 'After the end of the month in which the entry was received. Null for what is held until nobody holds it any more.';
INSERT INTO retention_class VALUES ('d90', 90), ('y1', 366), ('y3', 1096), ('y7', 2557), ('hold', NULL);

CREATE TABLE retention_rule (
    org text NOT NULL,
    event_type text NOT NULL,
    class text NOT NULL REFERENCES retention_class CHECK (class <> 'hold'),
    PRIMARY KEY (org, event_type)
);
COMMENT ON TABLE retention_rule IS
    'Which class new entries of an organisation get: by the name of the event, * for all others. Without a rule it is y7. Changes are events.';

-- What the log says about itself and its keeping stays as long as anything can.
CREATE FUNCTION is_own_record(event_name text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
    SELECT event_name ~ '^(audit\.|shard\.|alert\.|audit-retention-|audit-identity-|legal-hold)'
$$;
REVOKE ALL ON FUNCTION is_own_record(text) FROM PUBLIC;

CREATE FUNCTION retention_class_of(log text, event_name text) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT CASE WHEN is_own_record(event_name) THEN 'y7' ELSE coalesce(
        (SELECT class FROM retention_rule WHERE org = log AND event_type IN (event_name, '*')
         ORDER BY event_type = '*' LIMIT 1), 'y7') END
$$;
REVOKE ALL ON FUNCTION retention_class_of(text, text) FROM PUBLIC;

------------------------------------------------------------------------------------------------------------------------
-- The trail, by class and then by month

DO $$
DECLARE
    parent text;
    part record;
    key text;
BEGIN
    FOREACH parent IN ARRAY ARRAY['trail', 'trail_secret'] LOOP
        key := CASE parent WHEN 'trail' THEN 'org, idx, received_at, class' ELSE 'org, idx, position, received_at, class' END;
        FOR part IN SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
                    WHERE i.inhparent = parent::regclass AND c.relname ~ '_\d{4}_\d{2}$' LOOP
            EXECUTE format('ALTER TABLE %I RENAME TO %I', part.relname, parent || '_y7' || right(part.relname, 8));
        END LOOP;
        EXECUTE format('ALTER TABLE %I RENAME TO %I', parent, parent || '_y7');
        EXECUTE format('ALTER TABLE %I ADD COLUMN class text NOT NULL DEFAULT ''y7''', parent || '_y7');
        EXECUTE format('ALTER TABLE %I DROP CONSTRAINT %I', parent || '_y7', parent || '_pkey');
        EXECUTE format('ALTER TABLE %I ADD PRIMARY KEY (%s)', parent || '_y7', key);
        EXECUTE format('DROP TRIGGER no_change ON %I', parent || '_y7');
        EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING ALL) PARTITION BY LIST (class)', parent, parent || '_y7');
        EXECUTE format('ALTER TABLE %I ATTACH PARTITION %I FOR VALUES IN (''y7'')', parent, parent || '_y7');
        EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES IN (''hold'')', parent || '_hold', parent);
        FOR part IN SELECT name FROM retention_class WHERE days IS NOT NULL AND name <> 'y7' LOOP
            EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES IN (%L) PARTITION BY RANGE (received_at)',
                parent || '_' || part.name, parent, part.name);
            EXECUTE format('CREATE TABLE %I PARTITION OF %I DEFAULT', parent || '_' || part.name || '_rest', parent || '_' || part.name);
        END LOOP;
        EXECUTE format('CREATE TRIGGER no_change BEFORE UPDATE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_change()', parent);
        EXECUTE format('CREATE TRIGGER no_removal BEFORE DELETE ON %I FOR EACH ROW '
            'WHEN (current_setting(''claviger.erasing'', true) IS DISTINCT FROM ''yes'') EXECUTE FUNCTION refuse_change()', parent);
        FOR part IN SELECT relid::regclass::text AS name FROM pg_partition_tree(parent::regclass) LOOP
            EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER no_removal', part.name);
            EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER no_change', part.name);
            EXECUTE format('DROP TRIGGER IF EXISTS no_truncate ON %s', part.name);
            PERFORM build_wall(part.name::regclass);
        END LOOP;
    END LOOP;
END $$;
COMMENT ON TABLE trail IS
    'Every access event, once. Insert only; months are dropped when their class has passed, single entries are erased through erase_entries, and each removal is a leaf of the log.';
COMMENT ON TABLE trail_secret IS
    'The secrets an entry is about, to find the entries of a secret. Written, kept and removed with the entry.';
COMMENT ON COLUMN trail.class IS 'How long it is kept: a retention_class, by the rules at the time when it was received. hold: its time has passed, but it is held.';

GRANT SELECT, INSERT ON trail, trail_secret TO ${app_role};

CREATE FUNCTION make_month(parent text, month timestamptz) RETURNS void LANGUAGE plpgsql SET timezone = 'UTC' AS $$
DECLARE
    name text := parent || to_char(month AT TIME ZONE 'UTC', '_YYYY_MM');
BEGIN
    PERFORM create_partition(parent, month, month::text, (month + interval '1 month')::text);
    IF to_regclass(name) IS NOT NULL THEN
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER no_removal', name);
    END IF;
END
$$;
REVOKE ALL ON FUNCTION make_month(text, timestamptz) FROM PUBLIC;

CREATE OR REPLACE FUNCTION keep_partitions(months_ahead integer) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET lock_timeout = '2s' SET timezone = 'UTC' AS $$
DECLARE
    this_month timestamptz := date_trunc('month', now());
    month timestamptz;
    kept text;
    old record;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('keep_partitions'));
    FOR month IN SELECT generate_series(this_month - interval '2 months',
                                        this_month + make_interval(months => least(months_ahead, 24)), interval '1 month') LOOP
        PERFORM create_partition('event_key', month, first_id_of(month)::text, first_id_of(month + interval '1 month')::text);
        CONTINUE WHEN month < this_month;
        FOR kept IN SELECT name FROM retention_class WHERE days IS NOT NULL LOOP
            CONTINUE WHEN to_regclass(format('trail_%s%s', kept, to_char(month, '_YYYY_MM'))) IS NOT NULL
                      AND to_regclass(format('trail_secret_%s%s', kept, to_char(month, '_YYYY_MM'))) IS NOT NULL;
            PERFORM make_month('trail_' || kept, month), make_month('trail_secret_' || kept, month);
        END LOOP;
    END LOOP;
    FOR old IN SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
               WHERE i.inhparent = 'event_key'::regclass
                 AND c.relname ~ '^event_key_\d{4}_\d{2}$'
                 AND c.relname < 'event_key' || to_char(this_month - interval '2 months', '_YYYY_MM') LOOP
        EXECUTE format('DROP TABLE %I', old.relname);
    END LOOP;
    RETURN (SELECT count(*) FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
            WHERE i.inhparent = 'trail_y7'::regclass
              AND c.relname ~ '^trail_y7_\d{4}_\d{2}$'
              AND c.relname > 'trail_y7' || to_char(this_month, '_YYYY_MM'));
END
$$;
REVOKE ALL ON FUNCTION keep_partitions(integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION keep_partitions(integer) TO ${app_role};
SELECT keep_partitions(3);

------------------------------------------------------------------------------------------------------------------------
-- Legal hold

CREATE TABLE legal_hold (
    id uuid PRIMARY KEY,
    org text NOT NULL,
    reason text NOT NULL,
    project_id text,
    actor_id text,
    since timestamptz,
    until timestamptz,
    set_by text NOT NULL,
    set_at timestamptz NOT NULL
);
COMMENT ON TABLE legal_hold IS
    'What must not be removed, whatever its class says: entries of an organisation that meet all conditions that are given. Insert only; a hold ends in legal_hold_end.';
CREATE INDEX legal_hold_by_org ON legal_hold (org);

CREATE TABLE legal_hold_end (
    hold_id uuid PRIMARY KEY REFERENCES legal_hold,
    reason text NOT NULL,
    lifted_by text NOT NULL,
    lifted_at timestamptz NOT NULL
);
COMMENT ON TABLE legal_hold_end IS 'Holds that were lifted, by whom and why. Insert only.';

CREATE FUNCTION is_held(log text, project text, actor text, happened timestamptz) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT FROM legal_hold h
        WHERE h.org = log
          AND (h.project_id IS NULL OR h.project_id = project)
          AND (h.actor_id IS NULL OR h.actor_id = actor)
          AND (h.since IS NULL OR happened >= h.since)
          AND (h.until IS NULL OR happened < h.until)
          AND NOT EXISTS (SELECT FROM legal_hold_end e WHERE e.hold_id = h.id))
$$;
REVOKE ALL ON FUNCTION is_held(text, text, text, timestamptz) FROM PUBLIC;

------------------------------------------------------------------------------------------------------------------------
-- Removal

CREATE TABLE purge (
    org text NOT NULL,
    idx bigint NOT NULL,
    kind text NOT NULL CHECK (kind IN ('retention', 'erasure')),
    class text NOT NULL,
    month date,
    entries bigint NOT NULL CHECK (entries > 0),
    done_by text NOT NULL,
    done_at timestamptz NOT NULL,
    PRIMARY KEY (org, idx)
);
COMMENT ON TABLE purge IS
    'Each leaf that tells of removed payloads, and how many. Insert only. The functions that remove refuse what the same transaction has not told here.';
COMMENT ON COLUMN purge.idx IS 'Where in the organisation''s trail the telling entry stands.';

DO $$
DECLARE
    wall text;
BEGIN
    FOREACH wall IN ARRAY ARRAY['legal_hold', 'legal_hold_end', 'purge'] LOOP
        EXECUTE format(
            'CREATE TRIGGER no_change BEFORE UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_change()', wall);
        PERFORM build_wall(wall::regclass);
    END LOOP;
END $$;

-- How many removed payloads the leaves of this transaction tell of.
CREATE FUNCTION told_now(log text) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT coalesce(sum(entries), 0)::bigint FROM purge
    WHERE (log IS NULL OR org = log) AND xmin = pg_current_xact_id()::xid
$$;
REVOKE ALL ON FUNCTION told_now(text) FROM PUBLIC;

-- Drops a month of a class, when its time has passed and the log tells of every payload in it. What is held is kept aside first.
-- Returns how many entries that were.
CREATE FUNCTION drop_month(kept text, month date) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET lock_timeout = '2s' SET timezone = 'UTC' AS $$
DECLARE
    part text := format('trail_%s_%s', kept, to_char(month, 'YYYY_MM'));
    secrets text := format('trail_secret_%s_%s', kept, to_char(month, 'YYYY_MM'));
    columns text;
    told bigint;
    held bigint;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('retention'));
    IF NOT EXISTS (SELECT FROM retention_class
                   WHERE name = kept AND month::timestamptz + interval '1 month' + make_interval(days => days) <= now()) THEN
        RAISE EXCEPTION 'the time of this month has not passed' USING ERRCODE = 'restrict_violation';
    END IF;
    EXECUTE format('SELECT count(*) FROM %I WHERE salt IS NOT NULL AND NOT is_held(org, project_id, actor_id, occurred_at)', part)
        INTO told;
    IF told <> told_now(NULL) THEN
        RAISE EXCEPTION 'the log does not tell of this' USING ERRCODE = 'restrict_violation';
    END IF;
    SELECT string_agg(quote_ident(attname), ', ') INTO columns FROM pg_attribute
    WHERE attrelid = 'trail'::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '' AND attname <> 'class';
    EXECUTE format('INSERT INTO trail (%1$s, class) SELECT %1$s, ''hold'' FROM %2$I '
        'WHERE is_held(org, project_id, actor_id, occurred_at)', columns, part);
    GET DIAGNOSTICS held = ROW_COUNT;
    IF to_regclass(secrets) IS NOT NULL THEN
        SELECT string_agg('s.' || quote_ident(attname), ', ') INTO columns FROM pg_attribute
        WHERE attrelid = 'trail_secret'::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '' AND attname <> 'class';
        EXECUTE format('INSERT INTO trail_secret (%s, class) SELECT %s, ''hold'' FROM %I s JOIN trail_hold h USING (org, idx)',
            replace(columns, 's.', ''), columns, secrets);
        EXECUTE format('DROP TABLE %I', secrets);
    END IF;
    EXECUTE format('DROP TABLE %I', part);
    RETURN held;
END
$$;
REVOKE ALL ON FUNCTION drop_month(text, date) FROM PUBLIC;

-- The narrow way for single entries: those of an erased identity, and those that nobody holds any more.
CREATE FUNCTION erase_entries(log text, places bigint[]) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    erased bigint;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('retention'));
    IF EXISTS (SELECT FROM trail WHERE org = log AND idx = ANY (places) AND is_held(org, project_id, actor_id, occurred_at)) THEN
        RAISE EXCEPTION 'an entry is held' USING ERRCODE = 'restrict_violation';
    END IF;
    PERFORM set_config('claviger.erasing', 'yes', true);
    DELETE FROM trail WHERE org = log AND idx = ANY (places);
    GET DIAGNOSTICS erased = ROW_COUNT;
    DELETE FROM trail_secret WHERE org = log AND idx = ANY (places);
    PERFORM set_config('claviger.erasing', 'no', true);
    IF erased <> told_now(log) THEN
        RAISE EXCEPTION 'the log does not tell of this' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN erased;
END
$$;
REVOKE ALL ON FUNCTION erase_entries(text, bigint[]) FROM PUBLIC;

GRANT SELECT ON retention_class TO ${app_role};
GRANT SELECT, INSERT, DELETE ON retention_rule TO ${app_role};
GRANT SELECT, INSERT ON legal_hold, legal_hold_end, purge TO ${app_role};
GRANT EXECUTE ON FUNCTION is_own_record(text), retention_class_of(text, text), is_held(text, text, text, timestamptz), told_now(text),
    drop_month(text, date), erase_entries(text, bigint[]) TO ${app_role};
