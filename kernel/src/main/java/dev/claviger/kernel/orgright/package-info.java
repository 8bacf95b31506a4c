/**
 * What a role in an organisation allows, in the language of http-api.md 6.7: one pure decision, the same in every service. Who holds
 * which role is said elsewhere. Rights inside a project are another language, which vault-service has.
 */
@NullMarked
package dev.claviger.kernel.orgright;

import org.jspecify.annotations.NullMarked;
