-- A machine that belongs to one project has no rights outside of it.
ALTER TABLE identity ADD COLUMN project_id uuid;
COMMENT ON COLUMN identity.project_id IS
    'The project that the machine belongs to and that it ends with, as vault-service knows it; null for one of the organisation.';
ALTER TABLE identity ADD CONSTRAINT identity_of_project_has_no_role
    CHECK (project_id IS NULL OR (org_role = 'no-access' AND role_id IS NULL AND NOT instance_admin));
CREATE INDEX identity_by_project ON identity (org_id, project_id, created_at, id) WHERE project_id IS NOT NULL;
