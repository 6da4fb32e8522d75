package org.icl4j.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.icl4j.core.Points;
import org.icl4j.core.linalg.NativeArrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Every family that scikit-learn has, by its text form, against scikit-learn's own numbers. */
class ScikitLearnReferencesTest {

    /** Relative, number by number; a reference of 0 must be 0. Most of it is scikit-learn's share: distances by products. */
    private static final double TOLERANCE = 1e-12;

    static Stream<References.Case> cases() {
        return References.scikitLearn().stream();
    }

    static Stream<References.Case> gradients() {
        return cases().filter(c -> c.gradient.length > 0);
    }

    @Test
    void everyFileIsReadToItsEnd() {
        assertThat(References.scikitLearn()).hasSizeGreaterThan(120);
        assertThat(References.scikitLearn())
                .filteredOn(c -> c.gradient.length > 0)
                .hasSizeGreaterThan(30);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void valuesAndBlocksAgree(References.Case reference) {
        Kernel kernel = Kernel.parse(reference.text);
        Points x = reference.x;
        Points z = reference.z;
        try (INDArray matrix = reference.isSymmetric() ? Gram.matrix(kernel, x) : Gram.matrix(kernel, x, z)) {
            double[] blocks = NativeArrays.toRowMajor(matrix);
            for (int i = 0; i < x.size(); i++) {
                for (int j = 0; j < z.size(); j++) {
                    double expected = reference.values[i][j];
                    double bound = TOLERANCE * Math.abs(expected);
                    Oracle.assertClose(kernel.value(x.row(i), z.row(j)), expected, bound, "value", i, j);
                    Oracle.assertClose(blocks[i * z.size() + j], expected, bound, "block", i, j);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void diagonalsAgree(References.Case reference) {
        if (reference.isSymmetric()) {
            Points x = reference.x;
            double[] diagonal = new double[x.size()];
            Kernel.parse(reference.text).diagonal(x, 0, x.size(), diagonal, 0);
            for (int i = 0; i < x.size(); i++) {
                double expected = reference.values[i][i];
                Oracle.assertClose(diagonal[i], expected, TOLERANCE * Math.abs(expected), "diagonal", i, i);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("gradients")
    void gradientsAgree(References.Case reference) {
        DifferentiableKernel kernel = DifferentiableKernel.of(Kernel.parse(reference.text));
        Points x = reference.x;
        int n = x.size();
        List<Hyperparameter> parameters = kernel.hyperparameters();
        double[][] expected = reference.gradient;
        assertThat(expected).hasDimensions(parameters.size(), n * n);
        Tile tile = Tile.of(x, 0, n, x, 0, n);
        double[] values = new double[tile.length()];
        double[][] gradients = new double[parameters.size()][tile.length()];
        kernel.gradientBlocks(tile, values, gradients);
        for (int q = 0; q < gradients.length; q++) {
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    double theirs = expected[q][i * n + j];
                    Oracle.assertClose(
                            gradients[q][i * tile.stride() + j],
                            theirs,
                            TOLERANCE * Math.abs(theirs),
                            parameters.get(q).name(),
                            i,
                            j);
                    Oracle.assertClose(
                            values[i * tile.stride() + j],
                            reference.values[i][j],
                            TOLERANCE * Math.abs(reference.values[i][j]),
                            "value beside the gradient",
                            i,
                            j);
                }
            }
        }
    }
}
