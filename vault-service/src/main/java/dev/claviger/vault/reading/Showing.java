package dev.claviger.vault.reading;

import dev.claviger.kernel.Secret;
import dev.claviger.kernel.event.SecretRef;
import dev.claviger.vault.reference.Expanded;
import dev.claviger.vault.reference.Reading;
import dev.claviger.vault.reference.References;
import dev.claviger.vault.secret.AnswerTooLarge;
import dev.claviger.vault.secret.Entry;
import dev.claviger.vault.secret.SecretConfig;
import dev.claviger.vault.secret.SecretObject;
import dev.claviger.vault.secret.View;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Opens the secrets of an answer and, where asked for, expands their references. */
@ApplicationScoped
class Showing {
    private static final Secret NOTHING = Secret.of("");

    private final References references;
    private final SecretConfig config;

    Showing(References references, SecretConfig config) {
        this.references = references;
        this.config = config;
    }

    /** Fails with {@link AnswerTooLarge} and as expansion fails. */
    Uni<Shown> show(View view, List<Entry> entries, boolean expandsReferences) {
        List<Entry> visible = entries.stream().filter(entry -> !entry.hidden()).toList();
        checkSize(entries, visible);
        List<Reading> readings =
                visible.stream().map(entry -> reading(view, entry)).toList();
        Uni<List<Expanded>> values = expandsReferences
                ? references.expand(readings, view)
                : Uni.createFrom().item(() -> unexpanded(readings));
        return values.map(expanded -> shown(view, entries, expanded));
    }

    private void checkSize(List<Entry> entries, List<Entry> visible) {
        if (entries.size() > config.maxAnswerSecrets()) {
            throw new AnswerTooLarge(config.maxAnswerSecrets() + " secrets");
        }
        long bytes = visible.stream()
                .mapToLong(entry -> entry.secret().value().length())
                .sum();
        if (bytes > config.maxAnswerBytes()) {
            throw new AnswerTooLarge(config.maxAnswerBytes() + " bytes");
        }
    }

    private static Reading reading(View view, Entry entry) {
        return new Reading(
                entry.address(),
                view.value(entry),
                entry.secret().skipMultilineEncoding(),
                entry.loan() == null ? null : entry.loan().borrower());
    }

    private static List<Expanded> unexpanded(List<Reading> readings) {
        return readings.stream()
                .map(reading -> new Expanded(reading.value(), Set.of()))
                .toList();
    }

    private static Shown shown(View view, List<Entry> entries, List<Expanded> values) {
        Iterator<Expanded> next = values.iterator();
        List<SecretObject> objects = new ArrayList<>(entries.size());
        Set<SecretRef> read = new LinkedHashSet<>();
        for (Entry entry : entries) {
            if (entry.hidden()) {
                objects.add(view.show(entry, NOTHING));
            } else {
                Expanded expanded = next.next();
                read.add(entry.ref());
                read.addAll(expanded.used());
                objects.add(view.show(entry, expanded.value()));
            }
        }
        return new Shown(objects, List.copyOf(read));
    }
}
