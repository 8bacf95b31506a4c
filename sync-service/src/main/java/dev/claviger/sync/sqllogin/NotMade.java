package dev.claviger.sync.sqllogin;

import dev.claviger.kernel.Failure;

/** A login was not made, or nobody knows whether it was. */
public final class NotMade extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final boolean mayExist;

    NotMade(Throwable reason, boolean mayExist) {
        super("login not made", reason, false, false);
        this.mayExist = mayExist;
    }

    /** Whether the server may have made it all the same, because nothing is known of how the transaction ended. */
    public boolean mayExist() {
        return mayExist;
    }

    /** What the caller may read of the reason. */
    public String text() {
        return getCause() instanceof Failure told ? told.text() : "The server did not do it.";
    }
}
