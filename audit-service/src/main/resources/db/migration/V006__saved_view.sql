CREATE TABLE saved_view (
    id uuid PRIMARY KEY,
    org uuid NOT NULL,
    owner_type text NOT NULL,
    owner_id uuid NOT NULL,
    name text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 100),
    filters jsonb NOT NULL,
    shared_with text NOT NULL CHECK (shared_with IN ('nobody', 'project', 'organization')),
    project_id uuid,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    CHECK ((shared_with = 'project') = (project_id IS NOT NULL)),
    UNIQUE (org, owner_type, owner_id, name)
);
COMMENT ON TABLE saved_view IS 'Searches of the log that somebody has given a name, alone or for others. They hold conditions, never what was found, and give nobody a right.';
COMMENT ON COLUMN saved_view.filters IS 'The parameters of the search, by name, as they were given.';

-- Those that somebody may see besides their own.
CREATE INDEX saved_view_shared ON saved_view (org, shared_with, project_id);

GRANT SELECT, INSERT, UPDATE, DELETE ON saved_view TO ${app_role};
