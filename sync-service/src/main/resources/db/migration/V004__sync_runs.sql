-- What runs of syncs are to be done, who does them, and what they did.

CREATE TABLE sync_job (
    sync_id uuid NOT NULL REFERENCES secret_sync ON DELETE CASCADE,
    kind text NOT NULL CHECK (kind IN ('SYNC', 'REMOVE', 'UNDO', 'COMPARE')),
    status text NOT NULL CHECK (status IN ('pending', 'running', 'succeeded', 'failed')),
    job_id uuid NOT NULL,
    next_id uuid,
    is_full boolean NOT NULL,
    due_at timestamptz,
    owner uuid,
    lease_until timestamptz,
    attempts integer NOT NULL DEFAULT 0,
    message text,
    report jsonb,
    source_digest text,
    ran_at timestamptz,
    finished_at timestamptz,
    succeeded_at timestamptz,
    PRIMARY KEY (sync_id, kind)
);
COMMENT ON TABLE sync_job IS
    'The queue of runs and the last run of each kind. Whoever holds the lease works on it; a lease that ran out is taken over.';
COMMENT ON COLUMN sync_job.job_id IS 'The run under way, or the last one.';
COMMENT ON COLUMN sync_job.next_id IS 'The run that due_at will begin.';
COMMENT ON COLUMN sync_job.is_full IS 'Whether the next run looks at the destination even when nothing changed at the source.';
COMMENT ON COLUMN sync_job.report IS 'What became of each variable, with keys and rules and without values.';
COMMENT ON COLUMN sync_job.source_digest IS 'Keyed digest of what the last run wanted. Null unless all of it is there.';
CREATE INDEX sync_job_by_due ON sync_job (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX sync_job_by_lease ON sync_job (lease_until) WHERE lease_until IS NOT NULL;

CREATE TABLE sync_place_lease (
    place text PRIMARY KEY,
    owner uuid NOT NULL,
    until timestamptz NOT NULL
);
COMMENT ON TABLE sync_place_lease IS 'Which run may write at a place now. One run at a time writes at one project or group of GitLab.';

CREATE TABLE sync_ledger (
    sync_id uuid NOT NULL REFERENCES secret_sync ON DELETE CASCADE,
    place text NOT NULL,
    key text NOT NULL,
    scope text NOT NULL,
    claim text NOT NULL CHECK (claim IN ('OWNED', 'CREATING', 'WRITING', 'DELETING')),
    digest text NOT NULL,
    before text NOT NULL,
    PRIMARY KEY (sync_id, place, key, scope)
);
COMMENT ON TABLE sync_ledger IS 'The variables that a sync made or took over, or is about to. Whatever is not here is not its own.';
COMMENT ON COLUMN sync_ledger.digest IS 'Keyed digest of the value last written, or about to be written.';
COMMENT ON COLUMN sync_ledger.before IS 'The same of the value before the step under way.';
CREATE INDEX sync_ledger_by_place ON sync_ledger (place);

CREATE TABLE sync_undo (
    sync_id uuid NOT NULL REFERENCES secret_sync ON DELETE CASCADE,
    run_id uuid NOT NULL,
    place text NOT NULL,
    key text NOT NULL,
    scope text NOT NULL,
    sealed bytea,
    after text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (sync_id, run_id, key, scope)
);
COMMENT ON TABLE sync_undo IS 'What was there before the last run that changed something, so that it can be taken back.';
COMMENT ON COLUMN sync_undo.sealed IS
    'The variable as it was, sealed with the key undo of sync_key and bound to its place here. Null when there was none.';
COMMENT ON COLUMN sync_undo.after IS 'Keyed digest of what the run wrote. Empty when it deleted.';
CREATE INDEX sync_undo_by_age ON sync_undo (created_at);

CREATE TABLE sync_key (
    id uuid PRIMARY KEY,
    sealed bytea NOT NULL
);
COMMENT ON TABLE sync_key IS 'Keys of this installation, one for digests of values and one for what can be taken back.';
COMMENT ON COLUMN sync_key.sealed IS 'The key, wrapped by the root key ring and bound to the id.';

GRANT SELECT, INSERT, UPDATE, DELETE ON sync_job, sync_place_lease, sync_ledger, sync_undo TO ${app_role};
GRANT SELECT, INSERT, UPDATE ON sync_key TO ${app_role};
