CREATE SEQUENCE principal_version;

CREATE TABLE principal_entry (
    key text PRIMARY KEY,
    version bigint NOT NULL,
    body jsonb,
    published boolean NOT NULL,
    forget_after timestamptz
);
CREATE INDEX principal_entry_unpublished ON principal_entry (version) WHERE NOT published;
CREATE INDEX principal_entry_by_end ON principal_entry (forget_after) WHERE forget_after IS NOT NULL;
COMMENT ON TABLE principal_entry IS
    'What the other services must know of principals and revoked tokens: the newest state of each key of the topic claviger.principals. A row without a body is a key to be removed there, and goes once that is done.';

INSERT INTO principal_entry (key, version, body, published)
SELECT 'identity:' || org_id || ':' || id, nextval('principal_version'),
    jsonb_build_object('kind', 'identity', 'id', id, 'orgId', org_id, 'name', name, 'orgRole', org_role,
        'enabled', true, 'groups', '[]'::jsonb),
    false
FROM identity;

INSERT INTO principal_entry (key, version, body, published)
SELECT 'user:' || org_id || ':' || id, nextval('principal_version'),
    jsonb_build_object('kind', 'user', 'id', id, 'orgId', org_id, 'name', email, 'orgRole', org_role,
        'enabled', true, 'groups', '[]'::jsonb),
    false
FROM app_user;

INSERT INTO principal_entry (key, version, body, published, forget_after)
SELECT 'token:' || id, nextval('principal_version'), '{"kind": "token"}'::jsonb, false, expires_at
FROM access_token
WHERE revoked_at IS NOT NULL;

GRANT USAGE ON SEQUENCE principal_version TO ${app_role};
GRANT SELECT, INSERT, UPDATE, DELETE ON principal_entry TO ${app_role};
