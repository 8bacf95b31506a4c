package dev.claviger.auth.user;

import java.util.UUID;

/** A person as answers show it; the user name is the e-mail. */
public record PersonAnswer(
        UUID id, String email, String firstName, String lastName, String username, boolean superAdmin) {

    public static PersonAnswer of(User user) {
        String email = user.email().text();
        return new PersonAnswer(user.id(), email, user.firstName(), user.lastName(), email, user.superAdmin());
    }
}
