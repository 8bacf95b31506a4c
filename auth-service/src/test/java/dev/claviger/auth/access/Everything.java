package dev.claviger.auth.access;

import dev.claviger.kernel.orgright.Subject;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Rules that allow all there is, as requests give them. */
public final class Everything {
    private Everything() {}

    public static List<Map<String, ?>> rules() {
        return Stream.of(Subject.values())
                .<Map<String, ?>>map(subject -> Map.of("subject", subject.text(), "action", subject.actions()))
                .toList();
    }
}
