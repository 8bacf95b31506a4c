/** What holds over all routes of the service at once. */
@org.jspecify.annotations.NullMarked
package dev.claviger.vault.routes;
