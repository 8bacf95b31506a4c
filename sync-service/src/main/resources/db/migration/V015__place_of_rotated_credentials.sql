-- Where rotated credentials were made, so that none is ended anywhere else.

ALTER TABLE rotation_credential ADD place text;
COMMENT ON COLUMN rotation_credential.place IS
    'The GitLab instance, or host, port and database, where it was made. Null for those without one, and of before there was this column.';
