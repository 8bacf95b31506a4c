CREATE TABLE project_grant (
    id uuid PRIMARY KEY,
    source_project_id uuid NOT NULL REFERENCES project ON DELETE CASCADE,
    source_folder_id uuid NOT NULL REFERENCES folder ON DELETE CASCADE,
    target_project_id uuid NOT NULL REFERENCES project ON DELETE CASCADE,
    lends_read_access boolean NOT NULL,
    created_by text NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    UNIQUE (source_folder_id, target_project_id),
    CHECK (source_project_id <> target_project_id)
);
CREATE INDEX project_grant_source ON project_grant (source_project_id, target_project_id);
CREATE INDEX project_grant_target ON project_grant (target_project_id);
COMMENT ON TABLE project_grant IS
    'Folders whose secrets another project of the organisation may refer to, not those below. With lends_read_access its readers need no right of their own there. Ends with the folder and with either project.';
GRANT SELECT, INSERT, UPDATE, DELETE ON project_grant TO ${app_role};
