-- A single sign-on that the login page began goes back to that page, which hands the login to a program on the person's computer.
ALTER TABLE sso_attempt ADD COLUMN callback_port integer
    CHECK (callback_port = 0 OR callback_port BETWEEN 1024 AND 65535);
COMMENT ON COLUMN sso_attempt.callback_port IS
    'The port at which that program waits; 0 when the login page began without one; null when the login began elsewhere.';
