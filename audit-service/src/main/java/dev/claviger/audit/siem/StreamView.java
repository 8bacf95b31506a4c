package dev.claviger.audit.siem;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A stream as its administrators see it.
 *
 * @param nextIndex the index in the organisation's log that is delivered next
 * @param behind how many entries it has not delivered
 * @param lastError why the last attempt failed; null since it works
 */
public record StreamView(
        UUID id,
        String orgId,
        String provider,
        Credentials credentials,
        boolean paused,
        long nextIndex,
        long behind,
        @Nullable String lastError,
        @Nullable Instant lastErrorAt,
        @Nullable Instant lastDeliveredAt,
        Instant createdAt,
        Instant updatedAt) {
    static final String HIDDEN = "******";

    /** Without values of headers and secrets. */
    public record Credentials(
            String url, List<Header> headers, @Nullable String signingSecret) {
        public Credentials {
            headers = List.copyOf(headers);
        }
    }

    /** Sent with every request. */
    public record Header(String key, String value) {}

    /** One stream, as clients expect it. */
    public record One(StreamView auditLogStream) {}

    /** The streams of an organisation. */
    public record All(List<StreamView> auditLogStreams) {
        public All {
            auditLogStreams = List.copyOf(auditLogStreams);
        }
    }

    /** What can be chosen. */
    public record Options(List<Option> providerOptions) {
        public Options {
            providerOptions = List.copyOf(providerOptions);
        }
    }

    /** One of them. */
    public record Option(String name, String provider) {}

    static StreamView of(AuditStream stream, Destination destination) {
        List<Header> headers = destination.headers().keySet().stream()
                .map(name -> new Header(name, HIDDEN))
                .toList();
        Credentials shown = new Credentials(
                destination.url().reveal(), headers, destination.signingSecret().isPresent() ? HIDDEN : null);
        return new StreamView(
                stream.id(),
                stream.org(),
                stream.provider(),
                shown,
                stream.paused(),
                stream.nextIndex(),
                Math.max(0, stream.logSize() - stream.nextIndex()),
                stream.problem(),
                stream.problemAt(),
                stream.deliveredAt(),
                stream.createdAt(),
                stream.updatedAt());
    }
}
