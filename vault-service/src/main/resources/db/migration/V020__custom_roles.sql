CREATE TABLE project_role (
    id uuid PRIMARY KEY,
    project_id uuid NOT NULL REFERENCES project ON DELETE CASCADE,
    slug text NOT NULL,
    name text NOT NULL,
    description text NOT NULL,
    permissions jsonb NOT NULL,
    version integer NOT NULL DEFAULT 1,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    UNIQUE (project_id, slug)
);
COMMENT ON TABLE project_role IS
    'A role that a project has made for itself: its rules, as they were given, with every action as a list.';

ALTER TABLE membership_role
    ADD COLUMN custom_role_id uuid REFERENCES project_role,
    ADD COLUMN position integer NOT NULL DEFAULT 0;
CREATE INDEX membership_role_custom ON membership_role (custom_role_id) WHERE custom_role_id IS NOT NULL;
COMMENT ON TABLE membership_role IS
    'A role of a membership, for good or for a while. position is its place in the order in which rules are looked at; custom_role_id is set where role is custom.';
COMMENT ON TABLE membership IS
    'An identity, user or group that belongs to a project; what it may do follows from membership_role and additional_privilege.';

CREATE TABLE additional_privilege (
    id uuid PRIMARY KEY,
    membership_id uuid NOT NULL REFERENCES membership ON DELETE CASCADE,
    slug text NOT NULL,
    permissions jsonb NOT NULL,
    temporary boolean NOT NULL DEFAULT false,
    temporary_range text,
    access_start timestamptz,
    access_end timestamptz,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    UNIQUE (membership_id, slug)
);
COMMENT ON TABLE additional_privilege IS
    'Rules for one member of a project beside its roles, for good or for a while; they stand after the rules of all roles.';

GRANT SELECT, INSERT, UPDATE, DELETE ON project_role, additional_privilege TO ${app_role};
