/**
 * Azure auth: login with an access token that Microsoft Entra ID has made for a service principal or managed identity (http-api.md 3.6, 6.5).
 *
 * <p>All tenants of a cloud share its keys, so a good signature says nothing about the tenant: issuer and tenant of the token are always
 * compared, and a configuration names the principals that it lets in. Owns no tables.
 */
@NullMarked
package dev.claviger.auth.azure;

import org.jspecify.annotations.NullMarked;
