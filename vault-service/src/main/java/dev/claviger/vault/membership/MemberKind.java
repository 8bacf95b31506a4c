package dev.claviger.vault.membership;

import dev.claviger.vault.permission.Holder;
import dev.claviger.vault.permission.Resource;
import dev.claviger.vault.permission.Subject;
import java.util.UUID;

/** What can belong to a project; the text is the actor type of its row. */
enum MemberKind {
    IDENTITY(Holder.IDENTITY, Subject.IDENTITY),
    USER(Holder.USER, Subject.MEMBER),
    GROUP(Holder.GROUP, Subject.GROUPS);

    private final String text;
    private final String subject;

    MemberKind(String text, String subject) {
        this.text = text;
        this.subject = subject;
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
