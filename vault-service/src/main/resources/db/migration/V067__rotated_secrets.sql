-- Secrets that a rotation of sync-service writes.

ALTER TABLE secret ADD COLUMN rotation_id uuid;
COMMENT ON COLUMN secret.rotation_id IS 'The rotation that alone gives this secret its value. Null for all secrets that people and machines write.';
CREATE INDEX secret_rotation ON secret (rotation_id) WHERE rotation_id IS NOT NULL;

-- Whatever way a change takes, through a folder that goes or a rollback or a move, it ends here. Only a whole project goes with its rotated
-- secrets: its row is gone by then.
CREATE FUNCTION keep_rotated_secret() RETURNS trigger
    LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    IF coalesce(current_setting('claviger.rotated', true), '') <> 'ours'
        AND EXISTS (SELECT FROM project p WHERE p.id = OLD.project_id) THEN
        RAISE EXCEPTION 'a rotated secret is changed by hand' USING ERRCODE = 'CV067';
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER secret_rotated BEFORE UPDATE OR DELETE ON secret
    FOR EACH ROW WHEN (OLD.rotation_id IS NOT NULL) EXECUTE FUNCTION keep_rotated_secret();
