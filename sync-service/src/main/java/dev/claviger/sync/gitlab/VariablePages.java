package dev.claviger.sync.gitlab;

import dev.claviger.kernel.outbound.OutboundAnswer;
import dev.claviger.sync.plan.PresentVariable;
import dev.claviger.sync.plan.VariableId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The pages of one list, read in order. Of a link only the page number counts: behind a badly set up proxy it may name another host.
 * Whatever does not fit together is {@link Problem#BAD_PAGES}.
 */
final class VariablePages {
    static final int SIZE = 100;

    private static final Pattern NEXT = Pattern.compile("<[^>]*[?&]page=([0-9]{1,9})[^>]*>\\s*;\\s*rel=\"?next\"?");

    private final List<PresentVariable> rows = new ArrayList<>();
    private final Set<VariableId> seen = new HashSet<>();
    private @Nullable String total;
    private int page;

    /** Takes the page that was asked for; answers the number of the next one, or 0 after the last. */
    int take(int number, OutboundAnswer answer) {
        require(number == page + 1);
        page = number;
        String told = answer.headers().get("X-Page");
        require(told == null || told.equals(Integer.toString(number)));
        keepTotal(answer.headers().get("X-Total"));
        List<PresentVariable> some = VariableJson.list(answer);
        some.forEach(row -> require(seen.add(row.id())));
        rows.addAll(some);
        return next(number, answer, some.size());
    }

    List<PresentVariable> whole() {
        return List.copyOf(rows);
    }

    private void keepTotal(@Nullable String now) {
        require(page == 1 || (now == null ? total == null : now.equals(total)));
        total = now;
    }

    private int next(int number, OutboundAnswer answer, int size) {
        String link = answer.headers().get("Link");
        String header = answer.headers().get("X-Next-Page");
        require(link != null || header != null);
        int byLink = link == null ? -1 : linked(link);
        int byHeader = header == null ? -1 : header.isBlank() ? 0 : number(header);
        require(byLink < 0 || byHeader < 0 || byLink == byHeader);
        int next = Math.max(byLink, byHeader);
        require(next == 0 || (next == number + 1 && size > 0));
        require(next != 0 || total == null || number(total) == rows.size());
        return next;
    }

    private static int linked(String link) {
        Matcher next = NEXT.matcher(link);
        if (next.find()) {
            return number(next.group(1));
        }
        require(!link.contains("next"));
        return 0;
    }

    private static int number(String text) {
        require(text.matches("[0-9]{1,9}"));
        return Integer.parseInt(text);
    }

    private static void require(boolean fits) {
        if (!fits) {
            throw new GitLabRefused(Problem.BAD_PAGES);
        }
    }
}
