package dev.claviger.audit.tlog;

import java.util.List;

/**
 * That the log of the smaller size is the beginning of the log of the greater.
 *
 * @param hashes base64, in the order of RFC 6962 section 2.1.2
 */
record ConsistencyProof(long from, long to, List<String> hashes) {
    ConsistencyProof {
        hashes = List.copyOf(hashes);
    }
}
