-- No door around approval policies: where a project has one, what a person changes is refused here unless the change asked first.
CREATE FUNCTION require_approval_asked() RETURNS trigger
    LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF current_setting('claviger.approval_asked', true) IS DISTINCT FROM 'yes' AND EXISTS (
        SELECT
        FROM (SELECT DISTINCT c.project_id FROM changed c) touched
        JOIN approval_policy a ON a.project_id = touched.project_id AND a.deleted_at IS NULL
        JOIN project p ON p.id = touched.project_id
        JOIN project_commit k ON k.project_id = p.id AND k.number = p.revision AND k.actor_type = 'user')
    THEN
        RAISE EXCEPTION 'a change of secrets did not ask whether it needs approval';
    END IF;
    RETURN NULL;
END
$$;
COMMENT ON FUNCTION require_approval_asked() IS
    'Whoever asks the policies of a project sets claviger.approval_asked for the transaction.';

CREATE TRIGGER secret_inserted_asked AFTER INSERT ON secret
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION require_approval_asked();
CREATE TRIGGER secret_updated_asked AFTER UPDATE ON secret
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION require_approval_asked();
CREATE TRIGGER secret_deleted_asked AFTER DELETE ON secret
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION require_approval_asked();
