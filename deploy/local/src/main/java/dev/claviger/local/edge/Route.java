package dev.claviger.local.edge;

import java.util.List;

/**
 * One row of the table: a pattern and who answers it. {@code *} stands for one segment, {@code **} at the end for any
 * number of segments, none included. Segments are compared as they came, encoded.
 */
record Route(List<String> pattern, Service service) {

    private static final String ONE = "*";
    private static final String REST = "**";

    Route {
        pattern = List.copyOf(pattern);
    }

    static Route to(Service service, String pattern) {
        return new Route(segments(pattern), service);
    }

    /** Splits a path, without an empty segment for a slash at the end. */
    static List<String> segments(String path) {
        return List.of(path.substring(1).split("/"));
    }

    boolean matches(List<String> path) {
        boolean open = pattern.getLast().equals(REST);
        int fixed = open ? pattern.size() - 1 : pattern.size();
        if (open ? path.size() < fixed : path.size() != fixed) {
            return false;
        }
        for (int i = 0; i < fixed; i++) {
            if (!pattern.get(i).equals(ONE) && !pattern.get(i).equals(path.get(i))) {
                return false;
            }
        }
        return true;
    }
}
