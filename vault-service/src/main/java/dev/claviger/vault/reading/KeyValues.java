package dev.claviger.vault.reading;

import dev.claviger.kernel.event.AccessEvent;
import dev.claviger.kernel.event.SecretRef;
import dev.claviger.vault.image.FolderImage;
import dev.claviger.vault.permission.Action;
import dev.claviger.vault.reading.KeyValueForm.Values;
import dev.claviger.vault.reference.Place;
import dev.claviger.vault.secret.Attempt;
import dev.claviger.vault.secret.Entry;
import dev.claviger.vault.secret.SecretNotFound;
import dev.claviger.vault.secret.SecretObject;
import dev.claviger.vault.secret.View;
import dev.claviger.vault.secret.Views;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Reads for clients of a key-value store: the values by name, imported ones included, references expanded. */
@ApplicationScoped
class KeyValues {
    private static final String ONE = "value";

    private final Views views;
    private final Lists lists;
    private final Singles singles;
    private final Answers answers;

    KeyValues(Views views, Lists lists, Singles singles, Answers answers) {
        this.views = views;
        this.lists = lists;
        this.singles = singles;
        this.answers = answers;
    }

    /** What was found and what of it the answer holds. */
    private record Found(View view, Values values, List<SecretRef> read) {}

    /**
     * Of a folder the caller gets the secrets whose values it may read. Fails with {@link SecretNotFound} where there is nothing and, where
     * nothing may be read, with the refusal.
     */
    Uni<Answer> read(KeyValueRequest request, KeyValueForm form, Attempt attempt) {
        Place place = request.place().orElseThrow(SecretNotFound::ofNoId);
        attempt.at(place);
        return views.reading(attempt, request.project(), view -> find(view, request, place, attempt))
                .chain(found -> answers.give(
                        found.view(),
                        KeyValueForm.Frame.of(attempt.event().origin().requestId(), form.data(found.values())),
                        counted(attempt, found),
                        found.read(),
                        null));
    }

    private static AccessEvent counted(Attempt attempt, Found found) {
        return attempt.event().with("numberOfSecrets", found.values().byName().size());
    }

    private Uni<Found> find(View view, KeyValueRequest request, Place place, Attempt attempt) {
        return view.load(Set.of(place))
                .chain(() -> request.folder()
                        .filter(folder -> view.at(place) instanceof FolderImage.Folder)
                        .map(folder -> lists.read(view, folder).map(KeyValues::folder))
                        .or(() -> request.secret().map(secret -> one(view, secret, attempt)))
                        .orElseGet(() -> nothing(view, place)));
    }

    private Uni<Found> one(View view, ReadRequest request, Attempt attempt) {
        attempt.at(request.place());
        return singles.read(view, request).map(KeyValues::one);
    }

    private static Uni<Found> nothing(View view, Place place) {
        view.require(Action.DESCRIBE_SECRET, place);
        throw SecretNotFound.ofNoId();
    }

    private static Found folder(Lists.Read read) {
        requireOne(read);
        SecretList list = SecretList.of(read.selection(), read.shown().secrets());
        Map<String, String> byName = new TreeMap<>();
        readable(list.secrets().stream()).forEach(secret -> byName.put(secret.secretKey(), secret.secretValue()));
        readable(list.imports().reversed().stream().flatMap(block -> block.secrets().stream()))
                .forEach(secret -> byName.putIfAbsent(secret.secretKey(), secret.secretValue()));
        Instant changedAt = list.secrets().stream()
                .map(SecretObject::updatedAt)
                .filter(Objects::nonNull)
                .max(Instant::compareTo)
                .orElse(Instant.EPOCH);
        return new Found(
                read.view(),
                new Values(byName, read.view().project().revision(), changedAt),
                read.shown().read());
    }

    private static Stream<SecretObject> readable(Stream<SecretObject> secrets) {
        return secrets.filter(secret -> !secret.secretValueHidden());
    }

    private static void requireOne(Lists.Read read) {
        List<Entry> all = read.selection().all();
        if (all.isEmpty()) {
            throw SecretNotFound.ofNoId();
        }
        if (all.stream().allMatch(Entry::hidden)) {
            Entry any = all.getFirst();
            read.view().require(Action.READ_VALUE, any.place(), any.secret().key());
        }
    }

    private static Found one(Singles.Read read) {
        SecretObject secret = read.shown().secrets().getFirst();
        Instant changedAt = Objects.requireNonNullElse(secret.updatedAt(), Instant.EPOCH);
        return new Found(
                read.view(),
                new Values(Map.of(ONE, secret.secretValue()), secret.version(), changedAt),
                read.shown().read());
    }
}
