package dev.claviger.vault.writing;

import dev.claviger.vault.permission.Action;
import dev.claviger.vault.reference.Place;
import dev.claviger.vault.secret.SecretName;
import dev.claviger.vault.secret.View;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What is to happen to the secrets of one folder. No secret is named twice. */
sealed interface Change {

    /** New secrets. There is nothing yet to be renamed: they get the names that rights are asked for. */
    record Creation(List<Wish> wishes) implements Change {
        public Creation {
            wishes = wishes.stream().map(Wish::withoutNewName).toList();
            requireDistinct(wishes.stream().map(Wish::handle).toList());
            wishes.forEach(Wish::requireNew);
        }
    }

    /** New versions. */
    record Update(List<Wish> wishes, Mode mode) implements Change {
        public Update {
            requireDistinct(wishes.stream().map(Wish::handle).toList());
            requireDistinct(wishes.stream()
                    .map(wish -> new Handle(wish.finalName(), wish.isPersonal()))
                    .toList());
        }
    }

    /** Secrets that go; for a while they can be brought back. */
    record Deletion(List<Handle> handles) implements Change {
        public Deletion {
            requireDistinct(handles);
        }
    }

    /** Changes of each kind that happen together. */
    record Several(List<Change> parts) implements Change {
        public Several {
            parts = List.copyOf(parts);
            Set<String> seen = new HashSet<>();
            parts.stream().flatMap(part -> part.keys().stream()).forEach(key -> requireNew(seen, key));
        }

        private static void requireNew(Set<String> seen, String key) {
            if (!seen.add(key)) {
                throw NotPossible.twice(new SecretName(key));
            }
        }
    }

    /** Throws the refusal unless the caller may do all of it. A new name takes the same right as the old one. */
    default void requireRights(View view, Place place) {
        switch (this) {
            case Creation(List<Wish> wishes) ->
                require(view, Action.CREATE, place, wishes.stream().map(Wish::name));
            case Update(List<Wish> wishes, Mode mode) ->
                require(
                        view,
                        Action.EDIT,
                        place,
                        wishes.stream().flatMap(wish -> Stream.of(wish.name(), wish.finalName())));
            case Deletion(List<Handle> handles) ->
                require(view, Action.DELETE, place, handles.stream().map(Handle::name));
            case Several(List<Change> parts) -> parts.forEach(part -> part.requireRights(view, place));
        }
    }

    /** Whether it says which tags a secret is to have. */
    default boolean isAboutTags() {
        return switch (this) {
            case Creation(List<Wish> wishes) -> wishes.stream().anyMatch(wish -> wish.tags() != null);
            case Update(List<Wish> wishes, Mode mode) -> wishes.stream().anyMatch(wish -> wish.tags() != null);
            case Deletion nothing -> false;
            case Several(List<Change> parts) -> parts.stream().anyMatch(Change::isAboutTags);
        };
    }

    /** Whether some of it is about the caller's own secrets. */
    default boolean isPersonal() {
        return switch (this) {
            case Creation(List<Wish> wishes) -> wishes.stream().anyMatch(Wish::isPersonal);
            case Update(List<Wish> wishes, Mode mode) -> wishes.stream().anyMatch(Wish::isPersonal);
            case Deletion(List<Handle> handles) -> handles.stream().anyMatch(Handle::personal);
            case Several(List<Change> parts) -> parts.stream().anyMatch(Change::isPersonal);
        };
    }

    /** Every name that matters: what is there under it has to be looked up. */
    default Collection<String> keys() {
        return names().map(SecretName::text).distinct().toList();
    }

    private Stream<SecretName> names() {
        return switch (this) {
            case Creation(List<Wish> wishes) -> wishes.stream().map(Wish::name);
            case Update(List<Wish> wishes, Mode mode) ->
                wishes.stream().flatMap(wish -> Stream.of(wish.name(), wish.finalName()));
            case Deletion(List<Handle> handles) -> handles.stream().map(Handle::name);
            case Several(List<Change> parts) -> parts.stream().flatMap(Change::names);
        };
    }

    private static void require(View view, String action, Place place, Stream<SecretName> names) {
        names.forEach(name -> view.require(action, place, name.text()));
    }

    private static void requireDistinct(List<Handle> handles) {
        Set<Handle> seen = new HashSet<>();
        for (Handle handle : handles) {
            if (!seen.add(handle)) {
                throw NotPossible.twice(handle.name());
            }
        }
    }
}
