-- What secrets of a rotation are being called, so that a rename that broke off is finished.

ALTER TABLE secret_rotation ADD renaming jsonb;
COMMENT ON COLUMN secret_rotation.renaming IS
    'Part of a credential to the name that its secret is being given. Noted before vault-service is told; null when no rename is under way.';
