/** What the tests of the vault service share: people with tokens, projects, recorded events, a stand-in for auth-service. */
@NullMarked
package dev.claviger.vault;

import org.jspecify.annotations.NullMarked;
