package dev.claviger.local.gitlabapi;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One call as it came.
 *
 * @param root what stands before {@code /api/v4}, for instances below a path
 * @param path the decoded segments after {@code /api/v4}
 * @param rawPath the path as it came
 * @param headers by lower-case name
 */
record Call(
        String method,
        String origin,
        String root,
        String rawPath,
        List<String> path,
        String query,
        Params params,
        Map<String, String> headers) {

    Call {
        path = List.copyOf(path);
        headers = Map.copyOf(headers);
    }

    static List<String> segments(String path) {
        return List.of(path.split("/")).stream()
                .filter(segment -> !segment.isEmpty())
                .map(segment -> URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8))
                .toList();
    }

    boolean isWrite() {
        return !method.equals("GET") && !method.equals("HEAD");
    }

    /** As {@code …/access_tokens/self/rotate} and {@code …/personal_access_tokens/501/rotate}. */
    boolean rotatesAToken() {
        return path.size() >= 3
                && path.getLast().equals("rotate")
                && path.get(path.size() - 3).endsWith("access_tokens");
    }

    @Nullable
    String header(String name) {
        return headers.get(name.toLowerCase(Locale.ROOT));
    }

    /** The first so many segments joined, for matching. */
    String at(int index) {
        return index < path.size() ? path.get(index) : "";
    }
}
