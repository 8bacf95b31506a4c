CREATE TABLE honeytoken (
    secret_id uuid PRIMARY KEY REFERENCES secret ON DELETE CASCADE,
    note text NOT NULL,
    created_by text NOT NULL,
    created_at timestamptz NOT NULL
);
COMMENT ON TABLE honeytoken IS
    'Secrets that are decoys: the event of whoever reads or changes one says so, and nothing else does. Deleting the secret removes the mark.';
GRANT SELECT, INSERT, UPDATE, DELETE ON honeytoken TO ${app_role};
