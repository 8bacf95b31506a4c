-- What this installation has cosigned for the logs of others.

CREATE TABLE witnessed (
    origin text NOT NULL,
    size bigint NOT NULL CHECK (size >= 0),
    root bytea NOT NULL CHECK (octet_length(root) = 32),
    note text NOT NULL,
    seen_at timestamptz NOT NULL,
    PRIMARY KEY (origin, size)
);
COMMENT ON TABLE witnessed IS
    'Every checkpoint that was cosigned, before the answer went out. The key forbids two roots of one size. Insert only.';

CREATE TRIGGER no_change BEFORE UPDATE OR DELETE ON witnessed FOR EACH ROW EXECUTE FUNCTION refuse_change();
DO $$ BEGIN
    PERFORM build_wall('witnessed');
END $$;

GRANT SELECT, INSERT ON witnessed TO ${app_role};
