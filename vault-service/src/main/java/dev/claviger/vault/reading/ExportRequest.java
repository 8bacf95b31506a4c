package dev.claviger.vault.reading;

import dev.claviger.kernel.http.InvalidInput;
import dev.claviger.vault.transfer.Format;

/**
 * A wish for a file with the secrets of a folder.
 *
 * @param details whether comments, tags and metadata are wanted, too
 */
record ExportRequest(ListRequest list, Format format, boolean details) {
    static ExportRequest parse(Query query) {
        Format format = Format.parse("format", query.text("format"));
        boolean details = query.flag(false, "details");
        ListRequest list = ListRequest.parse(query, Dialect.V3);
        if (details && format == Format.DOTENV) {
            throw InvalidInput.of("details", "Dotenv holds names and values alone. Use json or yaml");
        }
        if (list.recursive() && list.includesImports()) {
            throw InvalidInput.of("includeImports", "Must be false with recursive");
        }
        if (!list.viewsValue()) {
            throw InvalidInput.of("viewSecretValue", "Must be absent: a file without values is none");
        }
        return new ExportRequest(list, format, details);
    }
}
