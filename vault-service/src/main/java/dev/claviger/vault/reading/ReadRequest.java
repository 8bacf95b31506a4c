package dev.claviger.vault.reading;

import dev.claviger.kernel.http.InvalidInput;
import dev.claviger.vault.project.ProjectRef;
import dev.claviger.vault.reference.Place;
import dev.claviger.vault.secret.SecretName;
import org.jspecify.annotations.Nullable;

/**
 * A wish for one secret.
 *
 * @param options how it is to be shown
 */
record ReadRequest(ProjectRef project, Place place, SecretName name, boolean includesImports, Options options) {

    /** @param version null for the latest */
    record Options(@Nullable Integer version, boolean personal, boolean expandsReferences, boolean viewsValue) {
        private static final int LATEST = 0;

        static Options parse(Query query, Dialect dialect) {
            int version = (int) query.number("version", LATEST, 1, Integer.MAX_VALUE);
            return new Options(
                    version == LATEST ? null : version,
                    isPersonal(query.text("type")),
                    query.expandsReferences(dialect),
                    query.viewsValue());
        }

        private static boolean isPersonal(@Nullable String type) {
            if (type != null && !type.equals("shared") && !type.equals("personal")) {
                throw InvalidInput.of("type", "Must be shared or personal");
            }
            return "personal".equals(type);
        }
    }

    static ReadRequest parse(String name, Query query, Dialect dialect) {
        return new ReadRequest(
                query.project(dialect),
                query.place(dialect),
                SecretName.parse("secretName", name),
                query.includesImports(dialect),
                Options.parse(query, dialect));
    }
}
