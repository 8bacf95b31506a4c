-- Which root keys this installation has seen.

CREATE TABLE root_key (
    id text PRIMARY KEY,
    canary bytea NOT NULL
);
COMMENT ON TABLE root_key IS
    'A known text, wrapped by each root key when it was seen for the first time. A key that does not open the one of its id is another key. Insert only.';

CREATE TRIGGER no_change BEFORE UPDATE OR DELETE ON root_key FOR EACH ROW EXECUTE FUNCTION refuse_change();
DO $$ BEGIN
    PERFORM build_wall('root_key');
END $$;

GRANT SELECT, INSERT ON root_key TO ${app_role};
