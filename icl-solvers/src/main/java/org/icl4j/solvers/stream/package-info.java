/**
 * Rows that need not fit into memory, and sums over them: a {@link org.icl4j.solvers.stream.RowSource} gives blocks of rows, {@link
 * org.icl4j.solvers.stream.RowSums} are values that add rows and merge.
 */
@NullMarked
package org.icl4j.solvers.stream;

import org.jspecify.annotations.NullMarked;
