-- Which root keys this installation has seen, and what it can connect to.

CREATE TABLE root_key (
    id text PRIMARY KEY,
    canary bytea NOT NULL
);
COMMENT ON TABLE root_key IS
    'A known text, wrapped by each root key when it was seen for the first time. A key that does not open the one of its id is another key. Insert only.';

CREATE TABLE app_connection (
    id uuid PRIMARY KEY,
    org_id uuid NOT NULL,
    project_id uuid,
    app text NOT NULL CHECK (app IN ('gitlab', 'postgres')),
    name text NOT NULL,
    description text,
    method text NOT NULL,
    shown jsonb NOT NULL,
    sealed bytea NOT NULL,
    version integer NOT NULL DEFAULT 1,
    credentials_version integer NOT NULL DEFAULT 1,
    expires_at timestamptz,
    checked_at timestamptz NOT NULL,
    problem text,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    UNIQUE NULLS NOT DISTINCT (org_id, project_id, name)
);
COMMENT ON TABLE app_connection IS
    'Outside systems and how to log in there. Belongs to an organisation, or to one project of it.';
COMMENT ON COLUMN app_connection.shown IS 'What of the credentials is no secret, such as the address of the server.';
COMMENT ON COLUMN app_connection.sealed IS 'The secret part, wrapped by the root key ring and bound to the id.';
COMMENT ON COLUMN app_connection.credentials_version IS
    'Grows when somebody gives other credentials, not when a token is renewed.';
COMMENT ON COLUMN app_connection.expires_at IS 'When the other side will end the credentials, as far as it tells.';
COMMENT ON COLUMN app_connection.checked_at IS 'When the other side was asked last.';
COMMENT ON COLUMN app_connection.problem IS 'Why the last check failed, in words for administrators. Null since it works.';

GRANT SELECT, INSERT ON root_key TO ${app_role};
GRANT SELECT, INSERT, UPDATE, DELETE ON app_connection TO ${app_role};
