CREATE TABLE project_commit (
    project_id uuid NOT NULL REFERENCES project ON DELETE CASCADE,
    number bigint NOT NULL,
    actor_type text NOT NULL,
    actor_id uuid,
    actor_name text NOT NULL,
    provenance jsonb NOT NULL,
    message text NOT NULL,
    created_at timestamptz NOT NULL,
    PRIMARY KEY (project_id, number)
);
COMMENT ON TABLE project_commit IS
    'A change of what a project holds: who made it, out of which job, and why. Its number is the revision of the project that it led to.';

CREATE TABLE folder_commit (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    project_id uuid NOT NULL,
    number bigint NOT NULL,
    env_id uuid NOT NULL REFERENCES environment ON DELETE CASCADE,
    folder_id uuid NOT NULL,
    UNIQUE (folder_id, number),
    FOREIGN KEY (project_id, number) REFERENCES project_commit ON DELETE CASCADE
);
CREATE INDEX folder_commit_project ON folder_commit (project_id, number);
CREATE INDEX folder_commit_env ON folder_commit (env_id);
COMMENT ON TABLE folder_commit IS
    'Commit number of the project touched folder folder_id: its secrets, its imports or its direct subfolders. Written by triggers only.';

CREATE TABLE secret_history (
    secret_id uuid NOT NULL,
    since bigint NOT NULL,
    until bigint,
    project_id uuid NOT NULL REFERENCES project ON DELETE CASCADE,
    env_id uuid NOT NULL REFERENCES environment ON DELETE CASCADE,
    folder_id uuid NOT NULL,
    key text NOT NULL,
    version integer NOT NULL,
    PRIMARY KEY (secret_id, since)
);
CREATE INDEX secret_history_since ON secret_history (folder_id, since);
CREATE INDEX secret_history_until ON secret_history (folder_id, until);
CREATE INDEX secret_history_project ON secret_history (project_id);
CREATE INDEX secret_history_env ON secret_history (env_id);
CREATE UNIQUE INDEX secret_history_open ON secret_history (secret_id) WHERE until IS NULL;
COMMENT ON TABLE secret_history IS
    'From commit since on, and before commit until (null: to this day), the secret stood in folder_id under this key with this version. Written by triggers only.';

CREATE TABLE folder_history (
    folder_id uuid NOT NULL,
    since bigint NOT NULL,
    until bigint,
    project_id uuid NOT NULL REFERENCES project ON DELETE CASCADE,
    env_id uuid NOT NULL REFERENCES environment ON DELETE CASCADE,
    parent_id uuid,
    name text NOT NULL,
    description text,
    version integer NOT NULL,
    PRIMARY KEY (folder_id, since)
);
CREATE INDEX folder_history_since ON folder_history (parent_id, since);
CREATE INDEX folder_history_until ON folder_history (parent_id, until);
CREATE INDEX folder_history_project ON folder_history (project_id);
CREATE INDEX folder_history_env ON folder_history (env_id);
CREATE UNIQUE INDEX folder_history_open ON folder_history (folder_id) WHERE until IS NULL;
COMMENT ON TABLE folder_history IS
    'From commit since on, and before commit until (null: to this day), the folder was called so in parent_id (null: the root). Written by triggers only.';

CREATE TABLE import_history (
    import_id uuid NOT NULL,
    since bigint NOT NULL,
    until bigint,
    project_id uuid NOT NULL REFERENCES project ON DELETE CASCADE,
    env_id uuid NOT NULL REFERENCES environment ON DELETE CASCADE,
    folder_id uuid NOT NULL,
    import_env_id uuid NOT NULL,
    import_path text NOT NULL,
    position integer NOT NULL,
    PRIMARY KEY (import_id, since)
);
CREATE INDEX import_history_since ON import_history (folder_id, since);
CREATE INDEX import_history_until ON import_history (folder_id, until);
CREATE INDEX import_history_project ON import_history (project_id);
CREATE INDEX import_history_env ON import_history (env_id);
CREATE UNIQUE INDEX import_history_open ON import_history (import_id) WHERE until IS NULL;
COMMENT ON TABLE import_history IS
    'From commit since on, and before commit until (null: to this day), the folder imported import_path of import_env_id at this position. Written by triggers only.';

-- Versions outlive their secret, for as long as it can be brought back.
ALTER TABLE secret_version
    ADD COLUMN id uuid NOT NULL DEFAULT gen_random_uuid(),
    ADD COLUMN project_id uuid,
    ADD COLUMN tags uuid[] NOT NULL DEFAULT '{}',
    ADD COLUMN redacted_at timestamptz,
    ADD COLUMN redacted_by text;
UPDATE secret_version v SET project_id = s.project_id FROM secret s WHERE s.id = v.secret_id;
UPDATE secret_version v
SET tags = marks.tags
FROM (SELECT m.secret_id, array_agg(m.tag_id) AS tags FROM secret_tag m GROUP BY m.secret_id) marks
    JOIN secret s ON s.id = marks.secret_id
WHERE v.secret_id = s.id AND v.version = s.version;
ALTER TABLE secret_version
    ALTER COLUMN project_id SET NOT NULL,
    ADD FOREIGN KEY (project_id) REFERENCES project ON DELETE CASCADE,
    DROP CONSTRAINT secret_version_secret_id_fkey;
CREATE UNIQUE INDEX secret_version_id ON secret_version (id);
CREATE INDEX secret_version_project ON secret_version (project_id);
COMMENT ON TABLE secret_version IS
    'Every content a secret ever had: value and detail (comment, metadata) as ciphertext bound to project, secret, version and field; the tags it had; who wrote it, out of which job. A redacted version has an empty value. Kept after the secret is deleted, until the time to bring it back is over.';
COMMENT ON TABLE secret_tag IS
    'Secret secret_id is marked with tag tag_id now; which tags it had before stands in secret_version.';

-- A rollback may swap names; what counts is that they are unique in the end.
ALTER TABLE secret
    DROP CONSTRAINT secret_folder_id_key_key,
    ADD CONSTRAINT secret_folder_id_key_key UNIQUE (folder_id, key) DEFERRABLE INITIALLY IMMEDIATE;
ALTER TABLE folder
    DROP CONSTRAINT folder_env_id_path_key,
    ADD CONSTRAINT folder_env_id_path_key UNIQUE (env_id, path) DEFERRABLE INITIALLY IMMEDIATE;

-- What there is already has a history that begins now.
INSERT INTO project_commit (project_id, number, actor_type, actor_name, provenance, message, created_at)
SELECT id, revision, 'platform', 'platform', '{}', 'As it was before commits were kept', now()
FROM project;
INSERT INTO folder_commit (project_id, number, env_id, folder_id)
SELECT f.project_id, p.revision, f.env_id, f.id
FROM folder f JOIN project p ON p.id = f.project_id;
INSERT INTO secret_history (secret_id, since, project_id, env_id, folder_id, key, version)
SELECT s.id, p.revision, s.project_id, f.env_id, f.id, s.key, s.version
FROM secret s JOIN folder f ON f.id = s.folder_id JOIN project p ON p.id = s.project_id;
INSERT INTO folder_history (folder_id, since, project_id, env_id, parent_id, name, description, version)
SELECT f.id, p.revision, f.project_id, f.env_id, f.parent_id, f.name, f.description, f.version
FROM folder f JOIN project p ON p.id = f.project_id;
INSERT INTO import_history (import_id, since, project_id, env_id, folder_id, import_env_id, import_path, position)
SELECT i.id, p.revision, i.project_id, f.env_id, i.folder_id, i.import_env_id, i.import_path, i.position
FROM secret_import i JOIN folder f ON f.id = i.folder_id JOIN project p ON p.id = i.project_id;

-- From here on triggers keep it, so that no writer can forget it and none can rewrite it: they run as the owner of the tables, and the
-- service's own role may only read. A change without a commit of the same number fails on the foreign key of folder_commit. With an
-- environment its history goes.

CREATE FUNCTION touch_folder(project uuid, folder uuid, env uuid) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path FROM CURRENT AS $$
    INSERT INTO folder_commit (project_id, number, env_id, folder_id)
    SELECT p.id, p.revision, env, folder
    FROM project p
    WHERE p.id = project AND EXISTS (SELECT FROM environment e WHERE e.id = env)
    ON CONFLICT (folder_id, number) DO NOTHING
$$;

CREATE FUNCTION keep_secret_history() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM touch_folder(t.project_id, t.folder_id, t.env_id)
        FROM (SELECT DISTINCT h.project_id, h.folder_id, h.env_id
              FROM before_rows o JOIN secret_history h ON h.secret_id = o.id AND h.until IS NULL) t;
        DELETE FROM secret_history h
        USING before_rows o, project p
        WHERE h.secret_id = o.id AND h.until IS NULL AND p.id = h.project_id AND h.since = p.revision;
        UPDATE secret_history h
        SET until = p.revision
        FROM before_rows o, project p
        WHERE h.secret_id = o.id AND h.until IS NULL AND p.id = h.project_id;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        INSERT INTO secret_history (secret_id, since, project_id, env_id, folder_id, key, version)
        SELECT n.id, p.revision, n.project_id, f.env_id, n.folder_id, n.key, n.version
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
CREATE TRIGGER secret_history_of_insert AFTER INSERT ON secret
    REFERENCING NEW TABLE AS after_rows FOR EACH STATEMENT EXECUTE FUNCTION keep_secret_history();
CREATE TRIGGER secret_history_of_update AFTER UPDATE ON secret
    REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows
    FOR EACH STATEMENT EXECUTE FUNCTION keep_secret_history();
CREATE TRIGGER secret_history_of_delete AFTER DELETE ON secret
    REFERENCING OLD TABLE AS before_rows FOR EACH STATEMENT EXECUTE FUNCTION keep_secret_history();

CREATE FUNCTION keep_folder_history() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM touch_folder(t.project_id, t.parent_id, t.env_id)
        FROM (SELECT DISTINCT h.project_id, h.parent_id, h.env_id
              FROM before_rows o JOIN folder_history h ON h.folder_id = o.id AND h.until IS NULL
              WHERE h.parent_id IS NOT NULL) t;
        DELETE FROM folder_history h
        USING before_rows o, project p
        WHERE h.folder_id = o.id AND h.until IS NULL AND p.id = h.project_id AND h.since = p.revision;
        UPDATE folder_history h
        SET until = p.revision
        FROM before_rows o, project p
        WHERE h.folder_id = o.id AND h.until IS NULL AND p.id = h.project_id;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        INSERT INTO folder_history (folder_id, since, project_id, env_id, parent_id, name, description, version)
        SELECT n.id, p.revision, n.project_id, n.env_id, n.parent_id, n.name, n.description, n.version
        FROM after_rows n JOIN project p ON p.id = n.project_id;
        PERFORM touch_folder(t.project_id, t.folder_id, t.env_id)
        FROM (SELECT DISTINCT n.project_id, coalesce(n.parent_id, n.id) AS folder_id, n.env_id FROM after_rows n) t;
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER folder_history_of_insert AFTER INSERT ON folder
    REFERENCING NEW TABLE AS after_rows FOR EACH STATEMENT EXECUTE FUNCTION keep_folder_history();
CREATE TRIGGER folder_history_of_delete AFTER DELETE ON folder
    REFERENCING OLD TABLE AS before_rows FOR EACH STATEMENT EXECUTE FUNCTION keep_folder_history();

-- Whoever moves along with a parent keeps its name, and so its history.
CREATE FUNCTION keep_folder_change() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$
BEGIN
    DELETE FROM folder_history h
    USING project p
    WHERE h.folder_id = OLD.id AND h.until IS NULL AND p.id = h.project_id AND h.since = p.revision;
    UPDATE folder_history h
    SET until = p.revision
    FROM project p
    WHERE h.folder_id = OLD.id AND h.until IS NULL AND p.id = h.project_id;
    INSERT INTO folder_history (folder_id, since, project_id, env_id, parent_id, name, description, version)
    SELECT NEW.id, p.revision, NEW.project_id, NEW.env_id, NEW.parent_id, NEW.name, NEW.description, NEW.version
    FROM project p
    WHERE p.id = NEW.project_id;
    PERFORM touch_folder(NEW.project_id, coalesce(NEW.parent_id, NEW.id), NEW.env_id);
    RETURN NULL;
END
$$;
CREATE TRIGGER folder_history_of_update AFTER UPDATE ON folder FOR EACH ROW
    WHEN ((OLD.name, OLD.description, OLD.parent_id) IS DISTINCT FROM (NEW.name, NEW.description, NEW.parent_id))
    EXECUTE FUNCTION keep_folder_change();

CREATE FUNCTION keep_import_history() RETURNS trigger
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
        INSERT INTO import_history (import_id, since, project_id, env_id, folder_id, import_env_id, import_path, position)
        SELECT n.id, p.revision, n.project_id, f.env_id, n.folder_id, n.import_env_id, n.import_path, n.position
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
CREATE TRIGGER import_history_of_insert AFTER INSERT ON secret_import
    REFERENCING NEW TABLE AS after_rows FOR EACH STATEMENT EXECUTE FUNCTION keep_import_history();
CREATE TRIGGER import_history_of_update AFTER UPDATE ON secret_import
    REFERENCING OLD TABLE AS before_rows NEW TABLE AS after_rows
    FOR EACH STATEMENT EXECUTE FUNCTION keep_import_history();
CREATE TRIGGER import_history_of_delete AFTER DELETE ON secret_import
    REFERENCING OLD TABLE AS before_rows FOR EACH STATEMENT EXECUTE FUNCTION keep_import_history();

GRANT SELECT, INSERT ON project_commit TO ${app_role};
GRANT SELECT ON folder_commit, secret_history, folder_history, import_history TO ${app_role};
