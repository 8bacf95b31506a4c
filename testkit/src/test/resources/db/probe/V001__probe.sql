CREATE TABLE probe (name text PRIMARY KEY);
COMMENT ON TABLE probe IS 'Something that changes together with its event.';
GRANT SELECT, INSERT ON probe TO ${app_role};
