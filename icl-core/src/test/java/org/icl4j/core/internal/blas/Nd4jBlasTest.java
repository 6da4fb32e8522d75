package org.icl4j.core.internal.blas;

import org.icl4j.core.linalg.Blas;

class Nd4jBlasTest extends BlasContract {

    @Override
    Blas blas() {
        return Blas.nd4j();
    }
}
