package dev.claviger.audit.format;

import java.util.Optional;
import java.util.stream.Stream;

/** What a stream sends of each entry. */
public enum Format {
    /** The object of http-api.md 9.1 and 9.5. */
    NATIVE("native", "application/json"),
    /** The event as its producer sent it, byte for byte. */
    CLOUDEVENTS("cloudevents", "application/cloudevents+json"),
    OCSF("ocsf", "application/json"),
    ECS("ecs", "application/json");

    private final String text;
    private final String mediaType;

    Format(String text, String mediaType) {
        this.text = text;
        this.mediaType = mediaType;
    }

    public String text() {
        return text;
    }

    /** Of one entry. */
    public String mediaType() {
        return mediaType;
    }

    /** Of an array of entries. */
    public String batchMediaType() {
        return this == CLOUDEVENTS ? "application/cloudevents-batch+json" : mediaType;
    }

    public static Optional<Format> byText(String text) {
        return Stream.of(values()).filter(format -> format.text.equals(text)).findFirst();
    }
}
