CREATE TABLE outbox_producer (
    boot_id uuid PRIMARY KEY,
    service text NOT NULL,
    started_at timestamptz NOT NULL DEFAULT now(),
    seen_at timestamptz NOT NULL DEFAULT now(),
    acked_seq bigint NOT NULL DEFAULT 0,
    adopted_by uuid,
    adopted_at timestamptz,
    closed boolean NOT NULL DEFAULT false
);
COMMENT ON TABLE outbox_producer IS
    'One row per start of a replica: its lease (seen_at), how far the broker has acknowledged its events, and who takes over when it is dead.';

CREATE TABLE outbox_event (
    segment smallint NOT NULL,
    boot_id uuid NOT NULL,
    seq bigint NOT NULL,
    event_key text NOT NULL,
    payload bytea NOT NULL,
    PRIMARY KEY (boot_id, seq, segment)
) PARTITION BY LIST (segment);
COMMENT ON TABLE outbox_event IS
    'Events that are durable here before the answer they record goes out. Insert only; a segment is emptied whole once the broker has all of it.';

CREATE TABLE outbox_event_0 PARTITION OF outbox_event FOR VALUES IN (0);
CREATE TABLE outbox_event_1 PARTITION OF outbox_event FOR VALUES IN (1);
CREATE TABLE outbox_event_2 PARTITION OF outbox_event FOR VALUES IN (2);
CREATE TABLE outbox_event_3 PARTITION OF outbox_event FOR VALUES IN (3);
CREATE TABLE outbox_event_4 PARTITION OF outbox_event FOR VALUES IN (4);
CREATE TABLE outbox_event_5 PARTITION OF outbox_event FOR VALUES IN (5);
CREATE TABLE outbox_event_6 PARTITION OF outbox_event FOR VALUES IN (6);
CREATE TABLE outbox_event_7 PARTITION OF outbox_event FOR VALUES IN (7);

-- Empties every segment that nobody writes to and whose events the broker has all acknowledged; returns how many.
CREATE FUNCTION outbox_reclaim(current_segment smallint) RETURNS integer
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    candidate integer;
    emptied integer := 0;
    any_row boolean;
    unsent boolean;
BEGIN
    SET LOCAL lock_timeout = '200ms';
    FOR candidate IN 0..7 LOOP
        CONTINUE WHEN candidate IN (current_segment, (current_segment + 1) % 8, (current_segment + 7) % 8);
        EXECUTE format('SELECT EXISTS (SELECT FROM outbox_event_%s)', candidate) INTO any_row;
        CONTINUE WHEN NOT any_row;
        BEGIN
            EXECUTE format('LOCK TABLE outbox_event_%s IN ACCESS EXCLUSIVE MODE', candidate);
            EXECUTE format(
                'SELECT EXISTS (SELECT FROM outbox_event_%s e LEFT JOIN outbox_producer p USING (boot_id)
                                WHERE p.boot_id IS NULL OR e.seq > p.acked_seq)', candidate) INTO unsent;
            IF NOT unsent THEN
                EXECUTE format('TRUNCATE outbox_event_%s', candidate);
                emptied := emptied + 1;
            END IF;
        EXCEPTION WHEN lock_not_available THEN
            NULL;
        END;
    END LOOP;
    DELETE FROM outbox_producer p
    WHERE p.closed AND p.seen_at < now() - interval '7 days'
      AND NOT EXISTS (SELECT FROM outbox_event e WHERE e.boot_id = p.boot_id);
    RETURN emptied;
END
$$;
REVOKE ALL ON FUNCTION outbox_reclaim(smallint) FROM PUBLIC;

GRANT SELECT, INSERT, UPDATE ON outbox_producer TO ${app_role};
GRANT SELECT, INSERT ON outbox_event TO ${app_role};
GRANT EXECUTE ON FUNCTION outbox_reclaim(smallint) TO ${app_role};
