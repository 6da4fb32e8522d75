package org.icl4j.solvers.select;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.icl4j.core.Points;
import org.icl4j.core.Randoms;
import org.icl4j.kernels.DifferentiableKernel;
import org.icl4j.kernels.Hyperparameter;
import org.icl4j.kernels.Hyperparameters;
import org.icl4j.solvers.Scaling;
import org.jspecify.annotations.Nullable;

/**
 * What {@link GradientSearch} moves, within which bounds and from where: theta holds the free hyperparameters' logarithms, then log r unless the
 * ridge is given. Ridges are in units of the kernel's mean diagonal.
 */
final class SearchBox {

    /** Length scales are sought within this factor of the spread of the inputs, unless bounds are given. */
    private static final double REACH = 1e3;

    private static final double LEAST_RIDGE = 1e-13;
    private static final double GREATEST_RIDGE = 1e4;
    private static final double START_RIDGE = 0.05;
    /** Ridges that are nearer than this to the usual start are no other start. */
    private static final double NEAR = 0.1;

    /** How far random starts lie from the spread of the inputs, in logarithms. */
    private static final double SPREAD = 1;

    private static final Pattern LENGTH_SCALE = Pattern.compile("(?:.*[.])?lengthScale([0-9]*)");

    private final Hyperparameters space;
    private final @Nullable Double ridge;
    private final int free;
    private final double diagonal;
    /** The free parameters, length scales by the spread of the inputs. */
    private final double[] spread;

    private final double[] lower;
    private final double[] upper;

    SearchBox(Hyperparameters space, @Nullable Double ridge, Points inputs) {
        this.space = space;
        this.ridge = ridge;
        this.free = space.free().size();
        this.diagonal = meanDiagonal(inputs);
        this.spread = spread(inputs);
        this.lower = with(limits(space.lower(), -1), Math.log(LEAST_RIDGE * diagonal));
        this.upper = with(limits(space.upper(), 1), Math.log(GREATEST_RIDGE * diagonal));
    }

    double[] lower() {
        return lower;
    }

    double[] upper() {
        return upper;
    }

    DifferentiableKernel kernel(double[] theta) {
        return space.at(Arrays.copyOf(theta, free));
    }

    double ridge(double[] theta) {
        return ridge != null ? ridge : Math.exp(theta[free]);
    }

    /** Whether the ridge is sought, and is one of those that are far below the usual start. */
    boolean smallRidge(double[] theta) {
        return ridge == null && ridge(theta) < NEAR * START_RIDGE * diagonal;
    }

    /** The same with a ridge ten times as large; theta itself where the ridge is given. */
    double[] raised(double[] theta) {
        return ridge == null ? with(theta, theta[free] + Math.log(10)) : theta;
    }

    /** Writes the gradient of a value in theta. */
    void gradient(GramObjective.Value value, double[] gradient) {
        double[] part = space.gradient(value.kernelGradient());
        System.arraycopy(part, 0, gradient, 0, free);
        if (ridge == null) {
            gradient[free] = value.ridgeGradient();
        }
    }

    private double[] with(double[] kernel, double logRidge) {
        double[] theta = Arrays.copyOf(kernel, ridge == null ? free + 1 : free);
        if (ridge == null) {
            theta[free] = logRidge;
        }
        return theta;
    }

    /**
     * The kernel's own numbers, length scales by the spread of the inputs, and random ones around those.
     *
     * @param f the function, to choose a small ridge by
     * @param restarts random starts
     * @param seed draws them
     */
    List<double[]> starts(ToDoubleFunction<double[]> f, int restarts, long seed) {
        double log = Math.log(START_RIDGE * diagonal);
        List<double[]> starts = new ArrayList<>();
        double[] own = space.theta();
        boolean moved = !Arrays.equals(own, spread);
        starts.add(with(spread, log));
        if (ridge == null) {
            starts.add(leastOfSmallRidges(f));
        }
        if (moved) {
            starts.add(with(own, log));
        }
        for (int r = 0; r < restarts; r++) {
            Randoms randoms = Randoms.of(seed).split("start").split(r);
            double[] random = spread.clone();
            for (int q = 0; q < free; q++) {
                random[q] += SPREAD * randoms.gaussian();
            }
            starts.add(with(random, Math.log(diagonal) + randoms.uniform(Math.log(1e-5), 0)));
        }
        return starts;
    }

    /** The best of the small ridges: exact data and trends in a few directions want one far below the usual start. */
    private double[] leastOfSmallRidges(ToDoubleFunction<double[]> f) {
        double[] best = with(spread, Math.log(1e-4 * diagonal));
        double found = Double.POSITIVE_INFINITY;
        for (double relative = 1e-4; relative > LEAST_RIDGE; relative *= 1e-2) {
            double[] theta = with(spread, Math.log(relative * diagonal));
            double value = f.applyAsDouble(theta);
            if (value < found) {
                found = value;
                best = theta;
            }
        }
        return best;
    }

    /** The kernel's own numbers with this ridge, and, where it is small, with one that takes more of the targets for noise: few rows cannot tell. */
    List<double[]> from(double startRidge) {
        double usual = START_RIDGE * diagonal;
        double[] own = with(space.theta(), Math.log(startRidge));
        return ridge != null || startRidge > NEAR * usual
                ? List.of(own)
                : List.of(own, with(space.theta(), Math.log(usual)));
    }

    /** A sentence for each number that is at one of its bounds. */
    List<String> borders(double[] theta) {
        List<String> borders = new ArrayList<>();
        for (int q = 0; q < theta.length; q++) {
            boolean low = theta[q] <= lower[q] + 1e-9;
            if (low || theta[q] >= upper[q] - 1e-9) {
                String name = q < free ? space.names().get(q) : "ridge";
                borders.add(String.format(
                        Locale.ROOT,
                        "%s ends at its %s bound %.3g",
                        name,
                        low ? "lower" : "upper",
                        Math.exp(theta[q])));
            }
        }
        return borders;
    }

    /** Whether one length scale is for all columns. */
    boolean sharesALengthScale() {
        return space.names().stream()
                .map(LENGTH_SCALE::matcher)
                .anyMatch(matcher -> matcher.matches() && matcher.group(1).isEmpty());
    }

    private double meanDiagonal(Points inputs) {
        double[] k = new double[inputs.size()];
        space.kernel().diagonal(inputs, 0, k.length, k, 0);
        double mean = Arrays.stream(k).map(Math::abs).average().orElse(1);
        return mean > 0 ? mean : 1;
    }

    private double[] spread(Points inputs) {
        double[] start = space.theta();
        double[] scales = Scaling.standardising(inputs).scales();
        double root = Math.sqrt(scales.length);
        double median = DistanceMedian.of(inputs);
        List<Hyperparameter> parameters = space.free();
        double[] lower = space.lower();
        double[] upper = space.upper();
        for (int q = 0; q < free; q++) {
            Matcher matcher = LENGTH_SCALE.matcher(parameters.get(q).name());
            if (matcher.matches()) {
                String column = matcher.group(1);
                int k = column.isEmpty() ? 0 : Integer.parseInt(column);
                double scale = k >= 1 && k <= scales.length ? root * scales[k - 1] : median;
                start[q] = Math.max(lower[q], Math.min(upper[q], Math.log(scale)));
            }
        }
        return start;
    }

    /** The space's bounds, and for length scales of default bounds those around the spread of the inputs if they are narrower. */
    private double[] limits(double[] bounds, double direction) {
        double[] limits = bounds.clone();
        List<Hyperparameter> parameters = space.free();
        double[] own = space.theta();
        for (int q = 0; q < free; q++) {
            Hyperparameter parameter = parameters.get(q);
            boolean open = parameter.lower() <= Hyperparameter.DEFAULT_LOWER
                    && parameter.upper() >= Hyperparameter.DEFAULT_UPPER;
            if (open && LENGTH_SCALE.matcher(parameter.name()).matches()) {
                double reach = spread[q] + direction * Math.log(REACH);
                limits[q] = direction < 0
                        ? Math.max(limits[q], Math.min(reach, own[q]))
                        : Math.min(limits[q], Math.max(reach, own[q]));
            }
        }
        return limits;
    }
}
