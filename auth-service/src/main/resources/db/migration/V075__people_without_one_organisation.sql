-- What V040 left behind: since then org_membership says where a person belongs, and no version that was released knew the columns.
ALTER TABLE app_user DROP COLUMN org_id, DROP COLUMN org_role;
