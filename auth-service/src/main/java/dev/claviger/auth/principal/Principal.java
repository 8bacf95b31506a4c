package dev.claviger.auth.principal;

import io.vertx.core.json.JsonArray;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Someone who may act in an organisation, or a group of them, as the other services see it.
 *
 * @param name what people call it: the name of a machine, the e-mail address of a user
 * @param orgRole slug of the role in the organisation
 * @param enabled false refuses all its tokens in every service
 * @param groups ids of the groups it belongs to; empty for a group
 * @param roles all that it holds, with the rules of those that the organisation has made; null when it has made none of them
 * @param machine what there is to say of a machine only; null for others
 */
public record Principal(
        Kind kind,
        UUID id,
        UUID orgId,
        String name,
        String orgRole,
        boolean enabled,
        Set<UUID> groups,
        @Nullable JsonArray roles,
        @Nullable Machine machine) {

    /** Somebody who is no machine and has no role of the organisation's own. */
    public Principal(Kind kind, UUID id, UUID orgId, String name, String orgRole, boolean enabled, Set<UUID> groups) {
        this(kind, id, orgId, name, orgRole, enabled, groups, null, null);
    }

    /**
     * What rules of projects may refer to, and what shows a machine in them.
     *
     * @param projectId the project that it belongs to; null for one of the organisation
     */
    public record Machine(
            Map<String, String> metadata,
            List<String> authMethods,
            boolean hasDeleteProtection,
            @Nullable UUID projectId) {
        public Machine {
            metadata = Map.copyOf(metadata);
            authMethods = List.copyOf(authMethods);
        }
    }

    public Principal {
        groups = Set.copyOf(groups);
    }

    /** What sort of principal; the text is part of the topic's keys. */
    public enum Kind {
        IDENTITY("identity"),
        USER("user"),
        GROUP("group");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }
    }
}
