package dev.claviger.kernel.http;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Marks the resources of the slice of the Vault API (gitlab.md 4.2). Their callers may present the token in {@code X-Vault-Token}, as
 * clients of Vault do. It is the same token, checked in the same way.
 */
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface VaultRoute {}
