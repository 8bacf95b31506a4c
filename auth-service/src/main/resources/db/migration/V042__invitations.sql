CREATE TABLE invitation (
    membership_id uuid PRIMARY KEY REFERENCES org_membership (id) ON DELETE CASCADE,
    digest bytea NOT NULL UNIQUE,
    expires_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL
);
COMMENT ON TABLE invitation IS
    'Invitations that nobody has accepted, one per invited membership and so per e-mail. Of the token (256 random bits) only the SHA-256 is kept.';

CREATE TABLE password_reset (
    user_id uuid PRIMARY KEY REFERENCES app_user (id) ON DELETE CASCADE,
    digest bytea NOT NULL UNIQUE,
    expires_at timestamptz NOT NULL,
    created_at timestamptz NOT NULL
);
COMMENT ON TABLE password_reset IS
    'Permissions to choose a new password, each for one person and one use. Of the token (256 random bits) only the SHA-256 is kept.';

GRANT SELECT, INSERT, UPDATE, DELETE ON invitation TO ${app_role};
GRANT SELECT, INSERT, UPDATE, DELETE ON password_reset TO ${app_role};

-- Whoever leaves an organisation leaves its groups, or would have their rights again on coming back.
CREATE FUNCTION leave_groups() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM group_user u USING org_group g
    WHERE u.user_id = OLD.user_id AND g.id = u.group_id AND g.org_id = OLD.org_id;
    RETURN OLD;
END
$$;
CREATE TRIGGER org_membership_leaves_groups AFTER DELETE ON org_membership
    FOR EACH ROW EXECUTE FUNCTION leave_groups();
