COMMENT ON COLUMN alert.kind IS
    'producer-gap: numbers of a producer were taken and have not arrived. canary: an event of our own was not proved up to a signed checkpoint in time.';
COMMENT ON COLUMN alert.subject IS
    'What it is about: for a gap the boot and its first missing number, for the canary the id of the first event that was late.';
