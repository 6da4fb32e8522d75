/**
 * Arithmetic on plain arrays of numbers: vectors, row-major tables, their copies in native memory. Kernel values that a caller has computed
 * are multiplied here, and a few of them tell one kernel from another. Nothing here knows of a solver.
 */
@NullMarked
package org.icl4j.solvers.internal.tables;

import org.jspecify.annotations.NullMarked;
