package dev.claviger.audit.gap;

import java.util.UUID;

/**
 * Numbers of one boot that were taken and have not arrived.
 *
 * @param first the lowest of them
 * @param missing how many there are
 */
record Gap(UUID boot, String producer, long first, long missing) {

    /** What an alert about it is called; another gap of the same boot is another subject. */
    String subject() {
        return boot + ":" + first;
    }
}
