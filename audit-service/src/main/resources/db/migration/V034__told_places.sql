-- What may be removed is what the leaves say, place by place: the table purge only says where those leaves are. And a month of which
-- little is left in one piece goes in small steps, so that neither memory nor the log's lock depends on its size.

-- The places in the trail of which leaves tell that this transaction has written at the end of the logs.
CREATE FUNCTION told_places() RETURNS TABLE (org text, places int8multirange) LANGUAGE sql STABLE AS $$
    SELECT g.org, range_agg(int8range(about.first_index + (leaves ->> 0)::bigint, about.first_index + (leaves ->> 1)::bigint, '[]'))
    FROM log_state g
    JOIN purge p ON p.org = g.org AND p.idx >= g.size - 100000 AND p.xmin = pg_current_xact_id()::xid
    JOIN LATERAL (SELECT s.id, s.quarter, s.first_index FROM shard s WHERE s.org = p.org AND s.first_index <= p.idx
                  ORDER BY s.first_index DESC LIMIT 1) teller ON true
    JOIN leaf l ON l.quarter = teller.quarter AND l.shard_id = teller.id AND l.idx = p.idx - teller.first_index
               AND l.xmin = pg_current_xact_id()::xid
    CROSS JOIN LATERAL (SELECT convert_from(l.envelope, 'UTF8')::jsonb AS said) e
    JOIN shard about ON about.origin = e.said #>> '{purge,shard}' AND about.org = g.org
    CROSS JOIN LATERAL jsonb_array_elements(e.said #> '{purge,ranges}') AS leaves
    WHERE e.said ->> 'type' = 'audit.retention.purged'
    GROUP BY g.org
$$;
REVOKE ALL ON FUNCTION told_places() FROM PUBLIC;

CREATE FUNCTION require_told(erased bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF erased <> (SELECT coalesce(sum(how_many(places)), 0) FROM told_places()) THEN
        RAISE EXCEPTION 'the log does not tell of this' USING ERRCODE = 'restrict_violation';
    END IF;
END
$$;
REVOKE ALL ON FUNCTION require_told(bigint) FROM PUBLIC;

CREATE FUNCTION require_passed(kept text, month date) RETURNS void LANGUAGE plpgsql SET timezone = 'UTC' AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM retention_class
                   WHERE name = kept AND month::timestamptz + interval '1 month' + make_interval(days => days) <= now()) THEN
        RAISE EXCEPTION 'the time of this month has not passed' USING ERRCODE = 'restrict_violation';
    END IF;
END
$$;
REVOKE ALL ON FUNCTION require_passed(text, date) FROM PUBLIC;

CREATE OR REPLACE FUNCTION drop_month(kept text, month date) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET lock_timeout = '2s' SET timezone = 'UTC' AS $$
DECLARE
    part text := format('trail_%s_%s', kept, to_char(month, 'YYYY_MM'));
    secrets text := format('trail_secret_%s_%s', kept, to_char(month, 'YYYY_MM'));
    columns text;
    going bigint;
    held bigint;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('retention'));
    PERFORM require_passed(kept, month);
    EXECUTE format('SELECT CASE WHEN bool_and(coalesce(t.idx <@ told.places, false)) THEN count(*) ELSE -1 END '
        'FROM %I t LEFT JOIN told_places() told ON told.org = t.org '
        'WHERE t.salt IS NOT NULL AND NOT is_held(t.org, t.project_id, t.actor_id, t.occurred_at) HAVING count(*) > 0', part)
        INTO going;
    PERFORM require_told(coalesce(going, 0));
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

CREATE FUNCTION erase_passed(kept text, month date) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET lock_timeout = '2s' SET timezone = 'UTC' AS $$
DECLARE
    part text := format('trail_%s_%s', kept, to_char(month, 'YYYY_MM'));
    secrets text := format('trail_secret_%s_%s', kept, to_char(month, 'YYYY_MM'));
    held boolean;
    erased bigint;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('retention'));
    PERFORM require_passed(kept, month);
    EXECUTE format('SELECT EXISTS (SELECT FROM told_places() told CROSS JOIN unnest(told.places) AS piece '
        'JOIN %I t ON t.org = told.org AND t.idx >= lower(piece) AND t.idx < upper(piece) '
        'WHERE is_held(t.org, t.project_id, t.actor_id, t.occurred_at))', part) INTO held;
    IF held THEN
        RAISE EXCEPTION 'an entry is held' USING ERRCODE = 'restrict_violation';
    END IF;
    PERFORM set_config('claviger.erasing', 'yes', true);
    EXECUTE format('DELETE FROM %I t USING told_places() told CROSS JOIN unnest(told.places) AS piece '
        'WHERE t.org = told.org AND t.idx >= lower(piece) AND t.idx < upper(piece)', part);
    GET DIAGNOSTICS erased = ROW_COUNT;
    IF to_regclass(secrets) IS NOT NULL THEN
        EXECUTE format('DELETE FROM %I s USING told_places() told CROSS JOIN unnest(told.places) AS piece '
            'WHERE s.org = told.org AND s.idx >= lower(piece) AND s.idx < upper(piece)', secrets);
    END IF;
    PERFORM set_config('claviger.erasing', 'no', true);
    PERFORM require_told(erased);
    RETURN erased;
END
$$;
COMMENT ON FUNCTION erase_passed(text, date) IS
    'Removes those entries of a month of a class of which the leaves of this transaction tell, when its time has passed and nobody holds them.';
REVOKE ALL ON FUNCTION erase_passed(text, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION erase_passed(text, date) TO ${app_role};

CREATE OR REPLACE FUNCTION erase_entries(log text, places bigint[]) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET lock_timeout = '2s' AS $$
DECLARE
    erased bigint;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('retention'));
    IF EXISTS (SELECT FROM trail WHERE org = log AND idx = ANY (places) AND is_held(org, project_id, actor_id, occurred_at)) THEN
        RAISE EXCEPTION 'an entry is held' USING ERRCODE = 'restrict_violation';
    END IF;
    PERFORM set_config('claviger.erasing', 'yes', true);
    DELETE FROM trail t USING told_places() told
    WHERE t.org = log AND t.idx = ANY (erase_entries.places) AND told.org = log AND t.idx <@ told.places;
    GET DIAGNOSTICS erased = ROW_COUNT;
    DELETE FROM trail_secret WHERE org = log AND idx = ANY (erase_entries.places);
    PERFORM set_config('claviger.erasing', 'no', true);
    PERFORM require_told(erased);
    IF erased <> cardinality(erase_entries.places) THEN
        RAISE EXCEPTION 'the log does not tell of this' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN erased;
END
$$;

DROP FUNCTION told_now(text);

-- Until when an entry is kept at least: its month and then its days. Null without days.
CREATE FUNCTION kept_until(days integer, received timestamptz) RETURNS timestamptz LANGUAGE sql IMMUTABLE AS $$
    SELECT (date_trunc('month', received AT TIME ZONE 'UTC') + interval '1 month' + make_interval(days => days)) AT TIME ZONE 'UTC'
$$;
REVOKE ALL ON FUNCTION kept_until(integer, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION kept_until(integer, timestamptz) TO ${app_role};

-- Whether anything lies there is looked at; entries are read through the trail.
GRANT SELECT ON trail_rest, trail_d90_rest, trail_y1_rest, trail_y3_rest TO ${app_role};
