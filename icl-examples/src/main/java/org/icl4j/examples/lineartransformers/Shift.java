package org.icl4j.examples.lineartransformers;

import java.util.List;
import org.icl4j.attention.tasks.Functions;
import org.icl4j.attention.tasks.Inputs;
import org.icl4j.attention.tasks.RegressionTasks;

/**
 * Tasks that a layer was not trained on (von Oswald et al. 2023, out of distribution), and the error of one step of gradient descent on them.
 *
 * @param label what is different
 * @param tasks how they are drawn
 * @param first to {@code fourth}: E x_j^k of each coordinate, which are independent
 * @param second E x_j^2
 * @param third E x_j^3
 * @param fourth E x_j^4
 */
record Shift(String label, RegressionTasks tasks, double first, double second, double third, double fourth) {

    private static final int D = TrainedLayer.WIDTH;

    /** The variance of U(-1/2, 1/2), the inputs of the training. */
    private static final double VARIANCE = 1.0 / 12;

    /** Other ranges, scales of the weights, distributions of the inputs at the training's variance, and noise. */
    static List<Shift> all() {
        return List.of(
                range(0.5),
                range(1),
                range(1.5),
                range(2),
                range(1).weights(0.5),
                range(1).weights(2),
                range(1).weights(3),
                range(1).weights(5),
                inputs("normal inputs", Inputs.gaussian(D), 1, 0, 1, 0, 3),
                inputs("Laplace inputs", Inputs.laplace(D), 2, 0, 2, 0, 24),
                inputs("exponential inputs", Inputs.exponential(D), 1, 1, 2, 6, 24),
                range(1).noise(0.5),
                range(1).noise(1));
    }

    private static Shift range(double r) {
        return new Shift("inputs of range " + r, TrainedLayer.tasks(r, 1), 0, r * r / 12, 0, Math.pow(r, 4) / 80);
    }

    private Shift weights(double scale) {
        return new Shift("weights of scale " + scale, tasks.withTargetScale(scale), first, second, third, fourth);
    }

    /** Noise on the context's targets; the query's stays true. */
    private Shift noise(double deviation) {
        return new Shift("noise of deviation " + deviation, tasks.withNoise(deviation), first, second, third, fourth);
    }

    /** Inputs scaled to the variance of the training's. */
    private static Shift inputs(String label, Inputs inputs, double variance, double... m) {
        double c = Math.sqrt(VARIANCE / variance);
        RegressionTasks tasks = RegressionTasks.of(inputs.scaled(c), Functions.linear(D));
        return new Shift(label, tasks, c * m[0], c * c * m[1], Math.pow(c, 3) * m[2], Math.pow(c, 4) * m[3]);
    }

    /**
     * The squared error of the answer (step / n) sum_i y_i x_i'x. With S = E xx' = a I + b 11', a = m2 - m1^2, b = m1^2, noise of variance s2
     * and H = X'X/n, it is
     *
     * <pre>
     *   E tr S (I - step H)^2 + step^2 s2/n tr S^2
     *     = tr S - 2 step tr S^2 + step^2 ((n-1)/n tr S^3 + E |x|^2 x'Sx / n) + step^2 s2/n tr S^2
     *   E |x|^2 x'Sx = a (d m4 + d(d-1) m2^2) + b (d m4 + 2 d(d-1) m3 m1 + d(d-1) m2^2 + d(d-1)(d-2) m2 m1^2)
     * </pre>
     *
     * times the square of the targets' scale. For centred inputs it is the risk of
     * {@link org.icl4j.attention.theory.IndependentInputs}.
     */
    double risk(double step) {
        double n = TrainedLayer.CONTEXT;
        double b = first * first;
        double a = second - b;
        double pairs = D * (D - 1.0);
        double squares = D * fourth + pairs * second * second;
        double sums = squares + 2 * pairs * third * first + pairs * (D - 2) * second * b;
        double clean = D * second
                - 2 * step * trace(a, b, 2)
                + step * step * ((n - 1) / n * trace(a, b, 3) + (a * squares + b * sums) / n);
        double noisy = step * step * tasks.noise() * tasks.noise() / n * trace(a, b, 2);
        return tasks.targetScale() * tasks.targetScale() * (clean + noisy);
    }

    /** tr (a I + b 11')^k. */
    private static double trace(double a, double b, int k) {
        return (D - 1) * Math.pow(a, k) + Math.pow(a + D * b, k);
    }
}
