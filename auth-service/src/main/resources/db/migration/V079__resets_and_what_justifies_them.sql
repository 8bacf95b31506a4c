-- An administrator of an organisation may let somebody choose a new password only while the person belongs to no other one.
ALTER TABLE password_reset ADD COLUMN org_id uuid REFERENCES organization (id) ON DELETE CASCADE;
COMMENT ON COLUMN password_reset.org_id IS
    'The only organisation that the person may belong to when it is used; null when an administrator of the instance allowed it.';
