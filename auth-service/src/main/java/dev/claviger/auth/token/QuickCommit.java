package dev.claviger.auth.token;

/**
 * A statement that is committed without waiting for the disk. It stands before another one that waits, such as the record of the login:
 * that one takes it to the disk too, so both cost one wait, and when the machine fails between them both are lost.
 *
 * <p>The setting lasts until the end of the statement's own transaction. A statement only has it when it reads it, so {@link #AND} belongs
 * to the condition of each.
 */
public final class QuickCommit {

    /** Comes first. */
    public static final String WITH =
            "WITH quick AS (SELECT set_config('synchronous_commit', 'off', true) AS commit)\n";

    /** Ends the {@code WHERE}. */
    public static final String AND = " AND (SELECT quick.commit FROM quick) = 'off'";

    private QuickCommit() {}
}
