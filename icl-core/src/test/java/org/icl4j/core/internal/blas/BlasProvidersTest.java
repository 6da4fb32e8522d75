package org.icl4j.core.internal.blas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;
import org.icl4j.core.internal.blas.BlasProviders.Tested;
import org.icl4j.core.linalg.Blas;
import org.icl4j.core.linalg.NotPositiveDefiniteException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

class BlasProvidersTest {

    @Test
    void aRightBlasPassesAndIsTestedOnce() {
        AtomicInteger made = new AtomicInteger();
        Tested tested = new Tested("a test", () -> {}, () -> {
            made.incrementAndGet();
            return Blas.get();
        });
        assertThat(tested.get()).isSameAs(Blas.get()).isSameAs(tested.get());
        assertThat(made).hasValue(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"dgemm", "dpotrf", "dtrsm", "dpotrs", "dsyevd", "spotrf", "spotrs"})
    void eachOperationIsJudgedByItsResidual(String operation) {
        boolean single = operation.startsWith("s");
        for (double error : new double[] {single ? 0.01 : 1e-9, Double.NaN}) {
            String failure = BlasSelfTest.failure(new WrongBlas(operation, error));
            assertThat(failure)
                    .startsWith(operation + " at n = 16 left a relative residual of " + (error > 0 ? "" : "NaN"))
                    .endsWith("where rounding allows " + (single ? "3.05e-05" : "5.68e-14"));
        }
    }

    @Test
    void refusingADefiniteMatrixFailsTheTest() {
        assertThat(BlasSelfTest.failure(new WrongBlas("refuses", 0)))
                .isEqualTo(
                        "dpotrf at n = 16 refused a matrix whose eigenvalues are at least 1: pivot 3 came out as -1.0");
    }

    @Test
    void aFailureNamesWhatWasFoundAndTheLinesToAddEachTime() {
        Tested tested = new Tested("a test", () -> {}, () -> new WrongBlas("dtrsm", Double.NaN));
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(tested::get)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("dtrsm at n = 16 left a relative residual of NaN")
                    .hasMessageContaining("Found: org.bytedeco:openblas 0.3.31-1.5.13 with org.bytedeco:javacpp 1.5.13")
                    .hasMessageContaining("Import org.icl4j:icl-bom")
                    .hasMessageContaining(
                            "<artifactId>openblas</artifactId><version>0.3.31-1.5.13</version></dependency>")
                    .hasMessageContaining("<artifactId>javacpp</artifactId><version>1.5.13</version><classifier>");
        }
    }

    @Test
    void aLibraryThatDoesNotLoadGivesTheSameMessageEachTime() {
        AtomicInteger tries = new AtomicInteger();
        Tested tested = new Tested("a test", () -> {}, () -> {
            throw tries.incrementAndGet() == 1
                    ? new UnsatisfiedLinkError("no jniopenblas")
                    : new NoClassDefFoundError();
        });
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(tested::get)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("it failed with java.lang.UnsatisfiedLinkError: no jniopenblas")
                    .hasCauseInstanceOf(UnsatisfiedLinkError.class);
        }
        assertThat(tries).hasValue(1);
    }

    /** OpenBLAS with one operation's result off in one element. */
    private static final class WrongBlas implements Blas {

        private final Blas right = Blas.get();
        private final String operation;
        private final double error;

        WrongBlas(String operation, double error) {
            this.operation = operation;
            this.error = error;
        }

        private void spoil(String name, INDArray result) {
            if (name.equals(operation)) {
                result.putScalar(3, 2, result.getDouble(3, 2) + error);
            }
        }

        @Override
        public String description() {
            return "wrong";
        }

        @Override
        public void gemm(Transpose ta, Transpose tb, double alpha, INDArray a, INDArray b, double beta, INDArray c) {
            right.gemm(ta, tb, alpha, a, b, beta, c);
            spoil("dgemm", c);
        }

        @Override
        public void syrk(Triangle triangle, Transpose transpose, double alpha, INDArray a, double beta, INDArray c) {
            right.syrk(triangle, transpose, alpha, a, beta, c);
        }

        @Override
        public void gemv(Transpose transpose, double alpha, INDArray a, INDArray x, double beta, INDArray y) {
            right.gemv(transpose, alpha, a, x, beta, y);
        }

        @Override
        public void symm(Triangle triangle, double alpha, INDArray a, INDArray b, double beta, INDArray c) {
            right.symm(triangle, alpha, a, b, beta, c);
        }

        @Override
        public void potrf(Triangle triangle, INDArray a) {
            if (operation.equals("refuses")) {
                throw new NotPositiveDefiniteException(3, -1, "");
            }
            right.potrf(triangle, a);
            spoil(a.dataType() == DataType.FLOAT ? "spotrf" : "dpotrf", a);
        }

        @Override
        public void potrs(Triangle triangle, INDArray factor, INDArray b) {
            right.potrs(triangle, factor, b);
            spoil(b.dataType() == DataType.FLOAT ? "spotrs" : "dpotrs", b);
        }

        @Override
        public void trsm(Side side, Triangle triangle, Transpose transpose, double alpha, INDArray a, INDArray b) {
            right.trsm(side, triangle, transpose, alpha, a, b);
            spoil("dtrsm", b);
        }

        @Override
        public double[] syev(Triangle triangle, INDArray a) {
            double[] values = right.syev(triangle, a);
            spoil("dsyevd", a);
            return values;
        }
    }
}
