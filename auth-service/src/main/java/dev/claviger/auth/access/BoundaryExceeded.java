package dev.claviger.auth.access;

import dev.claviger.kernel.Failure;
import java.util.List;
import java.util.Map;

/** The caller would manage, create or enlarge something with more rights than its own. */
final class BoundaryExceeded extends Failure {
    private final transient List<Map<String, Object>> missing;

    BoundaryExceeded(List<Map<String, Object>> missing) {
        super(Kind.BOUNDARY_EXCEEDED, "It has, or would get, more rights than you have. Ask an administrator.");
        this.missing = missing;
    }

    @Override
    public Object details() {
        return Map.of("missingPermissions", missing);
    }
}
