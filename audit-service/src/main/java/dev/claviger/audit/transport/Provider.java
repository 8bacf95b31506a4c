package dev.claviger.audit.transport;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The kinds of destinations, each with the credentials that it takes. */
public enum Provider {
    CUSTOM("custom", "Custom"),
    DATADOG("datadog", "Datadog"),
    KAFKA("kafka", "Kafka"),
    SPLUNK("splunk", "Splunk"),
    SYSLOG("syslog", "Syslog");

    private final String slug;
    private final String title;

    Provider(String slug, String title) {
        this.slug = slug;
        this.title = title;
    }

    public String slug() {
        return slug;
    }

    public String title() {
        return title;
    }

    public List<Field> fields() {
        return switch (this) {
            case CUSTOM ->
                List.of(Field.URL, Field.SIGNING_SECRET.optional(), Field.GZIP.optional(), Field.CA_CERT.optional());
            case DATADOG -> List.of(Field.URL, Field.TOKEN, Field.GZIP.optional(), Field.CA_CERT.optional());
            case KAFKA -> List.of(Field.CLUSTER);
            case SPLUNK ->
                List.of(
                        Field.URL,
                        Field.TOKEN,
                        Field.INDEX.optional(),
                        Field.INDEXER_ACK.optional(),
                        Field.GZIP.optional(),
                        Field.CA_CERT.optional());
            case SYSLOG -> List.of(Field.TLS_URL, Field.MAX_MESSAGE_BYTES.optional(), Field.CA_CERT.optional());
        };
    }

    /** Whether requests may carry headers of the administrator's choice. */
    public boolean takesHeaders() {
        return this == CUSTOM;
    }

    public static Optional<Provider> bySlug(String slug) {
        return Stream.of(values()).filter(each -> each.slug.equals(slug)).findFirst();
    }
}
