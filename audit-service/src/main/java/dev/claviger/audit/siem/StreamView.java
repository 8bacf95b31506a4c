package dev.claviger.audit.siem;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.claviger.audit.transport.Destination;
import dev.claviger.audit.transport.Provider;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
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
        String format,
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

    /**
     * Those that the provider takes, without values of headers and secrets.
     *
     * @param index of Splunk
     * @param gzip whether requests are compressed
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Credentials(
            @Nullable String url,
            @Nullable List<Header> headers,
            @Nullable String signingSecret,
            @Nullable String token,
            @Nullable String index,
            @Nullable Boolean indexerAck,
            @Nullable Boolean gzip,
            @Nullable Integer maxMessageBytes,
            @Nullable String caCert,
            @Nullable String cluster) {
        public Credentials {
            headers = headers == null ? null : List.copyOf(headers);
        }

        static Credentials of(Provider provider, Destination destination) {
            List<Header> headers = destination.headers().keySet().stream()
                    .map(name -> new Header(name, HIDDEN))
                    .toList();
            Shown shown = new Shown(provider, destination);
            @Nullable String ack = shown.text("indexerAck");
            @Nullable String gzip = shown.text("gzip");
            @Nullable String most = shown.text("maxMessageBytes");
            return new Credentials(
                    shown.text("url"),
                    provider.takesHeaders() ? headers : null,
                    shown.text("signingSecret"),
                    shown.text("token"),
                    shown.text("index"),
                    ack == null ? null : Boolean.valueOf(ack),
                    gzip == null ? null : Boolean.valueOf(gzip),
                    most == null ? null : Integer.valueOf(most),
                    shown.text("caCert"),
                    shown.text("cluster"));
        }
    }

    private record Shown(Provider provider, Destination destination) {
        @Nullable
        String text(String name) {
            return provider.fields().stream()
                    .filter(field -> field.name().equals(name))
                    .flatMap(field ->
                            destination.value(name).map(value -> field.secret() ? HIDDEN : value.reveal()).stream())
                    .findFirst()
                    .orElse(null);
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

        static Options all() {
            return new Options(Stream.of(Provider.values())
                    .map(each -> new Option(each.title(), each.slug()))
                    .toList());
        }
    }

    /** One of them. */
    public record Option(String name, String provider) {}

    static StreamView of(AuditStream stream, Destination destination) {
        return new StreamView(
                stream.id(),
                stream.org(),
                stream.provider().slug(),
                stream.format().text(),
                Credentials.of(stream.provider(), destination),
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
