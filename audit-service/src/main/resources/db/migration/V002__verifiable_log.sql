-- What makes the trail prove itself: one Merkle tree per organisation and quarter (a shard), in the form of C2SP tlog-tiles. The
-- tree holds hashes and a small envelope without personal data; what an event says stays in the trail, behind a salted commitment,
-- so that it can be forgotten one day without breaking a proof.

------------------------------------------------------------------------------------------------------------------------
-- Shards

CREATE TABLE signing_master (
    id integer PRIMARY KEY CHECK (id = 1),
    sealed bytea NOT NULL,
    created_at timestamptz NOT NULL
);
COMMENT ON TABLE signing_master IS
    'The secret from which the signing key of each shard is derived, sealed by the root key ring. Made once, at the first start. Insert only.';

CREATE TABLE shard (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    org text NOT NULL,
    quarter integer NOT NULL,
    name text NOT NULL,
    origin text NOT NULL UNIQUE,
    public_key bytea NOT NULL CHECK (octet_length(public_key) = 32),
    first_index bigint NOT NULL CHECK (first_index >= 0),
    opened_at timestamptz NOT NULL,
    UNIQUE (org, name)
);
COMMENT ON TABLE shard IS 'One log in the sense of C2SP: what an organisation did in a quarter. Insert only.';
COMMENT ON COLUMN shard.quarter IS 'The quarter by our clock when the shard was opened, as year times ten plus 1 to 4; also the partition of its leaves.';
COMMENT ON COLUMN shard.name IS 'The last part of the origin: the quarter, with a number where a quarter needed more than one shard.';
COMMENT ON COLUMN shard.first_index IS 'The index in the trail that the first leaf has; leaf i is entry first_index + i.';

CREATE TABLE shard_end (
    shard_id bigint PRIMARY KEY REFERENCES shard,
    size bigint NOT NULL CHECK (size >= 0),
    root bytea NOT NULL CHECK (octet_length(root) = 32),
    broken text,
    closed_at timestamptz NOT NULL
);
COMMENT ON TABLE shard_end IS 'The final size and root of a closed shard; its successor begins with both. Insert only.';
COMMENT ON COLUMN shard_end.broken IS 'Why an operator gave the shard up; null where the quarter was over.';

ALTER TABLE log_state
    ADD COLUMN shard_id bigint REFERENCES shard,
    ADD COLUMN edge bytea NOT NULL DEFAULT '',
    ADD COLUMN given_up text;
COMMENT ON COLUMN log_state.shard_id IS 'The open shard. Its size is size - shard.first_index.';
COMMENT ON COLUMN log_state.edge IS
    'The right edge of the open shard''s tree: the roots of its perfect subtrees from left to right, 32 bytes each. Enough to append.';
COMMENT ON COLUMN log_state.given_up IS 'Why the open shard takes no more entries: the next entry opens a new one. Null where it does.';

------------------------------------------------------------------------------------------------------------------------
-- The tree

CREATE TABLE leaf (
    quarter integer NOT NULL,
    shard_id bigint NOT NULL,
    idx bigint NOT NULL,
    envelope bytea NOT NULL CHECK (octet_length(envelope) <= 1024),
    hash bytea NOT NULL CHECK (octet_length(hash) = 32),
    PRIMARY KEY (quarter, shard_id, idx)
) PARTITION BY RANGE (quarter);
COMMENT ON TABLE leaf IS 'The entries of the tree, exactly the bytes that are hashed. Insert only; dropped with the whole quarter.';

CREATE TABLE tile (
    quarter integer NOT NULL,
    shard_id bigint NOT NULL,
    level integer NOT NULL CHECK (level BETWEEN 0 AND 7),
    idx bigint NOT NULL,
    hashes bytea NOT NULL CHECK (octet_length(hashes) = 8192),
    root bytea NOT NULL CHECK (octet_length(root) = 32),
    PRIMARY KEY (quarter, shard_id, level, idx)
) PARTITION BY RANGE (quarter);
COMMENT ON TABLE tile IS
    'Full tiles, written once when they are full. Partial ones are derived: of level 0 from the leaves, above from the roots below. Insert only.';

-- Hashes do not compress.
ALTER TABLE tile ALTER COLUMN hashes SET STORAGE EXTERNAL;

ALTER TABLE trail ADD COLUMN salt bytea;
COMMENT ON COLUMN trail.salt IS
    'What the commitment in the leaf is salted with. Gone with the event, so that what remains tells nothing. Null for entries that are older than the tree.';

------------------------------------------------------------------------------------------------------------------------
-- What was signed

CREATE TABLE signed_checkpoint (
    shard_id bigint NOT NULL REFERENCES shard,
    size bigint NOT NULL,
    root bytea NOT NULL CHECK (octet_length(root) = 32),
    note text NOT NULL,
    signed_at timestamptz NOT NULL,
    PRIMARY KEY (shard_id, size)
);
COMMENT ON TABLE signed_checkpoint IS 'Every checkpoint that was published. The key forbids two roots of one size. Insert only.';

CREATE TABLE cosignature (
    shard_id bigint NOT NULL,
    size bigint NOT NULL,
    witness text NOT NULL,
    line text NOT NULL,
    received_at timestamptz NOT NULL,
    PRIMARY KEY (shard_id, size, witness),
    FOREIGN KEY (shard_id, size) REFERENCES signed_checkpoint
);
COMMENT ON TABLE cosignature IS 'What witnesses said about a checkpoint. Insert only.';

CREATE TABLE log_publication (
    org text NOT NULL,
    changed_at timestamptz NOT NULL,
    public boolean NOT NULL,
    PRIMARY KEY (org, changed_at)
);
COMMENT ON TABLE log_publication IS 'Whether the tree of an organisation may be read without a token; the newest row counts. Insert only.';

------------------------------------------------------------------------------------------------------------------------
-- The walls of V001 around the new tables

DO $$
DECLARE
    wall text;
BEGIN
    FOREACH wall IN ARRAY ARRAY['signing_master', 'shard', 'shard_end', 'leaf', 'tile', 'signed_checkpoint', 'cosignature',
                                'log_publication'] LOOP
        EXECUTE format(
            'CREATE TRIGGER no_change BEFORE UPDATE OR DELETE ON %I FOR EACH ROW EXECUTE FUNCTION refuse_change()', wall);
        PERFORM build_wall(wall::regclass);
    END LOOP;
END $$;

-- A log only grows, and its shards follow each other.
CREATE OR REPLACE FUNCTION refuse_shrinking() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'UPDATE' OR NEW.size < OLD.size OR NEW.org <> OLD.org OR coalesce(NEW.shard_id, 0) < coalesce(OLD.shard_id, 0)
            OR (NEW.size = OLD.size AND NEW.edge <> OLD.edge) THEN
        RAISE EXCEPTION 'a log only grows' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$;

------------------------------------------------------------------------------------------------------------------------
-- Partitions, one per quarter

CREATE FUNCTION quarter_of(moment timestamptz) RETURNS integer LANGUAGE sql STABLE AS $$
    SELECT (extract(year FROM moment AT TIME ZONE 'UTC') * 10 + extract(quarter FROM moment AT TIME ZONE 'UTC'))::integer
$$;
REVOKE ALL ON FUNCTION quarter_of(timestamptz) FROM PUBLIC;

CREATE FUNCTION create_quarter(parent text, quarter integer) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    name text := format('%s_%sq%s', parent, quarter / 10, quarter % 10);
BEGIN
    IF to_regclass(name) IS NULL THEN
        EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%s) TO (%s)', name, parent, quarter, quarter + 1);
        PERFORM build_wall(name::regclass);
    END IF;
EXCEPTION WHEN check_violation THEN
    RAISE WARNING 'the default partition of % holds rows of %; move them by hand', parent, name;
END
$$;
REVOKE ALL ON FUNCTION create_quarter(text, integer) FROM PUBLIC;

-- Makes the partitions of this quarter and of those that begin in the given number of months.
CREATE FUNCTION keep_quarters(months_ahead integer) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET lock_timeout = '2s' SET timezone = 'UTC' AS $$
DECLARE
    quarter integer;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('keep_partitions'));
    FOR quarter IN SELECT DISTINCT quarter_of(month)
                   FROM generate_series(now(), now() + make_interval(months => least(greatest(months_ahead, 3), 24)), interval '1 month')
                       AS month
                   ORDER BY 1 LOOP
        PERFORM create_quarter('leaf', quarter), create_quarter('tile', quarter);
    END LOOP;
END
$$;
REVOKE ALL ON FUNCTION keep_quarters(integer) FROM PUBLIC;

-- They stay empty as long as partitions are made ahead.
CREATE TABLE leaf_rest PARTITION OF leaf DEFAULT;
CREATE TABLE tile_rest PARTITION OF tile DEFAULT;
DO $$ BEGIN
    PERFORM build_wall('leaf_rest'), build_wall('tile_rest');
    PERFORM keep_quarters(3);
END $$;

------------------------------------------------------------------------------------------------------------------------
-- Privileges

GRANT SELECT, INSERT ON signing_master, shard, shard_end, leaf, tile, signed_checkpoint, cosignature, log_publication TO ${app_role};
GRANT EXECUTE ON FUNCTION keep_quarters(integer), quarter_of(timestamptz) TO ${app_role};
