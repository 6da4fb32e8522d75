package org.icl4j.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.icl4j.core.linalg.NativeArrays;
import org.icl4j.kernels.internal.engine.TileDistances;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Kernels of the angle against 60 digits, between angles of 1e-12 and pi - 1e-12. */
class AngleReferencesTest {

    private static final String FILE = "mpmath-angles.txt";

    /** Bounds of |dk/dtheta| in units of the greatest k: by how much an error of the angle moves it. */
    private static final Map<String, Double> STEEPNESS = Map.ofEntries(
            Map.entry("arcCosine(0)", 1 / Math.PI),
            Map.entry("arcCosine(1)", 0.58),
            Map.entry("arcCosine(2)", 1.0),
            Map.entry("reluNtk(1)", 0.7),
            Map.entry("reluNtk(2)", 1.0),
            Map.entry("reluNtk(5)", 1.7),
            Map.entry("cosine", 1.0),
            Map.entry("exponentialCosine(0.25)", 2.2),
            Map.entry("cayley(0.5)", 1.3),
            Map.entry("cayley(2)", 0.4),
            Map.entry("geometricAlgebra(4, 1, 1)", 2.2),
            Map.entry("geometricAlgebra(1, 0.5, 0.5)", 1.9));

    static Stream<References.Case> cases() {
        return References.read(FILE).stream();
    }

    @Test
    void everyKernelHasItsCases() {
        List<String> texts = cases().map(c -> c.text).toList();
        assertThat(texts).hasSize(4 * STEEPNESS.size()).containsAll(STEEPNESS.keySet());
    }

    /**
     * A direction is within (d / 2 + 2) u of x / |x| (a sum of d squares, a square root, a division), u = 2^-53; the angle
     * between two such within twice that and the arc sine's own ulp of pi, 4 u; near pi within 10 times the rounding of a
     * distance. The formulas that follow round about 10 times.
     */
    private static double angleError(int d) {
        return (d + 8 + 10 + 10) * Oracle.EPSILON / 2;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void valuesBlocksAndScoresAgree(References.Case reference) {
        Kernel kernel = Kernel.parse(reference.text);
        double steepness = Math.max(1, STEEPNESS.getOrDefault(reference.text, 0.0));
        boolean wide = reference.x.width() > TileDistances.LARGEST_WIDTH_BY_DIFFERENCES;
        double tolerance = steepness * angleError(reference.x.width());
        // By products squared distances are within 1e-12, relative; an angle of pi / 2 at most half of that.
        double blockTolerance = tolerance + (wide ? steepness * 1e-12 * Math.PI / 4 : 0);
        try (INDArray matrix = Gram.matrix(kernel, reference.x, reference.z)) {
            double[] blocks = NativeArrays.toRowMajor(matrix);
            int m = reference.z.size();
            for (int i = 0; i < reference.x.size(); i++) {
                for (int j = 0; j < m; j++) {
                    double[] x = reference.x.row(i);
                    double[] z = reference.z.row(j);
                    double expected = reference.values[i][j];
                    double greatest = Math.sqrt(kernel.value(x, x) * kernel.value(z, z));
                    double value = kernel.value(x, z);
                    Oracle.assertClose(value, expected, tolerance * greatest, "value", i, j);
                    Oracle.assertClose(blocks[i * m + j], expected, blockTolerance * greatest, "block", i, j);
                    if (kernel.logarithm().isPresent()) {
                        double score = kernel.logarithm().get().value(x, z);
                        double bound = tolerance * Math.max(1, Math.abs(Math.log(expected))) * greatest / expected;
                        Oracle.assertClose(score, Math.log(expected), bound, "score", i, j);
                    }
                }
            }
        }
    }
}
