package org.icl4j.solvers.ridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.icl4j.core.Points;
import org.icl4j.core.Randoms;
import org.icl4j.core.model.ModelFile;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.objects.Precomputed;
import org.icl4j.kernels.stationary.Gaussian;
import org.icl4j.solvers.internal.Examples;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Models of kernels without a text form: saved with a fingerprint, read back with the kernel. */
class OwnKernelModelTest {

    private static final Points QUERIES = Points.of("queries", Randoms.of(10).gaussians(20, 3));

    @TempDir
    Path folder;

    private static Kernel own(double lengthScale) {
        return Kernel.radial(r2 -> Math.exp(-0.5 * r2 / (lengthScale * lengthScale)));
    }

    private Path saved(Kernel kernel) {
        Path file = folder.resolve("model.zip");
        KernelRidge.of(kernel, 0.1).fit(Examples.context(9, 50, 3, 2)).save(file);
        return file;
    }

    private static void refused(ThrowingCallable call, String... parts) {
        assertThatThrownBy(call)
                .isInstanceOf(IllegalArgumentException.class)
                .message()
                .contains(parts);
    }

    @Test
    void comeBackWithTheirKernelToTheSameBits() {
        KernelRidgeModel model =
                KernelRidge.of(own(0.7), 0.03).withCentredTargets(true).fit(Examples.context(9, 50, 3, 2));
        Path file = folder.resolve("model.zip");
        model.save(file);
        KernelRidgeModel loaded = KernelRidgeModel.load(file, own(0.7));
        assertThat(loaded.predict(QUERIES)).isEqualTo(model.predict(QUERIES));
        assertThat(loaded.report()).isEqualTo(model.report());
        assertThat(loaded.ridge()).isEqualTo(0.03);
        assertThat(ModelFile.load(file).names())
                .contains("ownKernel", "kernelValues")
                .doesNotContain("kernel");
        assertThat(ModelFile.load(file).vector("kernelValues")).hasSize(24).startsWith(1);
    }

    @Test
    void savingTwiceGivesTheSameBytes() throws Exception {
        Path first = saved(own(0.7));
        Path second = folder.resolve("again.zip");
        KernelRidgeModel.load(first, own(0.7)).save(second);
        assertThat(Files.readAllBytes(second)).isEqualTo(Files.readAllBytes(first));
    }

    @Test
    void withoutTheKernelTheErrorSaysWhatToCall() {
        Path file = saved(own(0.7));
        refused(
                () -> KernelRidgeModel.load(file),
                file + ": holds a model of a kernel without a text form",
                "KernelRidgeModel.load(path, kernel)");
    }

    @Test
    void anotherKernelIsRefused() {
        Path file = saved(own(0.7));
        refused(
                () -> KernelRidgeModel.load(file, own(0.70001)),
                "kernel: is not the one that the model in " + file + " was learnt with: k(x[0], x[",
                "but the file has");
        refused(() -> KernelRidgeModel.load(file, own(0.7).scaled(2)), "k(x[0], x[0]) = 2.0", "the file has 1.0");
        refused(() -> KernelRidgeModel.load(file, (x, z) -> Double.NaN), "k(x[0], x[0]) = NaN");
        refused(
                () -> KernelRidgeModel.load(file, (x, z) -> x[5] * z[5]),
                "kernel: is not the one",
                "fails on the model's inputs, [50, 3]",
                "ArrayIndexOutOfBounds");
        KernelRidgeModel rounded = KernelRidgeModel.load(file, own(0.7).scaled(1 + 1e-13));
        assertThat(rounded.inputs().size()).isEqualTo(50);
    }

    /** Between inputs evenly spread this kernel is 0, as any other of its length scale would be. */
    @Test
    void aNarrowKernelIsToldByItsNeighbours() {
        double[][] x = new double[1000][1];
        for (int i = 0; i < x.length; i++) {
            x[i][0] = i;
        }
        Path file = folder.resolve("narrow.zip");
        KernelRidge.of(own(0.5), 0.1).fit(x, new double[1000]).save(file);
        refused(() -> KernelRidgeModel.load(file, own(0.51)), "kernel: is not the one", "k(x[0], x[1]) = ");
        assertThat(KernelRidgeModel.load(file, own(0.5)).contextSize()).isEqualTo(1000);
    }

    @Test
    void fewOrEqualInputs() {
        Path file = folder.resolve("small.zip");
        for (double[][] x : new double[][][] {{{3}}, {{3}, {3}}, {{1}, {1}, {2}}}) {
            KernelRidge.of(own(1), 1).fit(x, new double[x.length]).save(file);
            assertThat(KernelRidgeModel.load(file, own(1)).contextSize()).isEqualTo(x.length);
            refused(() -> KernelRidgeModel.load(file, own(1).scaled(1.5)), "kernel: is not the one");
        }
    }

    @Test
    void aKernelWithATextFormMayBeGivenAndMustAgree() {
        Path file = saved(new Gaussian(0.7));
        KernelRidgeModel expected = KernelRidgeModel.load(file);
        KernelRidgeModel given = KernelRidgeModel.load(file, new Gaussian(0.7));
        assertThat(given.predict(QUERIES)).isEqualTo(expected.predict(QUERIES));
        assertThat(KernelRidgeModel.load(file, own(0.7)).inputs()).isEqualTo(expected.inputs());
        refused(() -> KernelRidgeModel.load(file, new Gaussian(0.8)), "kernel: is not the one");
    }

    @Test
    void kernelsOfObjectsToo() {
        double[][] gram = Examples.gram(new Gaussian(1), QUERIES.toRows(), QUERIES.toRows(), 0);
        Precomputed kernel = Precomputed.of(gram);
        KernelRidgeModel model = KernelRidge.of(kernel, 0.1).fit(kernel.context(new double[20]));
        Path file = folder.resolve("objects.zip");
        model.save(file);
        assertThat(KernelRidgeModel.load(file, Precomputed.of(gram)).dualCoefficients())
                .isEqualTo(model.dualCoefficients());
    }

    @Test
    void aTextTooDeepToReadIsNoText() {
        Kernel kernel = new Gaussian(1);
        for (int i = 0; i < 120; i++) {
            kernel = new Gaussian(1).plus(kernel);
        }
        Path file = saved(kernel);
        refused(() -> KernelRidgeModel.load(file), "without a text form");
        assertThat(KernelRidgeModel.load(file, kernel).kernel()).isEqualTo(kernel);
    }

    @Test
    @SuppressWarnings("NullAway") // null is what is tested
    void filesThatAreWrong() {
        Path file = saved(own(0.7));
        ModelFile contents = ModelFile.load(file);
        refused(() -> KernelRidgeModel.load(file, null), "kernel", "null");
        refused(() -> KernelRidgeModel.load(null, own(1)), "path", "null");
        contents.with("kernelValues", new double[5]).save(file);
        refused(() -> KernelRidgeModel.load(file, own(0.7)), "has 5 kernel values, expected 24");
        contents.with("inputPowers", new double[3]).save(file);
        refused(() -> KernelRidgeModel.load(file, own(0.7)), "inputPowers");
        ModelFile.of("kernel-ridge")
                .with("ownKernel", true)
                .with("ridge", 0.1)
                .with("inputs", contents.points("inputs"))
                .with("dualCoefficients", contents.points("dualCoefficients"))
                .with("targetMeans", new double[2])
                .with("method", "Cholesky")
                .with("status", "CONVERGED")
                .with("iterations", 0)
                .with("relativeResidual", 0.0)
                .with("bytes", 0)
                .with("seconds", 0.0)
                .save(file);
        refused(() -> KernelRidgeModel.load(file, own(0.7)), "has no vector 'kernelValues'");
    }
}
