package dev.claviger.vault.history;

import java.util.UUID;

/** A project right after one of its commits. */
record Moment(UUID projectId, long number) {
    Moment before() {
        return new Moment(projectId, number - 1);
    }
}
