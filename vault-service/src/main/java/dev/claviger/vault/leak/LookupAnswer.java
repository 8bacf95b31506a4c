package dev.claviger.vault.leak;

import java.util.List;

/**
 * Where a value is.
 *
 * @param matches the newest first; at most a thousand
 * @param truncated whether there are more
 * @param current how many of them readers get now
 * @param complete whether every stored value was compared; otherwise fingerprints are still being filled in, and no match is no proof
 */
record LookupAnswer(List<Match> matches, boolean truncated, int current, boolean complete) {
    LookupAnswer {
        matches = List.copyOf(matches);
    }
}
