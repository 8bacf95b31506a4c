-- What clients store with a project and read again. Nothing depends on it: versions are kept whatever the limit says.
ALTER TABLE project ADD COLUMN pit_version_limit integer NOT NULL DEFAULT 10;
ALTER TABLE project ADD COLUMN secret_sharing boolean NOT NULL DEFAULT true;
ALTER TABLE project ADD COLUMN secret_detection_ignore_values text[] NOT NULL DEFAULT '{}';
ALTER TABLE project ADD CONSTRAINT project_pit_version_limit CHECK (pit_version_limit BETWEEN 1 AND 100);
COMMENT ON COLUMN project.pit_version_limit IS 'Kept for clients. No version is deleted because of it.';
COMMENT ON COLUMN project.secret_sharing IS 'Kept for clients. Secrets are not shared by links.';
COMMENT ON COLUMN project.secret_detection_ignore_values IS
    'Kept for clients. Texts that are no secrets; every member of the project reads them.';
