package dev.claviger.vault.reference;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;

/**
 * A secret in the tree of what goes into a value.
 *
 * @param projectSlug the other project in which it stands; left out for the project at hand
 * @param state what becomes of the reference to it: {@code found} or {@code empty}, {@code missing}, {@code cycle} and
 *     {@code tooDeep}, with which the text of the reference stays
 * @param children what its own value refers to, in the order of the text
 */
public record ReferenceNode(
        @JsonInclude(JsonInclude.Include.NON_EMPTY) String projectSlug,
        String environment,
        String secretPath,
        String key,
        String state,
        List<ReferenceNode> children) {
    static ReferenceNode leaf(Address at, String state) {
        return new ReferenceNode(
                at.place().project(), at.place().environment(), at.place().path(), at.key(), state, List.of());
    }

    static ReferenceNode found(Address at, List<ReferenceNode> children) {
        return new ReferenceNode(
                at.place().project(), at.place().environment(), at.place().path(), at.key(), "found", children);
    }
}
