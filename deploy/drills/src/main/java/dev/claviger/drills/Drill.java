package dev.claviger.drills;

import java.nio.file.Path;
import java.util.Optional;

/** One thing that fails. */
interface Drill {
    String name();

    /** In one line. */
    String about();

    /** Why it cannot be played on this machine; empty where it can. */
    default Optional<String> obstacle() {
        return Optional.empty();
    }

    /** Before the suite starts on the folder. */
    default void prepare(Path data) {}

    Findings play(Stage stage);

    /** After the suite has ended, whatever happened. */
    default void cleanUp(Path data) {}
}
