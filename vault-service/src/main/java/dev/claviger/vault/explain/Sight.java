package dev.claviger.vault.explain;

import dev.claviger.vault.permission.Action;
import dev.claviger.vault.permission.Holder;
import dev.claviger.vault.permission.Permissions;
import dev.claviger.vault.permission.Resource;
import dev.claviger.vault.permission.Rule;
import dev.claviger.vault.permission.Subject;
import java.util.List;

/** Whom and what somebody who asks may see. */
record Sight(Permissions own) {

    boolean sees(Holder holder) {
        return holder.type().equals(Holder.IDENTITY)
                ? own.allows(Action.READ, Subject.IDENTITY, Resource.identity(holder.id()))
                : own.allows(Action.READ, Subject.MEMBER, Resource.NONE);
    }

    boolean seesGroups() {
        return own.allows(Action.READ, Subject.GROUPS, Resource.NONE);
    }

    boolean sees(Resource secret) {
        return own.allows(Action.DESCRIBE_SECRET, Subject.SECRETS, secret);
    }

    /** Whether nobody and nothing can be hidden. It follows from the rules alone, so it tells nothing about what there is. */
    boolean isWhole() {
        return own.missing(List.of(
                        Rule.allow(Subject.IDENTITY, Action.READ),
                        Rule.allow(Subject.MEMBER, Action.READ),
                        Rule.allow(Subject.GROUPS, Action.READ)))
                .isEmpty();
    }

    boolean seesAllSecrets() {
        return own.missing(List.of(Rule.allow(Subject.SECRETS, Action.DESCRIBE_SECRET)))
                .isEmpty();
    }
}
