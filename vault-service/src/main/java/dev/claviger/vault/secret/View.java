package dev.claviger.vault.secret;

import dev.claviger.kernel.Secret;
import dev.claviger.kernel.event.SecretRef;
import dev.claviger.vault.image.EnvironmentImage;
import dev.claviger.vault.image.FolderImage;
import dev.claviger.vault.image.Images;
import dev.claviger.vault.image.StoredSecret;
import dev.claviger.vault.image.StoredTag;
import dev.claviger.vault.keyring.Field;
import dev.claviger.vault.keyring.Sealed;
import dev.claviger.vault.permission.Action;
import dev.claviger.vault.permission.Permissions;
import dev.claviger.vault.permission.Resource;
import dev.claviger.vault.permission.Subject;
import dev.claviger.vault.project.Project;
import dev.claviger.vault.reference.Address;
import dev.claviger.vault.reference.Library;
import dev.claviger.vault.reference.Place;
import dev.claviger.vault.reference.Target;
import io.smallrye.mutiny.Uni;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A project at one revision as one caller may see it. Every way to a value leads through here, so every way asks the same questions
 * (security.md T4). Lives in one request; what it decrypts is forgotten with it.
 */
public final class View implements Library {
    private static final byte[] NO_CONTENT = new byte[32];

    private final Project project;
    private final Permissions permissions;
    private final Images images;
    private final SecretConfig config;
    private final Contents contents;
    private final @Nullable UUID user;
    private final Neighbours neighbours;
    private final Shelf shelf = new Shelf();

    /**
     * @param user the caller, when it is a person
     * @param neighbours the projects that values of this one may refer to
     */
    View(
            Project project,
            Permissions permissions,
            Images images,
            SecretConfig config,
            Contents contents,
            @Nullable UUID user,
            Neighbours neighbours) {
        this.project = project;
        this.permissions = permissions;
        this.images = images;
        this.config = config;
        this.contents = contents;
        this.user = user;
        this.neighbours = neighbours;
    }

    public Project project() {
        return project;
    }

    /** The caller, when it is a person: nobody else has personal secrets. */
    public Optional<UUID> user() {
        return Optional.ofNullable(user);
    }

    /** What the caller sees in place of the shared secret; never what others see. */
    public Optional<StoredSecret> personal(FolderImage.Folder folder, String key) {
        return user().flatMap(self -> folder.personal(key, self));
    }

    public boolean may(String action, Place place) {
        return permissions.allows(action, Subject.SECRETS, Resource.folder(place.environment(), place.path()));
    }

    public boolean may(String action, Place place, String key) {
        return permissions.allows(action, Subject.SECRETS, resource(place, key));
    }

    /** Whether the caller may, were the secret to have these tags. */
    public boolean may(String action, Place place, String key, List<StoredTag> tags) {
        return permissions.allows(action, Subject.SECRETS, resource(place, key, tags));
    }

    /** Whether the caller may, whatever tags the secret has. */
    public boolean mayWithAnyTags(String action, Place place, String key) {
        return permissions.allows(action, Subject.SECRETS, Resource.secret(place.environment(), place.path(), key));
    }

    /** Throws the refusal when the caller may not do this to anything that is no secret. */
    public void require(String action, String subject, Resource resource) {
        permissions.require(action, subject, resource);
    }

    /** Whether the caller may see what the folder imports. */
    public boolean mayReadImports(Place place) {
        return permissions.allows(
                Action.READ, Subject.SECRET_IMPORTS, Resource.folder(place.environment(), place.path()));
    }

    /** Whether the caller may see which folders there are in it. */
    public boolean mayReadFolders(Place place) {
        return permissions.allows(
                Action.READ, Subject.SECRET_FOLDERS, Resource.folder(place.environment(), place.path()));
    }

    /** Throws the refusal when the caller may not. */
    public void require(String action, Place place) {
        permissions.require(action, Subject.SECRETS, Resource.folder(place.environment(), place.path()));
    }

    /** Throws the refusal when the caller may not. */
    public void require(String action, Place place, String key) {
        permissions.require(action, Subject.SECRETS, resource(place, key));
    }

    /** Throws the refusal when the caller may not, were the secret to have these tags. */
    public void require(String action, Place place, String key, List<StoredTag> tags) {
        permissions.require(action, Subject.SECRETS, resource(place, key, tags));
    }

    /** Throws the refusal unless the caller may read every value that stands in the folder, now or later. */
    public void requireReadsAllOf(Place place) {
        permissions.requireReadsAllOf(place.environment(), place.path());
    }

    /**
     * Rights may depend on the tags that the secret has. One that is not there has none; in a folder that was not loaded they are not
     * known, and then what they would allow is not allowed and what they would forbid is forbidden.
     */
    private Resource resource(Place place, String key) {
        return shelf.has(place, key)
                ? resource(place, key, tags(place, key))
                : Resource.secret(place.environment(), place.path(), key);
    }

    private static Resource resource(Place place, String key, List<StoredTag> tags) {
        return Resource.secret(
                place.environment(),
                place.path(),
                key,
                tags.stream().map(StoredTag::slug).collect(Collectors.toSet()));
    }

    /** Fails with {@link AnswerTooLarge} when the answer draws from too many folders. */
    @Override
    public Uni<Void> load(Set<Place> places) {
        Set<Place> elsewhere = places.stream().filter(Place::isElsewhere).collect(Collectors.toSet());
        if (elsewhere.isEmpty()) {
            return loadHere(places);
        }
        Set<Place> here = new HashSet<>(places);
        here.removeAll(elsewhere);
        return loadHere(here).chain(() -> neighbours.load(elsewhere));
    }

    /** Loads what is needed to read this secret and what the folder imports. Of other secrets in it nothing is known afterwards. */
    public Uni<Void> load(Place place, String key) {
        return shelf.has(place, key)
                ? Uni.createFrom().voidItem()
                : images.folder(project, place, key)
                        .invoke(part -> know(part, key))
                        .chain(part -> contents.openKeys(List.of(part.image())));
    }

    private void know(Images.Part part, String key) {
        if (part.whole()) {
            shelf.put(part.image());
        } else {
            shelf.put(part.image(), key);
        }
    }

    private Uni<Void> loadHere(Set<Place> places) {
        Set<Place> missing = places.stream().filter(place -> !shelf.has(place)).collect(Collectors.toSet());
        if (missing.isEmpty()) {
            return Uni.createFrom().voidItem();
        }
        if (shelf.size() + missing.size() > config.maxAnswerFolders()) {
            return Uni.createFrom().failure(new AnswerTooLarge(config.maxAnswerFolders() + " folders"));
        }
        return images.folders(project, missing)
                .invoke(found -> found.values().forEach(shelf::put))
                .chain(found -> contents.openKeys(found.values()));
    }

    /** The tags of a shared secret in a folder that was loaded. */
    public List<StoredTag> tags(Place place, String key) {
        @Nullable
        StoredSecret present = at(place) instanceof FolderImage.Folder folder
                ? folder.secrets().get(key)
                : null;
        return present == null ? List.of() : present.tags();
    }

    /** Takes a folder as it is in the transaction under way. */
    public void know(FolderImage image) {
        shelf.put(image);
    }

    /** The folders of an environment. */
    public Uni<EnvironmentImage> environment(String slug) {
        return images.environment(project, slug);
    }

    /** A folder that was loaded. */
    public FolderImage at(Place place) {
        @Nullable FolderImage folder = shelf.get(place);
        if (folder == null) {
            throw new IllegalStateException("the folder was not loaded");
        }
        return folder;
    }

    /** An environment that does not exist has nothing to protect; within one that does, rights are asked before existence. */
    @Override
    public Target find(Address address) {
        if (address.place().isElsewhere()) {
            return neighbours.find(address);
        }
        @Nullable FolderImage image = shelf.get(address.place());
        if (image == null || !shelf.has(address.place(), address.key())) {
            return new Target.Unloaded();
        }
        if (image instanceof FolderImage.NoEnvironment) {
            return new Target.Absent();
        }
        if (!may(Action.READ_VALUE, address.place(), address.key())) {
            return new Target.Denied();
        }
        return secret(image, address.key())
                .map(found -> (Target) new Target.Found(found.ref(), value(found)))
                .orElseGet(Target.Absent::new);
    }

    @Override
    public Target findLent(Address address, Place borrower) {
        return mayBorrow(Action.READ_VALUE, address.place(), address.key(), borrower) ? lent(address) : find(address);
    }

    /** Whether the caller might do this to the secret if it stood in the folder that borrows it. */
    public boolean mayBorrow(String action, Place place, String key, Place borrower) {
        return may(action, borrower, key, tags(place, key));
    }

    /** The shared secret, whatever rights the caller has here: for those to whom the project lends it. */
    Target lent(Address address) {
        return at(address.place()) instanceof FolderImage.Folder folder
                ? Optional.ofNullable(folder.secrets().get(address.key()))
                        .map(secret -> new Entry(folder, secret, false))
                        .map(found -> (Target) new Target.Found(found.ref(), value(found)))
                        .orElseGet(Target.Absent::new)
                : new Target.Absent();
    }

    boolean knows(Place place) {
        return shelf.has(place);
    }

    @Override
    public Address canonical(Address address) {
        return address.place().project().equals(project.slug())
                ? new Address(address.place().local(), address.key())
                : address;
    }

    /** The project in which a secret that was read stands. */
    public UUID projectOf(SecretRef secret) {
        return neighbours.projectOf(secret.id()).orElse(project.id());
    }

    /** The grants by which another project let these secrets be read. */
    public List<UUID> grantsOf(Collection<SecretRef> secrets) {
        return secrets.stream()
                .flatMap(secret -> neighbours.grantOf(secret.id()).stream())
                .distinct()
                .toList();
    }

    Neighbours neighbours() {
        return neighbours;
    }

    /** References lead people to what they have in place of the shared secret (http-api.md 4.9 rule 8). */
    private Optional<Entry> secret(FolderImage image, String key) {
        return image instanceof FolderImage.Folder folder
                ? Optional.ofNullable(folder.secrets().get(key))
                        .map(shared -> personal(folder, key).orElse(shared))
                        .map(secret -> new Entry(folder, secret, false))
                : Optional.empty();
    }

    /** The value as stored. Ask first whether the caller may read it. */
    public Secret value(Entry entry) {
        return contents.value(entry);
    }

    /** Comment and metadata, as far as the caller may see them. */
    public Detail detail(Entry entry) {
        Detail whole = wholeDetail(entry);
        return mayRead(entry) ? whole : whole.masked();
    }

    private boolean mayRead(Entry entry) {
        String key = entry.secret().key();
        return entry.loan() == null
                ? may(Action.READ_VALUE, entry.place(), key)
                : mayBorrow(Action.READ_VALUE, entry.place(), key, entry.loan().borrower());
    }

    /** Comment and metadata as stored, to be sealed anew. */
    public Detail wholeDetail(Entry entry) {
        return contents.detail(entry);
    }

    /** To be done before values are sealed, outside of a transaction. */
    public Uni<Void> readyToSeal() {
        return contents.readyToSeal();
    }

    /** Seals one field of a version that is to be written into the folder; a value gets its fingerprint. */
    public Sealed seal(FolderImage.Folder folder, Field field, UUID secretId, int version, byte[] plaintext) {
        return contents.seal(folder, field, secretId, version, plaintext);
    }

    /**
     * The secret in the form of answers, with the given value unless it stays hidden. Encrypted metadata stays hidden along with it: the
     * record of such an answer does not say that the secret was read.
     */
    public SecretObject show(Entry entry, Secret value) {
        return SecretObject.of(
                project.id(),
                entry.shownAt(),
                entry.secret(),
                entry.hidden() ? SecretObject.HIDDEN : value.reveal(),
                entry.hidden(),
                entry.hidden() ? wholeDetail(entry).masked() : detail(entry));
    }

    /**
     * A tag of an answer that tells nothing about its content to others: the same bytes have the same tag, only the project's key makes
     * it. An answer for which no folder was found has no content and the same tag everywhere.
     */
    public byte[] tag(byte[] answer) {
        return shelf.folders()
                .findFirst()
                .map(folder -> contents.tag(folder, answer))
                .orElse(NO_CONTENT);
    }
}
