package dev.claviger.local.demo;

import java.util.function.Consumer;

/** Says what was expected and whether it is so, and remembers whether all of it was. */
final class Checks {
    private final Consumer<String> screen;
    private boolean allHold = true;

    Checks(Consumer<String> screen) {
        this.screen = screen;
    }

    void that(boolean holds, String expectation) {
        screen.accept("    %s %s".formatted(holds ? "✓" : "✗", expectation));
        allHold &= holds;
    }

    boolean allHold() {
        return allHold;
    }
}
