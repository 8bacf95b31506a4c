-- Where else the entries of an organisation go.

CREATE TABLE audit_stream (
    id uuid PRIMARY KEY,
    org text NOT NULL,
    provider text NOT NULL CHECK (provider IN ('custom')),
    sealed bytea NOT NULL,
    next_index bigint NOT NULL CHECK (next_index >= 0),
    paused boolean NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    next_attempt_at timestamptz NOT NULL,
    failures integer NOT NULL DEFAULT 0,
    problem text,
    problem_at timestamptz,
    delivered_at timestamptz,
    lease uuid,
    lease_until timestamptz
);
COMMENT ON TABLE audit_stream IS
    'Destinations of an organisation''s entries, each with how far it got. One worker at a time has the lease of a stream.';
COMMENT ON COLUMN audit_stream.sealed IS 'Address, headers and signing secret, sealed by the root key ring and bound to the id.';
COMMENT ON COLUMN audit_stream.next_index IS 'The index in the organisation''s trail that is delivered next. Moved after the destination took what was before.';
COMMENT ON COLUMN audit_stream.problem IS 'Why the last attempt failed, in words for administrators. Null since it works.';
CREATE INDEX audit_stream_by_org ON audit_stream (org);
CREATE INDEX audit_stream_by_attempt ON audit_stream (next_attempt_at) WHERE NOT paused;

GRANT SELECT, INSERT, UPDATE, DELETE ON audit_stream TO ${app_role};
