-- What is to be done after a leak, step by step.

CREATE TABLE emergency (
    id uuid PRIMARY KEY,
    org_id uuid NOT NULL,
    name text NOT NULL,
    subject text NOT NULL,
    status text NOT NULL CHECK (status IN ('planned', 'running', 'closed', 'cancelled')),
    grace_ms bigint NOT NULL CHECK (grace_ms >= 0),
    found jsonb NOT NULL,
    creator jsonb NOT NULL,
    starter jsonb,
    conclusion text,
    aftermath jsonb,
    created_at timestamptz NOT NULL DEFAULT now(),
    started_at timestamptz,
    ended_at timestamptz
);
COMMENT ON TABLE emergency IS 'Leaks that were planned for, each from one report of its blast radius.';
COMMENT ON COLUMN emergency.grace_ms IS 'How long consumers have between two rotations of one credential.';
COMMENT ON COLUMN emergency.found IS 'What the report said, without names: its time, its counts, and what it could not know.';
COMMENT ON COLUMN emergency.starter IS 'In whose name steps are taken: the actor and the job of whoever started them.';
COMMENT ON COLUMN emergency.aftermath IS 'What the log said of the leaked versions when it was closed.';
CREATE INDEX emergency_by_org ON emergency (org_id, created_at DESC);

CREATE TABLE emergency_step (
    id uuid PRIMARY KEY,
    emergency_id uuid NOT NULL REFERENCES emergency ON DELETE CASCADE,
    position integer NOT NULL,
    kind text NOT NULL CHECK (kind IN ('END_LEASE', 'ROTATE', 'SYNC', 'REPLACE')),
    is_automatic boolean NOT NULL,
    subject_id uuid NOT NULL,
    subject_name text NOT NULL,
    project_id uuid,
    environment text NOT NULL,
    secret_path text NOT NULL,
    secrets jsonb NOT NULL,
    waits_for uuid[] NOT NULL,
    state text NOT NULL DEFAULT 'WAITING' CHECK (state IN ('WAITING', 'RUNNING', 'STUCK', 'DONE', 'SKIPPED')),
    assignee text,
    note text,
    message text,
    attempts integer NOT NULL DEFAULT 0,
    progress jsonb NOT NULL DEFAULT '{}',
    proof jsonb,
    event_id uuid,
    due_at timestamptz NOT NULL DEFAULT now(),
    owner uuid,
    started_at timestamptz,
    ended_at timestamptz,
    ended_by jsonb,
    UNIQUE (emergency_id, position)
);
COMMENT ON TABLE emergency_step IS
    'The one place that says how far a step is. Whoever takes one moves due_at on and puts its own id into owner; when it dies, the step is due again.';
COMMENT ON COLUMN emergency_step.subject_id IS 'The lease, rotation, sync or secret that the step is about.';
COMMENT ON COLUMN emergency_step.secrets IS 'The leaked versions that it is for: ids, names, versions. Never a value.';
COMMENT ON COLUMN emergency_step.waits_for IS 'Steps that must be done or skipped before.';
COMMENT ON COLUMN emergency_step.progress IS 'What was done already, written before the next thing is done.';
COMMENT ON COLUMN emergency_step.event_id IS 'The entry of the log that tells of its end.';
CREATE INDEX emergency_step_by_due ON emergency_step (due_at) WHERE is_automatic AND state IN ('WAITING', 'RUNNING');

GRANT SELECT, INSERT, UPDATE ON emergency, emergency_step TO ${app_role};
