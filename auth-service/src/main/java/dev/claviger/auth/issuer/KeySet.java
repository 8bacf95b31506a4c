package dev.claviger.auth.issuer;

import java.security.PublicKey;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What an issuer has published.
 *
 * @param issuer how it calls itself in its discovery document; empty where there is none
 */
record KeySet(String issuer, List<Entry> keys) {
    private static final int MOST_TRIED = 10;

    KeySet {
        keys = List.copyOf(keys);
    }

    /** One key; id and algorithm where the issuer gives them. */
    record Entry(@Nullable String id, @Nullable String algorithm, PublicKey key) {

        boolean fits(SignatureAlgorithm wanted) {
            return (algorithm == null || algorithm.equals(wanted.name())) && wanted.fits(key);
        }
    }

    boolean knows(String keyId) {
        return keys.stream().anyMatch(entry -> keyId.equals(entry.id()));
    }

    /** The keys that may have signed: those with this id, or without an id the first ten that fit the algorithm. */
    List<PublicKey> candidates(@Nullable String keyId, SignatureAlgorithm algorithm) {
        Stream<Entry> fitting = keys.stream().filter(entry -> entry.fits(algorithm));
        Stream<Entry> wanted = keyId == null ? fitting : fitting.filter(entry -> keyId.equals(entry.id()));
        return wanted.limit(MOST_TRIED).map(Entry::key).toList();
    }
}
