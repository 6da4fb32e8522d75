package org.icl4j.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.linear.RealMatrix;
import org.icl4j.core.Points;
import org.icl4j.core.linalg.NativeArrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The gradient of the log marginal likelihood -y' C^-1 y / 2 - log det C / 2 - n log(2 pi) / 2, C = K + ridge I, through
 * {@link GramGradient}: against scikit-learn's and against central differences.
 */
class MarginalLikelihoodTest {

    private static final Pattern WORDS = Pattern.compile(" ");

    /** What the reference file holds. */
    private record Reference(Points x, List<Double> y, String text, double ridge, double value, List<Double> gradient) {

        @Override
        public String toString() {
            return text;
        }
    }

    static Stream<Reference> references() {
        List<String> lines;
        try (InputStream file =
                MarginalLikelihoodTest.class.getResourceAsStream("scikit-learn-marginal-likelihood.txt")) {
            lines = new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        int n = 0;
        while (!lines.get(n + 1).startsWith("y ")) {
            n++;
        }
        double[][] rows = lines.subList(1, n + 1).stream()
                .map(line -> toArray(numbers(line)))
                .toArray(double[][]::new);
        Points x = Points.of("x", rows);
        List<Double> y = numbers(lines.get(n + 2));
        List<Reference> references = new ArrayList<>();
        for (int i = n + 3; i < lines.size(); i += 5) {
            references.add(new Reference(
                    x,
                    y,
                    lines.get(i).substring("case ".length()),
                    number(lines.get(i + 1)),
                    number(lines.get(i + 2)),
                    numbers(lines.get(i + 4))));
        }
        assertThat(references).hasSizeGreaterThan(4);
        return references.stream();
    }

    private static double number(String line) {
        return Double.parseDouble(line.substring(line.indexOf(' ') + 1));
    }

    private static List<Double> numbers(String line) {
        return WORDS.splitAsStream(line).map(Double::valueOf).toList();
    }

    private static double[] toArray(List<Double> numbers) {
        return numbers.stream().mapToDouble(Double::doubleValue).toArray();
    }

    private static RealMatrix covariance(Kernel kernel, Reference reference) {
        int n = reference.x().size();
        try (INDArray matrix = Gram.matrix(kernel, reference.x())) {
            double[] k = NativeArrays.toRowMajor(matrix);
            RealMatrix c = new Array2DRowRealMatrix(n, n);
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    c.setEntry(i, j, k[i * n + j] + (i == j ? reference.ridge() : 0));
                }
            }
            return c;
        }
    }

    private static double likelihood(Kernel kernel, Reference reference) {
        CholeskyDecomposition cholesky = new CholeskyDecomposition(covariance(kernel, reference));
        RealMatrix y = new Array2DRowRealMatrix(toArray(reference.y()));
        double fit = y.transpose().multiply(cholesky.getSolver().solve(y)).getEntry(0, 0);
        double logDeterminant = 0;
        for (int i = 0; i < y.getRowDimension(); i++) {
            logDeterminant += 2 * Math.log(cholesky.getL().getEntry(i, i));
        }
        return -0.5 * (fit + logDeterminant + y.getRowDimension() * Math.log(2 * Math.PI));
    }

    @ParameterizedTest
    @MethodSource("references")
    void gradientIsScikitLearnsAndTheDifferences(Reference reference) {
        DifferentiableKernel kernel = DifferentiableKernel.of(Kernel.parse(reference.text()));
        Points x = reference.x();
        int n = x.size();
        RealMatrix c = covariance(kernel, reference);
        RealMatrix inverse = new CholeskyDecomposition(c).getSolver().getInverse();
        double[] alpha = inverse.operate(toArray(reference.y()));
        double[] eigenvalues = new EigenDecomposition(c).getRealEigenvalues();
        double condition = eigenvalues[0] / eigenvalues[n - 1];
        double[] lower = new double[n * n];
        for (int j = 0; j < n; j++) {
            for (int i = j; i < n; i++) {
                lower[j * n + i] = 0.5 * (alpha[i] * alpha[j] - inverse.getEntry(i, j));
            }
        }
        double[] gradient;
        double size = 1;
        try (INDArray weights = NativeArrays.uninitialised(n, n)) {
            NativeArrays.copyIn(lower, 0, weights, 0, n * n);
            gradient = GramGradient.hyperparameters(kernel, x, weights);
        }
        for (double weight : lower) {
            size += 2 * Math.abs(weight) * Math.abs(c.getEntry(0, 0));
        }

        // Solves with C are exact to n kappa eps; size bounds the sum of the terms.
        double bound = 8 * n * condition * Oracle.EPSILON * size;
        assertThat(bound).isLessThan(1e-9 * size);
        Oracle.assertClose(likelihood(kernel, reference), reference.value(), bound, "likelihood", 0, 0);
        assertThat(gradient).hasSize(reference.gradient().size());
        Hyperparameters space = Hyperparameters.of(kernel);
        // h^2 / 6 of the third derivative, and the rounding of two likelihoods over 2 h.
        double h = 1e-4;
        for (int q = 0; q < gradient.length; q++) {
            Oracle.assertClose(gradient[q], reference.gradient().get(q), bound, "scikit-learn's gradient", q, 0);
            double[] up = space.theta();
            double[] down = space.theta();
            up[q] += h;
            down[q] -= h;
            double difference = (likelihood(space.at(up), reference) - likelihood(space.at(down), reference)) / (2 * h);
            Oracle.assertClose(gradient[q], difference, h * h * size + bound / h, "difference", q, 0);
        }
    }
}
