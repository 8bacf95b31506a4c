package dev.claviger.vault.history;

import dev.claviger.kernel.Secret;
import dev.claviger.kernel.event.SecretRef;
import dev.claviger.vault.image.FolderImage;
import dev.claviger.vault.image.StoredSecret;
import dev.claviger.vault.keyring.Sealed;
import dev.claviger.vault.permission.Action;
import dev.claviger.vault.reference.Place;
import dev.claviger.vault.secret.Entry;
import dev.claviger.vault.secret.SecretObject;
import dev.claviger.vault.secret.View;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Tells one caller what differs: only of secrets that they may know of, and only the values that they may read. */
final class Telling {
    private static final Secret NOTHING = Secret.of("");

    private final View view;
    private final String environment;
    private final Sealed keyset;
    private final Map<Level.Version, Past> pasts;
    private final boolean withValues;
    private final List<SecretRef> read = new ArrayList<>();

    /** @param keyset the wrapped keyset of the project */
    Telling(View view, String environment, Sealed keyset, Map<Level.Version, Past> pasts, boolean withValues) {
        this.view = view;
        this.environment = environment;
        this.keyset = keyset;
        this.pasts = pasts;
        this.withValues = withValues;
    }

    /** The versions that telling these differences takes. */
    static List<Level.Version> versions(List<FolderDifference> differences) {
        return differences.stream()
                .flatMap(folder -> folder.secrets().stream())
                .flatMap(Telling::both)
                .map(Level.SecretAt::versioned)
                .distinct()
                .toList();
    }

    private static Stream<Level.SecretAt> both(Difference.OfSecret change) {
        return Stream.of(change.before(), change.after())
                .filter(Objects::nonNull)
                .map(Level.SecretAt.class::cast);
    }

    Told tell(List<FolderDifference> differences) {
        List<Told.Folder> folders = differences.stream()
                .map(this::tell)
                .filter(folder -> folder.size() > 0)
                .toList();
        return new Told(folders, List.copyOf(read));
    }

    private Told.Folder tell(FolderDifference folder) {
        Place place = new Place(environment, folder.path().text());
        List<Told.Secret> secrets = folder.secrets().stream()
                .filter(change -> mayKnow(change, place))
                .map(change -> tell(change, folder.folderId(), place))
                .toList();
        return new Told.Folder(
                folder,
                secrets,
                view.mayReadFolders(place) ? folder.folders() : List.of(),
                view.mayReadImports(place) ? folder.imports() : List.of());
    }

    private boolean mayKnow(Difference.OfSecret change, Place place) {
        return both(change).allMatch(secret -> {
            @Nullable Past past = pasts.get(secret.versioned());
            return past == null
                    ? view.may(Action.DESCRIBE_SECRET, place, secret.key())
                    : past.allows(Action.DESCRIBE_SECRET, view, place);
        });
    }

    private Told.Secret tell(Difference.OfSecret change, UUID folderId, Place place) {
        List<SecretObject> versions = both(change)
                .map(secret -> pasts.get(secret.versioned()))
                .filter(Objects::nonNull)
                .map(past -> show(past, folderId, place))
                .toList();
        return new Told.Secret(change, versionId(change.before()), versionId(change.after()), versions);
    }

    private @Nullable UUID versionId(Level.@Nullable SecretAt secret) {
        @Nullable Past past = secret == null ? null : pasts.get(secret.versioned());
        return past == null ? null : past.versionId();
    }

    private SecretObject show(Past past, UUID folderId, Place place) {
        boolean mayRead = past.allows(Action.READ_VALUE, view, place);
        boolean shown = withValues && !past.redacted() && mayRead;
        Entry entry = entry(past.secret(), folderId, place, keyset, !shown);
        if (shown) {
            read.add(entry.ref());
        }
        SecretObject object = view.show(entry, shown ? view.value(entry) : NOTHING);
        return mayRead ? object : object.withMaskedMetadata();
    }

    /** A version of a secret in the folder where it was. */
    static Entry entry(StoredSecret secret, UUID folderId, Place place, Sealed keyset, boolean hidden) {
        return new Entry(
                new FolderImage.Folder(place, folderId, keyset, new TreeMap<>(), Map.of(), List.of()), secret, hidden);
    }
}
