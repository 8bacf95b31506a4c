package dev.claviger.vault.permission;

import dev.claviger.kernel.caller.Caller;
import java.util.UUID;

/**
 * Who has a membership.
 *
 * @param type {@code identity}, {@code user} or {@code group}
 */
public record Holder(String type, UUID id) {
    public static final String IDENTITY = Caller.Kind.IDENTITY.text();
    public static final String USER = Caller.Kind.USER.text();
    public static final String GROUP = "group";
}
