CREATE TABLE change_outbox (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    project_id uuid NOT NULL,
    payload bytea NOT NULL
);
COMMENT ON TABLE change_outbox IS
    'Changes that the topic of changes does not have yet, written by the transaction that made them; within a project the ids follow its revisions. It outlives the project.';

GRANT SELECT, INSERT, DELETE ON change_outbox TO ${app_role};
