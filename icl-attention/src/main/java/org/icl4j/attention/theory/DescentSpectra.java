package org.icl4j.attention.theory;

import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.EigenDecomposition;
import org.apache.commons.math3.optim.InitialGuess;
import org.apache.commons.math3.optim.MaxEval;
import org.apache.commons.math3.optim.SimpleValueChecker;
import org.apache.commons.math3.optim.nonlinear.scalar.GoalType;
import org.apache.commons.math3.optim.nonlinear.scalar.ObjectiveFunction;
import org.apache.commons.math3.optim.nonlinear.scalar.noderiv.NelderMeadSimplex;
import org.apache.commons.math3.optim.nonlinear.scalar.noderiv.SimplexOptimizer;
import org.icl4j.attention.tasks.Inputs;
import org.icl4j.core.Metrics;
import org.icl4j.core.Randoms;
import org.icl4j.core.Require;

/**
 * Risks of gradient descent and GD++ by depth. On y = w'x without noise, w ~ N(0, I), a query of covariance v I and H = X'X/n with
 * eigenvalues l, every such method answers x'(I - r(H)) w for a scalar function r, so that
 *
 * <pre>
 *   risk = E (f(x) - w'x)^2 = v E sum_i r(l_i)^2
 *   GD:    r(l) = prod_t (1 - eta_t l)
 *   GD++:  r_t = r_{t-1} (1 - eta_t c_{t-1}^2 l),  c_t = c_{t-1} (1 - gamma_t c_{t-1}^2 l),  r_0 = c_0 = 1
 * </pre>
 *
 * (GD++ replaces every x by (I - gamma X'X/n) x after each step; c is what x has become.) So d eigenvalues stand for a task: this class
 * draws the spectra of many tasks, and finds the steps that are best on them.
 *
 * <p>Sources: Ahn et al. 2023 (steps of their own for each layer); von Oswald et al. 2023 (GD++, shared steps). That a search over a few
 * scalars reproduces their trained losses is our observation.
 */
public final class DescentSpectra {

    /** Tasks that a search looks at before it settles on where to begin. */
    private static final int FEW = 500;

    private final double variance;
    private final double[][] spectra;

    private DescentSpectra(double variance, double[][] spectra) {
        this.variance = variance;
        this.spectra = spectra;
    }

    /**
     * Draws the spectra of many contexts.
     *
     * @param inputs the distribution of x, of covariance v I
     * @param variance v, above 0
     * @param contextSize n
     * @param tasks how many contexts
     * @param seed of the draws
     * @return their spectra; O(tasks d^2 (n + d)) time, 8 tasks d bytes
     */
    public static DescentSpectra of(Inputs inputs, double variance, int contextSize, int tasks, long seed) {
        int d = Require.notNull("inputs", inputs).width();
        Require.positive("variance", variance);
        Require.positive("contextSize", contextSize);
        double[][] spectra = new double[Require.positive("tasks", tasks)][];
        double[] x = new double[Math.multiplyExact(contextSize, d)];
        Randoms randoms = Randoms.of(seed);
        for (int b = 0; b < tasks; b++) {
            inputs.draw(x, contextSize, contextSize, randoms);
            double[][] h = new double[d][d];
            for (int i = 0; i < contextSize; i++) {
                for (int j = 0; j < d; j++) {
                    double xj = x[i * d + j] / contextSize;
                    for (int k = 0; k < d; k++) {
                        h[j][k] += xj * x[i * d + k];
                    }
                }
            }
            spectra[b] = new EigenDecomposition(new Array2DRowRealMatrix(h, false)).getRealEigenvalues();
        }
        return new DescentSpectra(variance, spectra);
    }

    /**
     * The risk of gradient descent with given steps.
     *
     * @param steps eta_1 to eta_L
     * @return mean over the tasks, with its standard error
     */
    public Metrics.Summary gradientDescent(double... steps) {
        return plusPlus(steps, new double[Require.notNull("steps", steps).length]);
    }

    /**
     * The risk of GD++ with given steps.
     *
     * @param steps eta_1 to eta_L
     * @param gammas gamma_1 to gamma_L, the steps of the inputs; the last has no effect
     * @return mean over the tasks, with its standard error
     * @throws IllegalArgumentException if lengths differ
     */
    public Metrics.Summary plusPlus(double[] steps, double[] gammas) {
        if (Require.finite("steps", steps).length == 0) {
            throw Require.error("steps", "is empty");
        }
        Require.length("gammas", Require.finite("gammas", gammas), steps.length, "one per step");
        return Metrics.summary(Arrays.stream(spectra)
                .mapToDouble(l -> variance * squares(l, steps, gammas))
                .toArray());
    }

    private double risk(double[] steps, double[] gammas) {
        double sum = 0;
        for (double[] l : spectra) {
            sum += squares(l, steps, gammas);
        }
        return variance * sum / spectra.length;
    }

    private static double squares(double[] spectrum, double[] steps, double[] gammas) {
        double sum = 0;
        for (double l : spectrum) {
            double r = 1;
            double c = 1;
            for (int t = 0; t < steps.length; t++) {
                double squared = c * c * l;
                r *= 1 - steps[t] * squared;
                c *= 1 - gammas[t] * squared;
            }
            sum += r * r;
        }
        return sum;
    }

    /**
     * The best steps of gradient descent on these tasks, one for each layer.
     *
     * @param layers L
     * @return L steps
     */
    public double[] bestSteps(int layers) {
        Require.positive("layers", layers);
        double[] start = new double[layers];
        for (int t = 0; t < layers; t++) {
            // Roots of a Chebyshev polynomial on (0, 2/v), inverted: spread over the spectrum.
            double root = (1 - 0.9 * Math.cos(Math.PI * (2 * t + 1) / (2.0 * layers))) * variance;
            start[t] = 1 / root;
        }
        return search(start, p -> risk(p, new double[layers]));
    }

    /**
     * The best step of gradient descent that all layers share.
     *
     * @param layers L
     * @return the step
     */
    public double bestSharedStep(int layers) {
        Require.positive("layers", layers);
        return search(new double[] {0.5 / variance}, p -> {
            double[] steps = new double[layers];
            Arrays.fill(steps, p[0]);
            return risk(steps, new double[layers]);
        })[0];
    }

    /**
     * The best steps of GD++ on these tasks, one pair for each layer.
     *
     * @param layers L
     * @return eta_1, gamma_1, ..., eta_L, gamma_L
     */
    public double[] bestPlusPlus(int layers) {
        Require.positive("layers", layers);
        // Several valleys: later steps are larger, as the inputs have shrunk. A few tasks tell the valleys apart.
        DescentSpectra few = new DescentSpectra(variance, Arrays.copyOf(spectra, Math.min(spectra.length, FEW)));
        double[] best = new double[0];
        double least = Double.POSITIVE_INFINITY;
        for (double growth : new double[] {1, 2, 4, 7}) {
            for (double gamma : new double[] {0.3, 0.45}) {
                double[] start = new double[2 * layers];
                for (int t = 0; t < layers; t++) {
                    start[2 * t] = 0.6 * Math.pow(growth, t) / variance;
                    start[2 * t + 1] = gamma / variance;
                }
                double[] found = search(start, p -> few.risk(every(p, 0), every(p, 1)));
                double risk = few.risk(every(found, 0), every(found, 1));
                if (risk < least) {
                    least = risk;
                    best = found;
                }
            }
        }
        return search(best, p -> risk(every(p, 0), every(p, 1)));
    }

    /**
     * The best pair of GD++ that all layers share.
     *
     * @param layers L
     * @return eta and gamma
     */
    public double[] bestSharedPlusPlus(int layers) {
        Require.positive("layers", layers);
        return search(new double[] {0.5 / variance, 0.1 / variance}, p -> {
            double[] steps = new double[layers];
            double[] gammas = new double[layers];
            Arrays.fill(steps, p[0]);
            Arrays.fill(gammas, p[1]);
            return risk(steps, gammas);
        });
    }

    /** Elements of one parity. */
    static double[] every(double[] pairs, int first) {
        double[] part = new double[pairs.length / 2];
        for (int i = 0; i < part.length; i++) {
            part[i] = pairs[2 * i + first];
        }
        return part;
    }

    // Nelder-Mead, restarted from its end until a restart gains less than 0.1 %: a simplex that has collapsed stops
    // early.
    private static double[] search(double[] start, ToDoubleFunction<double[]> risk) {
        double[] best = start;
        double value = risk.applyAsDouble(start);
        for (int restart = 0; restart < 20; restart++) {
            double[] edges = new double[start.length];
            for (int i = 0; i < edges.length; i++) {
                edges[i] = 0.15 * Math.abs(best[i]) + 1e-3 * Math.abs(start[i]);
            }
            double[] found = new SimplexOptimizer(new SimpleValueChecker(1e-7, 0))
                    .optimize(
                            new MaxEval(100_000),
                            new ObjectiveFunction(risk::applyAsDouble),
                            GoalType.MINIMIZE,
                            new InitialGuess(best),
                            new NelderMeadSimplex(edges))
                    .getPoint();
            double reached = risk.applyAsDouble(found);
            boolean enough = !(reached < 0.999 * value);
            if (reached < value) {
                best = found;
                value = reached;
            }
            if (enough) {
                break;
            }
        }
        return best;
    }

    /**
     * E tr H^p for H = X'X/n with n standard normal rows, p = 1 to 4: with the first 2 L of them the risk of L steps is exact.
     *
     * <p>tr W^p of a Wishart matrix W = n H: p = 1: n d; p = 2: n d (n+d+1); p = 3: n d (n^2+3nd+d^2 + 3n+3d + 4);
     * p = 4: n d (n^3+6n^2 d+6n d^2+d^3 + 6n^2+17nd+6d^2 + 21n+21d + 20).
     *
     * @param width d
     * @param contextSize n
     * @param power p, 1 to 4
     * @return the expectation
     */
    public static double wishartMoment(int width, int contextSize, int power) {
        double d = Require.positive("width", width);
        double n = Require.positive("contextSize", contextSize);
        return switch (Require.inRange("power", power, 1, 4)) {
            case 1 -> d;
            case 2 -> d * (n + d + 1) / n;
            case 3 -> d * (n * n + 3 * n * d + d * d + 3 * n + 3 * d + 4) / (n * n);
            default ->
                d
                        * (n * n * n
                                + 6 * n * n * d
                                + 6 * n * d * d
                                + d * d * d
                                + 6 * n * n
                                + 17 * n * d
                                + 6 * d * d
                                + 21 * n
                                + 21 * d
                                + 20)
                        / (n * n * n);
        };
    }

    @Override
    public String toString() {
        return "DescentSpectra[variance=" + variance + ", " + spectra.length + " tasks of width " + spectra[0].length
                + "]";
    }
}
