CREATE TABLE sso_group_mapping (
    provider_id uuid NOT NULL REFERENCES sso_provider (id) ON DELETE CASCADE,
    claim_value text NOT NULL,
    group_id uuid NOT NULL REFERENCES org_group (id) ON DELETE CASCADE,
    maker_reach jsonb NOT NULL,
    made_at timestamptz NOT NULL,
    PRIMARY KEY (provider_id, claim_value, group_id)
);
CREATE INDEX sso_group_mapping_by_group ON sso_group_mapping (group_id);
COMMENT ON TABLE sso_group_mapping IS
    'Which group at a provider puts people into which group here. maker_reach is what the administrator reached who made the entry: it never gives more.';

-- Who was put there by hand stays whatever a provider says.
ALTER TABLE group_user ADD COLUMN provider_id uuid REFERENCES sso_provider (id) ON DELETE CASCADE;
CREATE INDEX group_user_by_provider ON group_user (provider_id) WHERE provider_id IS NOT NULL;
COMMENT ON TABLE group_user IS
    'Which people belong to which group; both are of one organisation. provider_id is the provider whose groups put them there, null for those whom somebody added.';

GRANT SELECT, INSERT, UPDATE, DELETE ON sso_group_mapping TO ${app_role};
GRANT UPDATE ON group_user TO ${app_role};
