CREATE TABLE tag (
    id uuid PRIMARY KEY,
    project_id uuid NOT NULL REFERENCES project ON DELETE CASCADE,
    slug text NOT NULL,
    color text NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    UNIQUE (project_id, slug)
);
COMMENT ON TABLE tag IS 'A word of a project to mark secrets with, and the colour it is shown in.';

CREATE TABLE secret_tag (
    secret_id uuid NOT NULL REFERENCES secret ON DELETE CASCADE,
    tag_id uuid NOT NULL REFERENCES tag ON DELETE CASCADE,
    PRIMARY KEY (secret_id, tag_id)
);
CREATE INDEX secret_tag_tag ON secret_tag (tag_id);
COMMENT ON TABLE secret_tag IS 'Secret secret_id is marked with tag tag_id now; which tags it had before is not kept.';

GRANT SELECT, INSERT, UPDATE, DELETE ON tag, secret_tag TO ${app_role};
