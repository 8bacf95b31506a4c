package dev.claviger.sync.ledger;

/** Another run may write at the place by now; this one stops before its next call. */
public final class PlaceLost extends RuntimeException {
    private static final long serialVersionUID = 1;

    PlaceLost() {
        super("another run has the place", null, false, false);
    }
}
