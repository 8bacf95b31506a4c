package dev.claviger.sync.job;

/** The lease ran out, and another replica has the run by now; this one stops. */
public final class JobLost extends RuntimeException {
    private static final long serialVersionUID = 1;

    public JobLost() {
        super("another replica has the run", null, false, false);
    }
}
