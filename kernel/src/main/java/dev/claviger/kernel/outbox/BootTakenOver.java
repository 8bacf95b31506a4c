package dev.claviger.kernel.outbox;

/** Another replica held this one for dead and has closed its books: nothing is recorded under that boot any more. */
final class BootTakenOver extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BootTakenOver() {
        super("the boot was taken over");
    }
}
