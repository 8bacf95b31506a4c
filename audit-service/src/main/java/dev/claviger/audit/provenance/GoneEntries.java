package dev.claviger.audit.provenance;

import dev.claviger.audit.query.Filter;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Says where an answer out of the log cannot be whole, because what entries of that time said was removed. */
@ApplicationScoped
public class GoneEntries {
    private final GoneStore store;

    GoneEntries(GoneStore store) {
        this.store = store;
    }

    /** In words, what is missing of the asked time; empty where nothing was removed. */
    public Uni<List<String>> of(UUID organisation, Filter filter) {
        return store.find(organisation, filter.start(), filter.end()).map(GoneEntries::words);
    }

    private static List<String> words(GoneStore.Gone gone) {
        List<String> words = new ArrayList<>();
        if (gone.passed()) {
            words.add(
                    "Entries of this time were removed when their retention was over: what they told is not in this answer.");
        }
        if (gone.erased()) {
            words.add(
                    "Single entries of this time were erased, for a person or after a legal hold: what they told is not in this answer.");
        }
        return List.copyOf(words);
    }
}
