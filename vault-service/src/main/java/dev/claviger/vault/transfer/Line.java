package dev.claviger.vault.transfer;

import dev.claviger.kernel.Secret;
import dev.claviger.vault.secret.Metadatum;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One secret of a file. What the file does not say about it is null.
 *
 * @param tags slugs
 */
public record Line(
        String name,
        Secret value,
        @Nullable String comment,
        @Nullable List<Metadatum> metadata,
        @Nullable List<String> tags,
        @Nullable Boolean skipMultilineEncoding) {

    /** A secret of which the file says the value alone. */
    public static Line plain(String name, Secret value) {
        return new Line(name, value, null, null, null, null);
    }
}
