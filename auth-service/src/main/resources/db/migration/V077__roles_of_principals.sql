-- The other services decide by roles that an organisation has made, too: whoever holds one already is told of again.
UPDATE principal_entry e
SET body = e.body || jsonb_build_object('roles', held.roles), version = nextval('principal_version'), published = false
FROM (
    SELECT 'identity:' || i.org_id || ':' || i.id AS key, identity_roles(i.id) AS roles FROM identity i
    UNION ALL
    SELECT 'user:' || m.org_id || ':' || m.user_id, user_roles(m.org_id, m.user_id)
    FROM org_membership m
    WHERE m.status = 'active'
) held
WHERE e.key = held.key AND e.body IS NOT NULL AND jsonb_path_exists(held.roles, '$[*].permissions ? (@ != null)');
