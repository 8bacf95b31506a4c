CREATE TABLE org_role (
    id uuid PRIMARY KEY,
    org_id uuid NOT NULL REFERENCES organization (id) ON DELETE CASCADE,
    slug text NOT NULL,
    name text NOT NULL,
    description text NOT NULL,
    permissions jsonb NOT NULL,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    UNIQUE (org_id, slug),
    UNIQUE (org_id, id)
);
COMMENT ON TABLE org_role IS
    'Roles that organisations made for themselves. permissions is the list of rules as it was given, each action as a list.';

-- org_role stays one of the built-in roles: the one that other services see. The custom role, where there is one, says what counts here.
ALTER TABLE identity
    ADD COLUMN role_id uuid,
    ADD FOREIGN KEY (org_id, role_id) REFERENCES org_role (org_id, id);
CREATE INDEX identity_by_role ON identity (role_id) WHERE role_id IS NOT NULL;

CREATE TABLE org_group (
    id uuid PRIMARY KEY,
    org_id uuid NOT NULL REFERENCES organization (id) ON DELETE CASCADE,
    name text NOT NULL,
    slug text NOT NULL,
    org_role text NOT NULL CHECK (org_role IN ('admin', 'member', 'no-access')),
    role_id uuid,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    UNIQUE (org_id, slug),
    FOREIGN KEY (org_id, role_id) REFERENCES org_role (org_id, id)
);
CREATE INDEX org_group_by_role ON org_group (role_id) WHERE role_id IS NOT NULL;
COMMENT ON TABLE org_group IS 'Groups of machines and people; a member may what the role of the group allows, besides what it may itself.';

CREATE TABLE group_identity (
    group_id uuid NOT NULL REFERENCES org_group (id) ON DELETE CASCADE,
    identity_id uuid NOT NULL REFERENCES identity (id) ON DELETE CASCADE,
    added_at timestamptz NOT NULL,
    PRIMARY KEY (group_id, identity_id)
);
CREATE INDEX group_identity_by_identity ON group_identity (identity_id);
COMMENT ON TABLE group_identity IS 'Which machines belong to which group; both are of one organisation.';

CREATE TABLE group_user (
    group_id uuid NOT NULL REFERENCES org_group (id) ON DELETE CASCADE,
    user_id uuid NOT NULL REFERENCES app_user (id) ON DELETE CASCADE,
    added_at timestamptz NOT NULL,
    PRIMARY KEY (group_id, user_id)
);
CREATE INDEX group_user_by_user ON group_user (user_id);
COMMENT ON TABLE group_user IS 'Which people belong to which group; both are of one organisation.';

-- The roles that give a machine its rights: its own and those of its groups, each with the rules of a custom one.
CREATE FUNCTION identity_roles(of_identity uuid) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT coalesce(jsonb_agg(jsonb_build_object('role', held.org_role, 'permissions', r.permissions)), '[]'::jsonb)
    FROM (
        SELECT i.org_role, i.role_id FROM identity i WHERE i.id = of_identity
        UNION ALL
        SELECT g.org_role, g.role_id
        FROM group_identity m JOIN org_group g ON g.id = m.group_id
        WHERE m.identity_id = of_identity
    ) held
    LEFT JOIN org_role r ON r.id = held.role_id
$$;

-- The same for people. It reads org_membership, which a later migration makes, so its body is not looked at before its first use.
SET LOCAL check_function_bodies = off;
CREATE FUNCTION user_roles(of_org uuid, of_user uuid) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT coalesce(jsonb_agg(jsonb_build_object('role', held.org_role, 'permissions', held.permissions)), '[]'::jsonb)
    FROM (
        SELECT m.role AS org_role, r.permissions
        FROM org_membership m LEFT JOIN org_role r ON r.org_id = m.org_id AND r.slug = m.role
        WHERE m.org_id = of_org AND m.user_id = of_user AND m.status = 'active'
        UNION ALL
        SELECT g.org_role, r.permissions
        FROM group_user u
        JOIN org_group g ON g.id = u.group_id
        JOIN org_membership m ON m.org_id = g.org_id AND m.user_id = u.user_id AND m.status = 'active'
        LEFT JOIN org_role r ON r.id = g.role_id
        WHERE u.user_id = of_user AND g.org_id = of_org
    ) held
$$;

GRANT SELECT, INSERT, UPDATE, DELETE ON org_role TO ${app_role};
GRANT SELECT, INSERT, UPDATE, DELETE ON org_group TO ${app_role};
GRANT SELECT, INSERT, DELETE ON group_identity TO ${app_role};
GRANT SELECT, INSERT, DELETE ON group_user TO ${app_role};

ALTER TABLE organization ADD COLUMN require_audience boolean NOT NULL DEFAULT false;
