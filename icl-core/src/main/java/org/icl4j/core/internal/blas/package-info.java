/**
 * The two providers behind {@link org.icl4j.core.linalg.Blas}: OpenBLAS on the arrays' own pointers, and ND4J's interface alone. Each is
 * tested by residuals before it is handed out. Large operations are cut into tiles by their sizes alone, which several
 * threads take.
 */
@NullMarked
package org.icl4j.core.internal.blas;

import org.jspecify.annotations.NullMarked;
