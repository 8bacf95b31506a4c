package dev.claviger.local.suite;

import dev.claviger.local.edge.Service;
import java.util.Locale;

/** The lower-case names of services: of their databases, keys and logs. */
final class Names {
    private Names() {}

    static String of(Service service) {
        return service.name().toLowerCase(Locale.ROOT);
    }
}
