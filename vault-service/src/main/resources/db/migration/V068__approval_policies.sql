CREATE TABLE approval_policy (
    id uuid PRIMARY KEY,
    project_id uuid NOT NULL REFERENCES project ON DELETE CASCADE,
    name text NOT NULL,
    env_ids uuid[] NOT NULL,
    secret_path text NOT NULL,
    approvers jsonb NOT NULL,
    bypassers jsonb NOT NULL,
    approvals integer NOT NULL CHECK (approvals > 0),
    enforcement_level text NOT NULL CHECK (enforcement_level IN ('hard', 'soft')),
    allowed_self_approvals boolean NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    deleted_at timestamptz
);
CREATE INDEX approval_policy_project ON approval_policy (project_id) WHERE deleted_at IS NULL;
COMMENT ON TABLE approval_policy IS
    'Shared secrets of these environments whose folder is secret_path, or matches that glob, are changed by people only after approvals of the approvers agreed. approvers and bypassers are lists of {type, id, name}. A deleted policy stays for the requests made under it.';

CREATE TABLE approval_request (
    id uuid PRIMARY KEY,
    project_id uuid NOT NULL REFERENCES project ON DELETE CASCADE,
    policy_id uuid NOT NULL REFERENCES approval_policy ON DELETE CASCADE,
    operation text NOT NULL,
    environment text NOT NULL,
    secret_path text NOT NULL,
    pieces jsonb NOT NULL,
    payload bytea,
    status text NOT NULL CHECK (status IN ('open', 'close')),
    author_id uuid NOT NULL,
    author_name text NOT NULL,
    author_method text NOT NULL,
    author_token uuid NOT NULL,
    changed_by uuid,
    merged boolean NOT NULL DEFAULT false,
    bypass_reason text,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
CREATE INDEX approval_request_project ON approval_request (project_id, created_at DESC);
CREATE INDEX approval_request_policy ON approval_request (policy_id);
COMMENT ON TABLE approval_request IS
    'A change of secrets that somebody proposed. pieces names the secrets and the versions they had then; payload is the change itself, sealed with the keys of the project, and gone once it was merged.';

CREATE TABLE approval_review (
    request_id uuid NOT NULL REFERENCES approval_request ON DELETE CASCADE,
    reviewer_id uuid NOT NULL,
    reviewer_name text NOT NULL,
    status text NOT NULL CHECK (status IN ('approved', 'rejected')),
    comment text NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (request_id, reviewer_id)
);
COMMENT ON TABLE approval_review IS 'What somebody last said about a request; each person counts once.';

GRANT SELECT, INSERT, UPDATE, DELETE ON approval_policy, approval_request, approval_review TO ${app_role};
