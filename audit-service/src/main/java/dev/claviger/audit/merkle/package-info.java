/**
 * The mathematics of the log: RFC 6962 trees in the form of C2SP tlog-tiles. Pure; knows no database and no HTTP. Owns no tables.
 *
 * <p>Nothing of it is shared with the verifier of this repository, which is written from the specifications anew.
 */
@NullMarked
package dev.claviger.audit.merkle;

import org.jspecify.annotations.NullMarked;
