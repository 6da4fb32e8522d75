package org.icl4j.kernels.stationary;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.icl4j.core.Points;
import org.icl4j.core.Require;
import org.icl4j.kernels.DifferentiableKernel;
import org.icl4j.kernels.Hyperparameter;
import org.icl4j.kernels.KernelFamily;
import org.icl4j.kernels.PointPair;
import org.icl4j.kernels.Tile;

/**
 * The spectral mixture kernel, whose spectral density is a mixture of Q Gaussians:
 *
 * <pre>k(x, z) = sum_q w_q prod_k exp(-2 pi^2 s_qk^2 (x_k - z_k)^2) cos(2 pi m_qk (x_k - z_k))</pre>
 *
 * <p>with weights w, and means m and standard deviations s of the frequencies, in periods per unit of the inputs. The density of
 * component q is the product over k of (N(m_qk, s_qk^2) + N(-m_qk, s_qk^2)) / 2, positive everywhere, so k is positive definite on
 * R^d; mixtures of this kind come as near as wanted to any stationary kernel. GPyTorch's SpectralMixtureKernel with the same
 * numbers (mixture weights, means and scales).
 *
 * <p>Cost: Q times that of a Gaussian, and 2 d Q multiplications a pair; cosines are taken of the points, not of the pairs.
 *
 * <p>Source: Wilson and Adams (2013), Gaussian Process Kernels for Pattern Discovery and Extrapolation, equation 12; the
 * product over coordinates is as in the authors' and GPyTorch's code.
 */
public final class SpectralMixture implements DifferentiableKernel {

    private final int width;
    private final List<SpectralComponent> components;

    /**
     * The kernel of Q components in d coordinates.
     *
     * @param weights w, Q positive numbers
     * @param means m, shape [Q, d], at least 0; copied
     * @param deviations s, shape [Q, d], positive; copied
     * @throws IllegalArgumentException if the shapes do not fit or a number is out of its range
     */
    public SpectralMixture(double[] weights, double[][] means, double[][] deviations) {
        Require.notNull("weights", weights);
        Require.notNull("means", means);
        Require.notNull("deviations", deviations);
        int q = Require.positive("weights.length", weights.length);
        rows("means", means, q);
        rows("deviations", deviations, q);
        this.width = Require.positive("means[0].length", Require.notNull("means[0]", means[0]).length);
        List<SpectralComponent> parts = new ArrayList<>();
        for (int c = 0; c < q; c++) {
            Require.positive("weights[" + c + "]", weights[c]);
            parts.add(new SpectralComponent(weights[c], row("means", means, c), row("deviations", deviations, c)));
        }
        this.components = List.copyOf(parts);
    }

    private static void rows(String name, double[][] rows, int count) {
        if (rows.length != count) {
            throw Require.error(name, "must have a row for each of the " + count + " weights, got " + rows.length);
        }
    }

    private double[] row(String name, double[][] rows, int c) {
        String rowName = name + "[" + c + "]";
        double[] row = Require.length(rowName, rows[c], width, "one per coordinate");
        for (int k = 0; k < width; k++) {
            String element = rowName + "[" + k + "]";
            if (!(name.equals("means") && row[k] == 0)) {
                LengthScales.check(element, row[k]);
            }
        }
        return row.clone();
    }

    /** The kernel of d, w_1, m_11 .. m_1d, s_11 .. s_1d, w_2, ... */
    static SpectralMixture ofNumbers(double[] numbers) {
        int d = KernelFamily.whole("d", numbers[0]);
        Require.positive("d", d);
        long each = 1 + 2L * d;
        if ((numbers.length - 1) % each != 0) {
            throw Require.error(
                    "spectralMixture",
                    "must have " + each + " numbers per component behind d = " + d + " (a weight, " + d + " means, " + d
                            + " deviations), got " + (numbers.length - 1));
        }
        int q = (int) ((numbers.length - 1) / each);
        double[] weights = new double[q];
        double[][] means = new double[q][];
        double[][] deviations = new double[q][];
        for (int c = 0; c < q; c++) {
            int at = 1 + c * (1 + 2 * d);
            weights[c] = numbers[at];
            means[c] = Arrays.copyOfRange(numbers, at + 1, at + 1 + d);
            deviations[c] = Arrays.copyOfRange(numbers, at + 1 + d, at + 1 + 2 * d);
        }
        return new SpectralMixture(weights, means, deviations);
    }

    /**
     * The weights.
     *
     * @return w, Q numbers
     */
    public double[] weights() {
        return components.stream().mapToDouble(SpectralComponent::weight).toArray();
    }

    /**
     * The components' mean frequencies.
     *
     * @return m, shape [Q, d], a copy
     */
    public double[][] means() {
        return components.stream().map(SpectralComponent::means).toArray(double[][]::new);
    }

    /**
     * The standard deviations of the components' frequencies.
     *
     * @return s, shape [Q, d], a copy
     */
    public double[][] deviations() {
        return components.stream().map(SpectralComponent::deviations).toArray(double[][]::new);
    }

    @Override
    public double value(double[] x, double[] z) {
        PointPair.checkWidths(x, z);
        LengthScales.checkWidth("spectralMixture", width, x.length);
        double sum = 0;
        for (SpectralComponent component : components) {
            sum += component.weight() * component.value(x, z);
        }
        return sum;
    }

    @Override
    public void block(Tile tile, double[] result) {
        LengthScales.checkWidth("spectralMixture", width, tile.width());
        Arrays.fill(result, 0, tile.length(), 0);
        double[] part = tile.borrow();
        for (SpectralComponent component : components) {
            component.block(tile, part);
            add(tile, component.weight(), part, result);
        }
        tile.release(part);
    }

    private static void add(Tile tile, double factor, double[] part, double[] result) {
        int length = tile.length();
        for (int i = 0; i < length; i++) {
            result[i] += factor * part[i];
        }
    }

    @Override
    public void diagonal(Points x, int from, int count, double[] result, int offset) {
        LengthScales.checkWidth("spectralMixture", width, x.width());
        double sum = 0;
        for (SpectralComponent component : components) {
            sum += component.weight();
        }
        Arrays.fill(result, offset, offset + count, sum);
    }

    /** {@inheritDoc} For each component its weight, the means that are not 0, and the deviations. */
    @Override
    public List<Hyperparameter> hyperparameters() {
        List<Hyperparameter> parameters = new ArrayList<>();
        for (int c = 0; c < components.size(); c++) {
            components.get(c).addHyperparameters(c + 1, parameters);
        }
        return List.copyOf(parameters);
    }

    @Override
    public SpectralMixture withHyperparameters(double... values) {
        Require.length("values", values, hyperparameters().size(), "weights, means that are not 0, and deviations");
        double[] weights = weights();
        double[][] means = means();
        double[][] deviations = deviations();
        int at = 0;
        for (int c = 0; c < weights.length; c++) {
            weights[c] = values[at++];
            for (int k = 0; k < width; k++) {
                means[c][k] = means[c][k] == 0 ? 0 : LengthScales.check("mean", values[at++]);
            }
            for (int k = 0; k < width; k++) {
                deviations[c][k] = values[at++];
            }
        }
        return new SpectralMixture(weights, means, deviations);
    }

    @Override
    public void gradientBlocks(Tile tile, double[] values, double[][] gradients) {
        LengthScales.checkWidth("spectralMixture", width, tile.width());
        Arrays.fill(values, 0, tile.length(), 0);
        int at = 0;
        for (SpectralComponent component : components) {
            int next = at + component.hyperparameterCount();
            component.gradientBlocks(tile, Arrays.copyOfRange(gradients, at, next));
            add(tile, 1, gradients[at], values);
            at = next;
        }
    }

    @Override
    public void contractInputs(Tile tile, double[] weights, double[] result, int offset) {
        LengthScales.checkWidth("spectralMixture", width, tile.width());
        for (SpectralComponent component : components) {
            component.contractInputs(tile, weights, result, offset);
        }
    }

    @Override
    public Definiteness definiteness() {
        return Definiteness.POSITIVE_DEFINITE;
    }

    @Override
    public boolean isStationary() {
        return true;
    }

    @Override
    public String specification() {
        return toString();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SpectralMixture kernel && components.equals(kernel.components);
    }

    @Override
    public int hashCode() {
        return components.hashCode();
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("spectralMixture(").append(width);
        for (SpectralComponent component : components) {
            text.append(", ").append(component);
        }
        return text.append(")").toString();
    }
}
