/** Text for spreadsheets that spreadsheets do not run. Owns no tables. */
@NullMarked
package dev.claviger.audit.csv;

import org.jspecify.annotations.NullMarked;
