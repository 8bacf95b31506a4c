CREATE TABLE access_policy (
    id uuid PRIMARY KEY,
    project_id uuid NOT NULL REFERENCES project ON DELETE CASCADE,
    name text NOT NULL,
    env_ids uuid[] NOT NULL,
    secret_path text NOT NULL,
    steps jsonb NOT NULL,
    bypassers jsonb NOT NULL,
    approvals integer NOT NULL CHECK (approvals > 0),
    enforcement_level text NOT NULL CHECK (enforcement_level IN ('hard', 'soft')),
    allowed_self_approvals boolean NOT NULL,
    max_time_period text,
    request_expiration text,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    deleted_at timestamptz
);
CREATE INDEX access_policy_project ON access_policy (project_id) WHERE deleted_at IS NULL;
COMMENT ON TABLE access_policy IS
    'Who may give people access for which they ask, to folders of these environments that are secret_path or match that glob. steps is a list of {sequence, approvals, approvers}, in whose order approvals are given; approvers and bypassers are lists of {type, id, name}. A deleted policy stays for the requests made under it.';

CREATE TABLE access_request (
    id uuid PRIMARY KEY,
    project_id uuid NOT NULL REFERENCES project ON DELETE CASCADE,
    policy_id uuid NOT NULL REFERENCES access_policy ON DELETE CASCADE,
    author_id uuid NOT NULL,
    author_name text NOT NULL,
    environment text NOT NULL,
    permissions jsonb NOT NULL,
    temporary_range text,
    note text NOT NULL,
    status text NOT NULL CHECK (status IN ('pending', 'approved', 'rejected')),
    bypass_reason text,
    privilege_id uuid,
    access_start timestamptz,
    access_end timestamptz,
    expires_at timestamptz,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
CREATE INDEX access_request_project ON access_request (project_id, created_at DESC);
CREATE INDEX access_request_policy ON access_request (policy_id);
COMMENT ON TABLE access_request IS
    'Rules that a person asks for, for as long as temporary_range from the approval on, or for good. privilege_id is what the approval made of it; the privilege may be gone by now. A pending request counts until expires_at.';

CREATE TABLE access_review (
    request_id uuid NOT NULL REFERENCES access_request ON DELETE CASCADE,
    reviewer_id uuid NOT NULL,
    reviewer_name text NOT NULL,
    status text NOT NULL CHECK (status IN ('approved', 'rejected')),
    created_at timestamptz NOT NULL,
    PRIMARY KEY (request_id, reviewer_id)
);
COMMENT ON TABLE access_review IS 'What somebody said about a request for access; each person counts once.';

GRANT SELECT, INSERT, UPDATE, DELETE ON access_policy, access_request, access_review TO ${app_role};
