package org.icl4j.kernels.features;

import java.util.Arrays;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.icl4j.core.Points;
import org.icl4j.core.Randoms;
import org.icl4j.core.Require;
import org.icl4j.core.math.VectorMath;
import org.icl4j.kernels.Kernel;

/**
 * Random Fourier features of a stationary kernel with k(x, x) = 1: with frequencies w_1, ..., w_D from the kernel's
 * {@link SpectralDistribution},
 *
 * <pre>
 * COSINE_SINE      phi(x) = (cos(w_1'x), ..., cos(w_D'x), sin(w_1'x), ..., sin(w_D'x)) / sqrt(D),   m = 2 D
 * SHIFTED_COSINE   phi(x) = sqrt(2 / D) (cos(w_1'x + b_1), ..., cos(w_D'x + b_D)),   b uniform on [0, 2 pi),   m = D
 * </pre>
 *
 * <p>Unbiased: E phi(x)'phi(z) = k(x, z). With t = x - z and K(t) = k(x, z), for independent frequencies
 *
 * <pre>
 * COSINE_SINE      Var = ((1 + K(2 t)) / 2 - K(t)^2) / D;   for a Gaussian (1 - K(t)^2)^2 / (2 D)
 * SHIFTED_COSINE   Var = ((1 + K(2 t)) / 2 - K(t)^2 + 1/2) / D
 * </pre>
 *
 * <p>so at equal m pairs are better wherever k(x, z) is large, and exact at x = z. {@link Sampling#ORTHOGONAL} adds
 * b (b - 1) c / D^2 for each orthogonal block of b &lt;= d frequencies, where for a Gaussian kernel
 * c = 1F1(d; d/2; -y) - e^(-2 y), y = -log k(x, z), is the covariance of two cosines of one block; for other spectra, and for
 * quasi-Monte Carlo, the variance is not known in closed form.
 *
 * <p>Cost: 2 d D flops and D cosines and sines a point. Memory: 8 d D bytes.
 *
 * <p>Source: Rahimi and Recht (2007), Random features for large-scale kernel machines, algorithm 1; the variances: Sutherland
 * and Schneider (2015), On the error of random Fourier features; orthogonal blocks: {@link Sampling#ORTHOGONAL}.
 */
public final class RandomFourierFeatures implements FeatureMap {

    /** Which trigonometric functions are the features. */
    public enum Form {
        /** A cosine and a sine of each frequency: two features each, no random phase, lower variance. */
        COSINE_SINE,
        /** A cosine with a random phase of each frequency: one feature each. */
        SHIFTED_COSINE
    }

    private final SpectralDistribution spectrum;
    private final int width;
    private final int size;
    private final Form form;
    private final Sampling sampling;
    private final long seed;
    private final Projection projection;
    private final double[] phases;

    private RandomFourierFeatures(
            SpectralDistribution spectrum, int width, int size, Form form, Sampling sampling, long seed) {
        this.spectrum = Require.notNull("spectrum", spectrum);
        this.form = Require.notNull("form", form);
        this.sampling = Require.notNull("sampling", sampling);
        this.width = width;
        this.size = size;
        this.seed = seed;
        Transforms.requireDrawable(width, size);
        spectrum.requireWidth(width);
        if (form == Form.COSINE_SINE && size % 2 != 0) {
            throw Require.error("size", "must be even for pairs of cosine and sine, got " + size);
        }
        int count = form == Form.COSINE_SINE ? size / 2 : size;
        Randoms randoms = Randoms.of(seed).split("features");
        double[][] frequencies = new double[count][width];
        double[] uniforms = new double[count];
        sampling.draw(frequencies, uniforms, spectrum.usesUniform(), randoms);
        for (int j = 0; j < count; j++) {
            double[] normals = frequencies[j].clone();
            spectrum.frequency(normals, uniforms[j], frequencies[j]);
            Require.finite("frequency " + j + " of " + spectrum.kernel(), frequencies[j]);
        }
        projection = new Projection(frequencies, 1);
        phases = form == Form.COSINE_SINE ? new double[0] : phases(count, randoms.split("phases"));
    }

    private static double[] phases(int count, Randoms randoms) {
        double[] phases = new double[count];
        Arrays.setAll(phases, j -> randoms.uniform(0, 2 * Math.PI));
        return phases;
    }

    /**
     * Pairs of cosine and sine of independent frequencies.
     *
     * @param kernel a kernel that {@link SpectralDistribution#of} knows
     * @param width d, the number of coordinates of a point
     * @param size m, even
     * @param seed of the frequencies
     * @return the map
     * @throws IllegalArgumentException if the kernel's frequencies are not known or a size is out of range
     */
    public static RandomFourierFeatures of(Kernel kernel, int width, int size, long seed) {
        return of(SpectralDistribution.of(kernel), width, size, seed);
    }

    /**
     * Pairs of cosine and sine of independent frequencies from a given distribution.
     *
     * @param spectrum the distribution of the frequencies
     * @param width d, the number of coordinates of a point
     * @param size m, even
     * @param seed of the frequencies
     * @return the map
     * @throws IllegalArgumentException if a size is out of range
     */
    public static RandomFourierFeatures of(SpectralDistribution spectrum, int width, int size, long seed) {
        return new RandomFourierFeatures(spectrum, width, size, Form.COSINE_SINE, Sampling.INDEPENDENT, seed);
    }

    /**
     * The shifted form, sqrt(2) cos(w'x + b): m independent cosines with random phases.
     *
     * @param kernel a kernel that {@link SpectralDistribution#of} knows
     * @param width d, the number of coordinates of a point
     * @param size m
     * @param seed of the frequencies and phases
     * @return the map
     * @throws IllegalArgumentException if the kernel's frequencies are not known or a size is out of range
     */
    public static RandomFourierFeatures shifted(Kernel kernel, int width, int size, long seed) {
        return shifted(SpectralDistribution.of(kernel), width, size, seed);
    }

    /**
     * The shifted form for a given distribution of frequencies.
     *
     * @param spectrum the distribution of the frequencies
     * @param width d, the number of coordinates of a point
     * @param size m
     * @param seed of the frequencies and phases
     * @return the map
     * @throws IllegalArgumentException if a size is out of range
     */
    public static RandomFourierFeatures shifted(SpectralDistribution spectrum, int width, int size, long seed) {
        return new RandomFourierFeatures(spectrum, width, size, Form.SHIFTED_COSINE, Sampling.INDEPENDENT, seed);
    }

    /**
     * The same map, its frequencies drawn otherwise.
     *
     * @param newSampling how the frequencies depend on each other
     * @return a new map
     * @throws IllegalArgumentException if the sequence has too few coordinates
     */
    public RandomFourierFeatures withSampling(Sampling newSampling) {
        return new RandomFourierFeatures(spectrum, width, size, form, newSampling, seed);
    }

    @Override
    public int width() {
        return width;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public Kernel kernel() {
        return spectrum.kernel();
    }

    /**
     * The form of the features.
     *
     * @return pairs, or shifted cosines
     */
    public Form form() {
        return form;
    }

    /**
     * How the frequencies were drawn.
     *
     * @return the sampling
     */
    public Sampling sampling() {
        return sampling;
    }

    /**
     * A copy of the frequencies.
     *
     * @return D rows of d numbers
     */
    public double[][] frequencies() {
        return projection.frequencies();
    }

    @Override
    public OptionalLong seed() {
        return OptionalLong.of(seed);
    }

    @Override
    public void rowsInto(Points x, int from, int count, double[] result, int offset) {
        Transforms.requireRows(this, x, from, count, result, offset);
        int frequencies = projection.count();
        int block = Math.min(count, Transforms.blockRows(frequencies));
        double[] angles = new double[block * frequencies];
        Trigonometry trigonometry = new Trigonometry();
        double factor = Math.sqrt((form == Form.COSINE_SINE ? 1.0 : 2.0) / frequencies);
        for (int first = 0; first < count; first += block) {
            int rows = Math.min(block, count - first);
            projection.apply(x, from + first, rows, angles, 0, frequencies);
            addPhases(angles, rows);
            for (int i = 0; i < rows; i++) {
                int target = offset + (first + i) * size;
                double[] sines = form == Form.COSINE_SINE ? result : null;
                trigonometry.cosinesAndSines(
                        angles, i * frequencies, frequencies, factor, result, target, sines, target + frequencies);
            }
        }
        Transforms.requireFinite(this, from, count, result, offset);
    }

    private void addPhases(double[] angles, int rows) {
        for (int i = 0; i < rows && phases.length > 0; i++) {
            VectorMath.get().axpy(1, phases, 0, angles, i * phases.length, phases.length);
        }
    }

    @Override
    public OptionalDouble bias(double[] x, double[] z) {
        Transforms.requirePair(this, x, z);
        return OptionalDouble.of(0);
    }

    @Override
    public OptionalDouble variance(double[] x, double[] z) {
        Transforms.requirePair(this, x, z);
        boolean orthogonal = sampling == Sampling.ORTHOGONAL && width > 1;
        if (sampling == Sampling.SOBOL || sampling == Sampling.HALTON || (orthogonal && !spectrum.isNormal())) {
            return OptionalDouble.empty();
        }
        double[] twice = new double[width];
        for (int k = 0; k < width; k++) {
            twice[k] = 2 * (x[k] - z[k]);
        }
        double value = kernel().value(x, z);
        double one = (1 + kernel().value(twice, new double[width])) / 2 - value * value;
        if (spectrum.isNormal()) {
            one = (1 - value * value) * (1 - value * value) / 2;
        }
        if (form == Form.SHIFTED_COSINE) {
            one += 0.5;
        }
        double y = -Math.log(value);
        double covariance = orthogonal ? Variances.alternatingKummer(width, y) - Math.exp(-2 * y) : 0;
        return Variances.of(Variances.ofBlocks(one, covariance, projection.count(), width));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof RandomFourierFeatures that
                && spectrum.kernel().equals(that.spectrum.kernel())
                && width == that.width
                && size == that.size
                && form == that.form
                && sampling == that.sampling
                && seed == that.seed;
    }

    @Override
    public int hashCode() {
        return Objects.hash(spectrum.kernel(), width, size, form, sampling, seed);
    }

    @Override
    public String toString() {
        return "RandomFourierFeatures[" + spectrum.kernel() + ", " + width + " to " + size + ", " + form + ", "
                + sampling + ", seed " + seed + "]";
    }
}
