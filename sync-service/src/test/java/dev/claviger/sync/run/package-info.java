/** Tests of runs, on the simulator. */
@NullMarked
package dev.claviger.sync.run;

import org.jspecify.annotations.NullMarked;
