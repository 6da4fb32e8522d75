package org.icl4j.solvers.ridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.icl4j.core.Context;
import org.icl4j.core.Points;
import org.icl4j.core.Randoms;
import org.icl4j.core.linalg.NotPositiveDefiniteException;
import org.icl4j.core.model.ModelFile;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.dotproduct.Linear;
import org.icl4j.kernels.stationary.Gaussian;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;

@SuppressWarnings("NullAway") // null is what is tested
class KernelRidgeBadInputTest {

    private static final KernelRidge LEARNER = KernelRidge.of(new Gaussian(1), 0.1);
    private static final double[][] X = {{0, 1}, {2, 3}, {4, 5}};
    private static final double[] Y = {1, 2, 3};

    private static void refused(ThrowingCallable call, String... parts) {
        assertThatThrownBy(call)
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .contains(parts);
    }

    @Test
    void settings() {
        refused(() -> KernelRidge.of(null, 1), "kernel", "null");
        refused(() -> KernelRidge.of(new Linear(), -1), "ridge", "-1.0");
        refused(() -> KernelRidge.of(new Linear(), Double.NaN), "ridge", "NaN");
        refused(() -> KernelRidge.of(new Linear(), Double.POSITIVE_INFINITY), "ridge", "Infinity");
        refused(() -> LEARNER.withProgress(null), "progress", "null");
        refused(() -> new Gaussian(0), "lengthScale", "0.0");
    }

    @Test
    void contexts() {
        refused(() -> LEARNER.fit((Context) null), "context", "null");
        refused(() -> LEARNER.fit((double[][]) null, Y), "inputs", "null");
        refused(() -> LEARNER.fit(X, (double[]) null), "targets", "null");
        refused(() -> LEARNER.fit(new double[0][], new double[0]), "inputs", "empty");
        refused(() -> LEARNER.fit(new double[][] {{1}, {1, 2}}, new double[2]), "inputs", "ragged", "row 1");
        refused(() -> LEARNER.fit(new double[][] {{1, Double.NaN}}, new double[1]), "inputs[0][1]", "NaN");
        refused(() -> LEARNER.fit(X, new double[] {1, 2, Double.NEGATIVE_INFINITY}), "targets[2]", "-Infinity");
        refused(() -> LEARNER.fit(X, new double[] {1, 2}), "targets", "3", "2");
        refused(() -> LEARNER.fit((INDArray) null, (INDArray) null), "inputs", "null");
    }

    @Test
    void queries() {
        KernelRidgeModel model = LEARNER.fit(X, Y);
        refused(() -> model.predict((Points) null), "queries", "null");
        refused(() -> model.predict(new double[5][7]), "queries: expected shape [m, 2], got [5, 7]", "context's 2");
        refused(() -> model.predict(new double[][] {{1, Double.NaN}}), "queries[0][1]", "NaN");
        refused(() -> model.predict(new double[0][]), "queries", "empty");
    }

    @Test
    void duplicatesWithoutARidge() {
        double[][] x = Randoms.of(1).gaussians(9, 2);
        x[7] = x[3].clone();
        NotPositiveDefiniteException error = catchThrowableOfType(
                NotPositiveDefiniteException.class,
                () -> KernelRidge.of(new Gaussian(1), 0).fit(x, new double[9]));
        assertThat(error.pivot()).isEqualTo(7);
        assertThat(error).message().contains("pivot 7", "row 7 duplicates row 3", "use a ridge of");
        assertThat(KernelRidge.of(new Gaussian(1), 1e-6)
                        .fit(x, new double[9])
                        .report()
                        .converged())
                .isTrue();
    }

    /** Whether the pivot of a duplicate comes out at or a little above 0 is chance: both must be refused. */
    @Test
    void duplicatesAreNeverSolvedByRounding() {
        for (int seed = 0; seed < 100; seed++) {
            int n = 3 + seed % 40;
            double[][] x = Randoms.of(seed).gaussians(n, 3);
            x[n - 1] = x[n / 2].clone();
            double[] y = Randoms.of(seed).split("y").gaussians(n);
            assertThatThrownBy(() -> KernelRidge.of(new Gaussian(1.5), 0).fit(x, y))
                    .isInstanceOf(NotPositiveDefiniteException.class)
                    .hasMessageContaining("row " + (n - 1) + " duplicates row " + n / 2);
        }
    }

    /** The Gram matrix [1 8; 8 64 + p] without rounding, whose last pivot is p; 2 eps 64 = 2^-45 is the limit. */
    @Test
    void aPivotOfRoundingIsRefusedAndALargerOneIsNot() {
        KernelRidge learner = KernelRidge.of(new Linear(), 0);
        assertThatThrownBy(() -> learner.fit(new double[][] {{1, 0}, {8, 0x1p-23}}, new double[] {1, 1}))
                .isInstanceOf(NotPositiveDefiniteException.class)
                .hasMessageContaining("pivot 1 is " + 0x1p-46 + ", not above n eps k(x, x) = 2.84e-14")
                .hasMessageContaining("row 1 of the inputs depends on the rows before it");
        double p = 0x1p-40;
        KernelRidgeModel model = learner.fit(new double[][] {{1, 0}, {8, 0x1p-20}}, new double[] {19, 152 + 2 * p});
        assertThat(model.dualCoefficients().column(0)).containsExactly(3, 2);
    }

    @Test
    void theRidgeThatTheErrorAdvisesIsEnoughAndSmall() {
        double[][] x = Randoms.of(1).gaussians(30, 2);
        x[17] = x[3].clone();
        double[] y = Randoms.of(2).gaussians(30);
        for (double scale : new double[] {1e-6, 1, 1e6}) {
            for (double ridge : new double[] {0, 1e-17 * scale}) {
                Kernel kernel = new Gaussian(1).scaled(scale);
                NotPositiveDefiniteException error = catchThrowableOfType(
                        NotPositiveDefiniteException.class,
                        () -> KernelRidge.of(kernel, ridge).fit(x, y));
                Matcher advice =
                        Pattern.compile("use a ridge of (\\S+) or more$").matcher(error.getMessage());
                assertThat(advice.find()).isTrue();
                double advised = Double.parseDouble(advice.group(1));
                // 1e-10 k(x, x), or 100 n eps k(x, x) where that is more.
                assertThat(advised).isCloseTo(1e-10 * scale, within(1e-12 * scale));
                // Enough for a solution with the residual of Cholesky's, n eps |K|_inf / ridge; not for all digits.
                double bound = 30 * Math.ulp(1.0) * 30 * scale / advised;
                assertThat(KernelRidge.of(kernel, advised).fit(x, y).report().relativeResidual())
                        .isLessThan(bound);
            }
        }
    }

    @Test
    void aSingularKernelWithoutARidge() {
        // Three points in the plane: the linear kernel has rank 2.
        NotPositiveDefiniteException error = catchThrowableOfType(
                NotPositiveDefiniteException.class,
                () -> KernelRidge.of(new Linear(), 0).fit(X, Y));
        assertThat(error.pivot()).isEqualTo(2);
        assertThat(error).message().contains("row 2 of the inputs depends on the rows before it");
    }

    @Test
    void anIndefiniteKernel() {
        Kernel kernel = (x, z) -> -1;
        assertThatThrownBy(() -> KernelRidge.of(kernel, 0.5).fit(X, Y))
                .isInstanceOf(NotPositiveDefiniteException.class)
                .hasMessageContaining("pivot 0 is -0.5")
                .hasMessageContaining("not symmetric: check it with KernelContract");
    }

    @Test
    void aFileThatHoldsMoreThanTheModel(@TempDir Path directory) {
        Path file = directory.resolve("scaled.zip");
        KernelRidgeModel model = KernelRidge.of(new Linear(), 1).fit(X, Y);
        model.toModelFile().with("inputPowers", new double[] {2, 3}).save(file);
        refused(() -> KernelRidgeModel.load(file), "inputPowers");
        assertThat(KernelRidgeModel.of("scaled", ModelFile.load(file)).dualCoefficients())
                .isEqualTo(model.dualCoefficients());
    }

    @Test
    void aScalingThatDoesNotFit(@TempDir Path directory) {
        Path file = directory.resolve("scaled.zip");
        ModelFile model = KernelRidge.of(new Linear(), 1).fit(X, Y).toModelFile();
        model.with("inputScales", new double[] {2, 3}).save(file);
        refused(() -> KernelRidgeModel.load(file), "inputCentres");
        model.with("inputCentres", new double[9])
                .with("inputScales", new double[] {1, 1, 1, 1, 1, 1, 1, 1, 1})
                .save(file);
        refused(() -> KernelRidgeModel.load(file), "scales 9 columns");
    }

    @Test
    void aKernelThatIsNotFinite() {
        Kernel kernel = (x, z) -> x[0] == 4 && z[0] == 4 ? 1 : x[0] + z[0] == 6 ? Double.NaN : x == z ? 2 : 0;
        refused(() -> KernelRidge.of(kernel, 1).fit(X, Y), "NaN");
    }

    @Test
    void tooLargeIsRefusedBeforeAllocating() {
        int n = 200_000;
        Context context =
                Context.of(Points.ofRows("inputs", n, 1, new double[n]), Points.ofRows("targets", n, 1, new double[n]));
        long start = System.nanoTime();
        refused(
                () -> LEARNER.fit(context),
                "200000 x 200000 kernel matrix",
                "298.0 GiB",
                "(320001600000 bytes)",
                "IterativeKernelRidge");
        // Touching 320 GB, or evaluating 4e10 pairs, would take minutes.
        assertThat(1e-9 * (System.nanoTime() - start)).isLessThan(10);
    }

    @Test
    void overflowIsAnErrorNotAnInfinity() {
        double[] y = {1e308, -1e308, 1e308};
        refused(
                () -> KernelRidge.of(new Gaussian(1), 1e-9).fit(new double[][] {{0}, {1e-9}, {2}}, y),
                "targets: are too large",
                "row 0");
    }

    @Test
    void files(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("model.icl");
        refused(() -> KernelRidgeModel.load((Path) null), "path", "null");
        ModelFile.of("something-else").save(file);
        refused(() -> KernelRidgeModel.load(file), "something-else", "kernel-ridge");
        LEARNER.fit(X, Y).save(file);
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length / 2));
        refused(() -> KernelRidgeModel.load(file), file.toString());
        ModelFile.of("kernel-ridge")
                .with("kernel", "linear()")
                .with("ridge", 1.0)
                .with("inputs", Points.of("x", X))
                .with("dualCoefficients", Points.ofColumn("a", new double[] {1, 2}))
                .with("targetMeans", new double[] {0})
                .save(file);
        refused(() -> KernelRidgeModel.load(file), "do not fit together", "[3, 2]", "[2, 1]");
    }
}
