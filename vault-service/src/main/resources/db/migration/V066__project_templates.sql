CREATE TABLE project_template (
    id uuid PRIMARY KEY,
    org_id uuid NOT NULL,
    name text NOT NULL,
    description text NOT NULL,
    content jsonb NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    UNIQUE (org_id, name)
);
COMMENT ON TABLE project_template IS
    'What new projects of an organisation can begin with: content has roles, environments and members as the API shows them. The built-in template default is not here.';
GRANT SELECT, INSERT, UPDATE, DELETE ON project_template TO ${app_role};
