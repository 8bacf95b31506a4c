package dev.claviger.sync.rotating;

/** What is to be done next with a rotation. */
public enum Phase {
    /** Nothing. */
    IDLE,
    /** Seal a new credential and set it at the target. */
    CREATE,
    /** Use it as its consumers will. */
    PROVE,
    /** Write it into the secrets. */
    PUBLISH,
    /** Look whether the syncs of the folder have delivered it. */
    VERIFY
}
