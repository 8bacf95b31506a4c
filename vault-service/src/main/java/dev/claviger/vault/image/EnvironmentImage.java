package dev.claviger.vault.image;

import java.util.List;

/** The folders of an environment: their paths in order, so that parents stand before children. */
public record EnvironmentImage(boolean exists, List<String> paths) {
    private static final int OVERHEAD_BYTES = 100;

    public EnvironmentImage {
        paths = paths.stream().sorted().toList();
    }

    int weight() {
        return OVERHEAD_BYTES
                + paths.stream()
                        .mapToInt(path -> OVERHEAD_BYTES + 2 * path.length())
                        .sum();
    }
}
