-- As with machines and groups: role stays one of the built-in ones, which other services see; the custom role, where there is one, says
-- what counts here.
ALTER TABLE org_membership
    ADD COLUMN role_id uuid,
    ADD FOREIGN KEY (org_id, role_id) REFERENCES org_role (org_id, id);
CREATE INDEX org_membership_by_role ON org_membership (role_id) WHERE role_id IS NOT NULL;
COMMENT ON TABLE org_membership IS
    'Who belongs to which organisation, with the role there: a built-in one, and beside it the one of the organisation that it stands for. Only active members may do anything.';

-- The roles that give a person their rights: their own and those of their groups, each with the rules of a custom one.
CREATE OR REPLACE FUNCTION user_roles(of_org uuid, of_user uuid) RETURNS jsonb LANGUAGE sql STABLE AS $$
    SELECT coalesce(jsonb_agg(jsonb_build_object('role', held.org_role, 'permissions', r.permissions)), '[]'::jsonb)
    FROM (
        SELECT m.role AS org_role, m.role_id
        FROM org_membership m
        WHERE m.org_id = of_org AND m.user_id = of_user AND m.status = 'active'
        UNION ALL
        SELECT g.org_role, g.role_id
        FROM group_user u
        JOIN org_group g ON g.id = u.group_id
        JOIN org_membership m ON m.org_id = g.org_id AND m.user_id = u.user_id AND m.status = 'active'
        WHERE u.user_id = of_user AND g.org_id = of_org
    ) held
    LEFT JOIN org_role r ON r.id = held.role_id
$$;
