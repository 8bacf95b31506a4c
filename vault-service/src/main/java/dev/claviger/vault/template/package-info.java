/**
 * Project templates: environments, roles and members that new projects begin with (http-api.md 6.11).
 *
 * <p>Administrators of the organisation make them, and everybody who may create projects may use them. A project is made from its template in
 * one transaction and goes its own way afterwards. Owns the table {@code project_template}.
 */
@NullMarked
package dev.claviger.vault.template;

import org.jspecify.annotations.NullMarked;
