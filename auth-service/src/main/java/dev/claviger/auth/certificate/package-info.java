/**
 * X.509 certificates as administrators paste them: PEM texts of authorities to trust.
 *
 * <p>A text is taken as it is, because clients compare what they get back with what they sent; it only has to be readable. Owns no
 * tables.
 */
@NullMarked
package dev.claviger.auth.certificate;

import org.jspecify.annotations.NullMarked;
