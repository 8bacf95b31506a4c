CREATE TABLE webhook (
    id uuid PRIMARY KEY,
    project_id uuid NOT NULL REFERENCES project ON DELETE CASCADE,
    env_id uuid NOT NULL REFERENCES environment ON DELETE CASCADE,
    secret_path text NOT NULL,
    type text NOT NULL,
    url bytea NOT NULL,
    signing_key bytea,
    events text[] NOT NULL,
    is_disabled boolean NOT NULL DEFAULT false,
    since_revision bigint NOT NULL,
    last_status text,
    last_error text,
    failures integer NOT NULL DEFAULT 0,
    due_at timestamptz,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL
);
CREATE INDEX webhook_project ON webhook (project_id);
CREATE INDEX webhook_environment ON webhook (env_id);
CREATE INDEX webhook_due ON webhook (due_at) WHERE due_at IS NOT NULL;
COMMENT ON TABLE webhook IS
    'An address that is told of changes below a path; url and signing key are sealed with the keys of the project. due_at is when its oldest waiting delivery is to be tried, or, while a replica tries it, when that replica counts as dead.';

CREATE TABLE webhook_delivery (
    id uuid PRIMARY KEY,
    webhook_id uuid NOT NULL REFERENCES webhook ON DELETE CASCADE,
    number bigint GENERATED ALWAYS AS IDENTITY,
    secret_path text NOT NULL,
    changed_by text NOT NULL,
    changed_by_type text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    ended_at timestamptz
);
CREATE INDEX webhook_delivery_waiting ON webhook_delivery (webhook_id, number) WHERE ended_at IS NULL;
CREATE INDEX webhook_delivery_ended ON webhook_delivery (ended_at) WHERE ended_at IS NOT NULL;
COMMENT ON TABLE webhook_delivery IS
    'What webhooks are still to be told, and for a while what they were told, so that a change that is read twice is told once. The id follows from webhook, revision and path.';

GRANT SELECT, INSERT, UPDATE, DELETE ON webhook, webhook_delivery TO ${app_role};
