package dev.claviger.vault.secret;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;

/** What stands beside a value: the comment and the metadata. Stored as ciphertext like the value. */
public record Detail(String comment, List<Metadatum> metadata) {
    public static final Detail NONE = new Detail("", List.of());

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final byte[] NOTHING = {};

    public Detail {
        metadata = List.copyOf(metadata);
    }

    /** The bytes to seal; none when there is nothing to say. */
    public byte[] toBytes() {
        try {
            return equals(NONE) ? NOTHING : JSON.writeValueAsBytes(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("texts can always be written", e);
        }
    }

    static Detail of(byte[] bytes) {
        try {
            return bytes.length == 0 ? NONE : JSON.readValue(bytes, Detail.class);
        } catch (IOException e) {
            throw new IllegalStateException("a detail was sealed that is none", e);
        }
    }

    Detail masked() {
        return new Detail(comment, metadata.stream().map(Metadatum::masked).toList());
    }
}
