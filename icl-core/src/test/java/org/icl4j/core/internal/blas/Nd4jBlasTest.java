package org.icl4j.core.internal.blas;

import org.icl4j.core.linalg.Blas;

class Nd4jBlasTest extends BlasContract {

    @Override
    Blas blas() {
        return Blas.nd4j();
    }

    /** One call of ND4J for each operation, but for substitution in blocks of 64 rows, whose edges lie below 129. */
    @Override
    boolean hasTiles() {
        return false;
    }
}
