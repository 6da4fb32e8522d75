package org.icl4j.solvers.classify;

import org.icl4j.core.Progress;
import org.icl4j.solvers.SolveReport.Status;
import org.icl4j.solvers.internal.tables.Vectors;

/**
 * Newton's method for the mode of the scores f, [n, t], under a Gaussian prior of covariance S and a {@link Likelihood}:
 *
 * <pre>
 * J(f) = -log p(y | f) + 1/2 sum_c f_c' S^-1 f_c
 * grad J = S^-1 f - g,      Hess J = S^-1 + W      (g, W: the likelihood's, at f)
 * </pre>
 *
 * Written in a = S^-1 f, so that S is never inverted, a full step is
 *
 * <pre>
 * f+ = f - (S^-1 + W)^-1 (S^-1 f - g)     =>     a+ = a + (I + W S)^-1 (g - a),   f+ = S a+.
 * </pre>
 *
 * The right-hand side vanishes at the mode, so that an iterative solver's relative error does too.
 *
 * J is convex; a step that does not decrease it is halved, which is a step along a line in f and a alike as f = S a is linear. At the mode
 * a = g: the residual |g - a| / |g at f = 0| is the measure of convergence, and what the report tells.
 *
 * <p>Source: Rasmussen and Williams (2006), Gaussian Processes for Machine Learning, algorithms 3.1 and 3.3.
 */
final class LogisticNewton {

    private static final String STAGE = "classify";

    /** Halvings until the steps change nothing. */
    private static final int HALVINGS = 40;

    private final Likelihood likelihood;
    private final NewtonSystem system;
    private final double tolerance;
    private final int maxIterations;
    private final Progress progress;

    private double[] a;
    private double[] f;
    private double[] p;
    private double loss;
    private double objective;

    LogisticNewton(Likelihood likelihood, NewtonSystem system, double tolerance, int maxIterations, Progress progress) {
        this.likelihood = likelihood;
        this.system = system;
        this.tolerance = tolerance;
        this.maxIterations = maxIterations;
        this.progress = progress;
        int length = likelihood.size() * likelihood.columns();
        this.a = new double[length];
        this.f = new double[length];
        this.p = new double[length];
        this.loss = likelihood.evaluate(f, p);
        this.objective = loss;
    }

    /**
     * The mode.
     *
     * @param a S^-1 f, [n, t]
     * @param f the scores, [n, t]
     * @param p their probabilities, [n, t]
     * @param objective J
     * @param loss -log p(y | f)
     * @param iterations Newton steps
     * @param residual |g - a| / |g_0|
     * @param status how it ended
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Mode(
            double[] a,
            double[] f,
            double[] p,
            double objective,
            double loss,
            int iterations,
            double residual,
            Status status) {}

    /** The same search from another start than a = 0. */
    LogisticNewton from(double[] start) {
        double[] scores = system.prior(start);
        double[] probabilities = new double[start.length];
        double startLoss = likelihood.evaluate(scores, probabilities);
        double value = startLoss + 0.5 * Vectors.dot(start, scores);
        if (value < objective) {
            a = start.clone();
            f = scores;
            p = probabilities;
            loss = startLoss;
            objective = value;
        }
        return this;
    }

    Mode run() {
        double scale = Vectors.norm(likelihood.gradient(initialProbabilities()));
        double residual = residual(scale);
        for (int k = 0; k < maxIterations; k++) {
            if (residual <= tolerance) {
                return mode(k, residual, Status.CONVERGED);
            }
            if (!progress.update(STAGE, k, maxIterations, residual)) {
                return mode(k, residual, Status.STOPPED);
            }
            double[] target = system.solve(p, Vectors.difference(likelihood.gradient(p), a));
            for (int i = 0; i < target.length; i++) {
                target[i] += a[i];
            }
            double before = residual;
            boolean moved = step(target, system.prior(target));
            residual = residual(scale);
            if (!moved || (residual > 0.5 * before && residual <= Math.sqrt(tolerance))) {
                // Near the mode a Newton step squares the residual: one that does not halve it is at the end of working
                // precision.
                return mode(k + 1, residual, residual <= tolerance ? Status.CONVERGED : Status.STAGNATED);
            }
        }
        return mode(maxIterations, residual, residual <= tolerance ? Status.CONVERGED : Status.MAX_ITERATIONS);
    }

    /** At f = 0: what residuals are measured against. */
    private double[] initialProbabilities() {
        double[] start = new double[f.length];
        likelihood.evaluate(new double[f.length], start);
        return start;
    }

    private double residual(double scale) {
        return Vectors.norm(Vectors.difference(likelihood.gradient(p), a)) / scale;
    }

    private boolean step(double[] target, double[] scores) {
        // What rounding may make of J: a step that is better by less cannot be told from one that is worse.
        double slack = 16 * Vectors.EPS * (1 + Math.abs(objective));
        double size = 1;
        double[] probabilities = new double[f.length];
        for (int k = 0; k < HALVINGS; k++) {
            double[] nextA = between(a, target, size);
            double[] nextF = between(f, scores, size);
            double nextLoss = likelihood.evaluate(nextF, probabilities);
            double next = nextLoss + 0.5 * Vectors.dot(nextA, nextF);
            if (next <= objective + slack) {
                a = nextA;
                f = nextF;
                p = probabilities;
                loss = nextLoss;
                objective = next;
                return true;
            }
            size /= 2;
        }
        return false;
    }

    private static double[] between(double[] from, double[] to, double size) {
        double[] result = new double[from.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = size == 1 ? to[i] : from[i] + size * (to[i] - from[i]);
        }
        return result;
    }

    private Mode mode(int iterations, double residual, Status status) {
        return new Mode(a, f, p, objective, loss, iterations, residual, status);
    }
}
