ALTER TABLE project ADD COLUMN audit_logs_retention_days integer;
COMMENT ON COLUMN project.audit_logs_retention_days IS
    'How many days the project wants its events kept; null for as long as the organisation keeps them.';
