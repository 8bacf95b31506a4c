package dev.claviger.vault.reading;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The bytes of an answer and their tag; without the bytes when the caller has them already. */
final class Answer {
    private final byte[] body;
    private final String tag;
    private final boolean known;

    private Answer(byte[] body, String tag, boolean known) {
        this.body = body;
        this.tag = tag;
        this.known = known;
    }

    /** @param ifNoneMatch the tags the caller has, as the header states them (RFC 9110, section 13.1.2) */
    static Answer of(byte[] body, String tag, @Nullable String ifNoneMatch) {
        return new Answer(body, tag, ifNoneMatch != null && names(ifNoneMatch, tag));
    }

    private static boolean names(String header, String tag) {
        return List.of(header.split(",", -1)).stream()
                .map(String::strip)
                .anyMatch(candidate -> candidate.equals("*") || candidate.equals(tag) || candidate.equals("W/" + tag));
    }

    String tag() {
        return tag;
    }

    boolean isKnown() {
        return known;
    }

    /** Empty when the caller has it already. */
    Optional<byte[]> body() {
        return known ? Optional.empty() : Optional.of(body);
    }
}
