package dev.claviger.sync.vault;

import dev.claviger.kernel.Failure;

/** There is no such environment or folder, or the caller may not see it: 404. */
public final class SourceNotFound extends Failure {
    SourceNotFound(String what) {
        super(Kind.NOT_FOUND, what);
    }
}
