CREATE TABLE lockout (
    subject uuid NOT NULL,
    account bytea NOT NULL,
    failures integer NOT NULL,
    failed_at timestamptz NOT NULL,
    locked_until timestamptz NOT NULL,
    stale_at timestamptz NOT NULL,
    PRIMARY KEY (subject, account)
);
CREATE INDEX lockout_stale ON lockout (stale_at);
COMMENT ON TABLE lockout IS
    'Counts wrong secrets of machines. The subject is a configuration of Universal or LDAP auth, or an id that was asked for and does not exist, so that both lock alike. The account is empty for client secrets; for LDAP it is the SHA-256 of the name of an entry, or two bytes shared by many names without an entry, from which nothing that was typed can be told.';
COMMENT ON COLUMN lockout.stale_at IS 'From here on the row says nothing any more and may go.';

INSERT INTO lockout (subject, account, failures, failed_at, locked_until, stale_at)
SELECT universal_auth_id, '', failures, failed_at, locked_until, now() + interval '1 day'
FROM universal_lockout WHERE universal_auth_id IS NOT NULL AND (failures > 0 OR locked_until > now())
UNION ALL
SELECT login_method_id, account, failures, failed_at, locked_until, now() + interval '1 day' FROM ldap_lockout;

DROP TABLE universal_lockout;
DROP TABLE ldap_lockout;

GRANT SELECT, INSERT, UPDATE, DELETE ON lockout TO ${app_role};
