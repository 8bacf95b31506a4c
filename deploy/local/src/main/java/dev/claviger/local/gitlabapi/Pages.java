package dev.claviger.local.gitlabapi;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Cuts lists into pages and says in headers where the others are. */
final class Pages {
    private static final int USUAL = 20;
    private static final int MOST = 100;

    private Pages() {}

    static Reply of(Call call, Settings settings, List<?> rows) {
        int size = Math.clamp(call.params().number("per_page", USUAL), 1, MOST);
        int page = Math.max(1, call.params().number("page", 1));
        int pages = Math.max(1, (rows.size() + size - 1) / size);
        int from = Math.min(rows.size(), (page - 1) * size);
        int to = Math.min(rows.size(), from + size);
        boolean counted = rows.size() <= settings.rowsWithTotals;
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("X-Page", Integer.toString(page));
        headers.put("X-Per-Page", Integer.toString(size));
        headers.put("X-Next-Page", page < pages ? Integer.toString(page + 1) : "");
        headers.put("X-Prev-Page", page > 1 ? Integer.toString(page - 1) : "");
        if (counted) {
            headers.put("X-Total", Integer.toString(rows.size()));
            headers.put("X-Total-Pages", Integer.toString(pages));
        }
        headers.put("Link", links(call, settings, page, pages, size, counted));
        return new Reply(200, rows.subList(from, to), headers);
    }

    private static String links(Call call, Settings settings, int page, int pages, int size, boolean counted) {
        List<String> links = new ArrayList<>();
        if (page > 1) {
            links.add(link(call, settings, page - 1, size, "prev"));
        }
        if (page < pages) {
            links.add(link(call, settings, page + 1, size, "next"));
        }
        links.add(link(call, settings, 1, size, "first"));
        if (counted) {
            links.add(link(call, settings, pages, size, "last"));
        }
        return String.join(", ", links);
    }

    private static String link(Call call, Settings settings, int page, int size, String rel) {
        String others = Stream.of(call.query().split("&"))
                .filter(pair -> !pair.isEmpty() && !pair.startsWith("page=") && !pair.startsWith("per_page="))
                .collect(Collectors.joining("&"));
        String origin = settings.linkOrigin.isEmpty() ? call.origin() : settings.linkOrigin;
        return "<%s%s?%s%spage=%d&per_page=%d>; rel=\"%s\""
                .formatted(origin, call.rawPath(), others, others.isEmpty() ? "" : "&", page, size, rel);
    }
}
