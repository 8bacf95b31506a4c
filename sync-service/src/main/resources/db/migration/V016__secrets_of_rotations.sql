-- Which secrets rotations write, so that a leak of one is known for what it is whatever the secret and its folder were called then.

ALTER TABLE secret_rotation ADD secret_ids uuid[] NOT NULL DEFAULT '{}';
COMMENT ON COLUMN secret_rotation.secret_ids IS
    'As vault-service told at the last publication. Empty for rotations that were published before there was this column.';
