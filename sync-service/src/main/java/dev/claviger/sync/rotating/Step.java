package dev.claviger.sync.rotating;

/** A point at which a replica may die; what it did before it has been done, and may or may not be known. */
enum Step {
    SEAL,
    SET,
    KEEP_SET,
    KEEP_MADE,
    PROVE,
    KEEP_PROOF,
    PUBLISH,
    KEEP_PUBLICATION,
    NOTE_NAMES,
    RENAME,
    KEEP_NAMES,
    VERIFY,
    RETIRE,
    KEEP_RETIREMENT
}
