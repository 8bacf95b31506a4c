package dev.claviger.vault.membership;

import dev.claviger.vault.permission.Holder;
import dev.claviger.vault.permission.Resource;
import dev.claviger.vault.permission.Subject;
import java.util.UUID;

/** What can belong to a project; the text is the actor type of its row. */
public enum MemberKind {
    IDENTITY(Holder.IDENTITY, Subject.IDENTITY, "identities"),
    USER(Holder.USER, Subject.MEMBER, "users"),
    GROUP(Holder.GROUP, Subject.GROUPS, "groups");

    private final String text;
    private final String subject;
    private final String plural;

    MemberKind(String text, String subject, String plural) {
        this.text = text;
        this.subject = subject;
        this.plural = plural;
    }

    /** As lists of them are called in requests. */
    public String plural() {
        return plural;
    }

    String text() {
        return text;
    }

    String subject() {
        return subject;
    }

    /** What a question about one of them is about. */
    Resource resource(UUID id) {
        return this == IDENTITY ? Resource.identity(id) : Resource.NONE;
    }
}
