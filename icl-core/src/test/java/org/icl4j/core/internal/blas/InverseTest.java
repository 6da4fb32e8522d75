package org.icl4j.core.internal.blas;

import org.icl4j.core.linalg.Blas;
import org.junit.jupiter.api.Nested;

class InverseTest {

    @Nested
    class OfOpenBlas extends InverseContract {

        @Override
        Blas blas() {
            return Blas.get();
        }
    }

    @Nested
    class OfNd4j extends InverseContract {

        @Override
        Blas blas() {
            return Blas.nd4j();
        }
    }
}
