-- Imports that lend: isReplication in the API. Old replicas go on to make imports that do not.
ALTER TABLE secret_import ADD COLUMN lends_read_access boolean NOT NULL DEFAULT false;
ALTER TABLE import_history ADD COLUMN lends_read_access boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN secret_import.lends_read_access IS
    'Whether rights in the importing folder are enough to read what is imported directly. Who makes such an import may read all of its source.';

CREATE OR REPLACE FUNCTION keep_import_history() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM touch_folder(t.project_id, t.folder_id, t.env_id)
        FROM (SELECT DISTINCT h.project_id, h.folder_id, h.env_id
              FROM before_rows o JOIN import_history h ON h.import_id = o.id AND h.until IS NULL) t;
        DELETE FROM import_history h
        USING before_rows o, project p
        WHERE h.import_id = o.id AND h.until IS NULL AND p.id = h.project_id AND h.since = p.revision;
        UPDATE import_history h
        SET until = p.revision
        FROM before_rows o, project p
        WHERE h.import_id = o.id AND h.until IS NULL AND p.id = h.project_id;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        INSERT INTO import_history
            (import_id, since, project_id, env_id, folder_id, import_env_id, import_path, position, lends_read_access)
        SELECT n.id, p.revision, n.project_id, f.env_id, n.folder_id, n.import_env_id, n.import_path, n.position, n.lends_read_access
        FROM after_rows n
            JOIN project p ON p.id = n.project_id
            JOIN folder f ON f.id = n.folder_id;
        PERFORM touch_folder(t.project_id, t.folder_id, t.env_id)
        FROM (SELECT DISTINCT n.project_id, n.folder_id, f.env_id
              FROM after_rows n JOIN folder f ON f.id = n.folder_id) t;
    END IF;
    RETURN NULL;
END
$$;
