package dev.claviger.audit.query;

import dev.claviger.kernel.Failure;

/** The page's entries are too big to be answered at once: some list thousands of secrets. */
public final class PageTooLarge extends Failure {
    PageTooLarge() {
        super(Kind.BAD_REQUEST, "The entries of this page are too big to be sent at once. Choose a smaller limit.");
    }
}
