CREATE TABLE ldap_lockout (
    login_method_id uuid NOT NULL REFERENCES login_method (id) ON DELETE CASCADE,
    account bytea NOT NULL,
    failures integer NOT NULL,
    failed_at timestamptz NOT NULL,
    locked_until timestamptz NOT NULL,
    PRIMARY KEY (login_method_id, account)
);
COMMENT ON TABLE ldap_lockout IS
    'Counts wrong passwords of LDAP auth. An account is the SHA-256 of the name of an entry; names without an entry share 65536 accounts, two bytes each, from which nothing that was typed can be told.';

GRANT SELECT, INSERT, UPDATE, DELETE ON ldap_lockout TO ${app_role};
