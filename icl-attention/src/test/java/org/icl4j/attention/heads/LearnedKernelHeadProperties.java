package org.icl4j.attention.heads;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.icl4j.attention.tasks.TaskBatch;
import org.icl4j.attention.train.GradientCheck;
import org.icl4j.core.Randoms;

/** The fused head against the head composed of layers, and against differences of its own loss. */
class LearnedKernelHeadProperties {

    // Sums of at most 12 tasks x 7 pairs through six maps of width 8, logits of size 1: (84 + 48) eps is 3e-14.
    private static final double SAME_ARITHMETIC = 1e-12;
    // A difference step is 6e-6; inputs reach 3 or so.
    private static final double KINK_DISTANCE = 1e-4;

    @Property(tries = 150)
    void lossAndGradientAreTheComposedHeads(
            @ForAll @IntRange(min = 1, max = 3) int d,
            @ForAll @IntRange(min = 3, max = 8) int width,
            @ForAll @IntRange(min = 1, max = 12) int tasks,
            @ForAll @IntRange(min = 1, max = 7) int n,
            @ForAll @IntRange(min = 1, max = 4) int m,
            @ForAll long seed) {
        TaskBatch batch = batch(tasks, n, m, d, seed);
        ComposedHead composed = new ComposedHead(d, width);
        LearnedKernelHead fused = new LearnedKernelHead(d, width, 1);
        double[] parameters = fused.initialParameters(Randoms.of(seed));
        double[] expected = new double[composed.parameterCount()];
        double[] gradient = filled(composed.parameterCount(), 7);

        double expectedLoss = composed.lossAndGradient(parameters, batch, expected);
        double loss = fused.lossAndGradient(parameters, batch, gradient);

        assertThat(Math.abs(loss - expectedLoss)).isLessThanOrEqualTo(SAME_ARITHMETIC * expectedLoss);
        assertThat(distance(gradient, expected)).isLessThanOrEqualTo(SAME_ARITHMETIC * largest(expected));
    }

    @Property(tries = 40)
    void gradientIsThatOfCentralDifferences(
            @ForAll @IntRange(min = 1, max = 3) int d,
            @ForAll @IntRange(min = 3, max = 6) int width,
            @ForAll @IntRange(min = 1, max = 4) int tasks,
            @ForAll @IntRange(min = 1, max = 4) int n,
            @ForAll @IntRange(min = 1, max = 3) int m,
            @ForAll long seed) {
        TaskBatch batch = batch(tasks, n, m, d, seed);
        LearnedKernelHead head = new LearnedKernelHead(d, width, 1);
        double[] parameters = head.initialParameters(Randoms.of(seed));
        Assume.that(kinkDistance(head, parameters, batch) > KINK_DISTANCE);
        GradientCheck.Report report = GradientCheck.standard().compare(head, parameters, batch);
        assertThat(report.error()).as("%s", report).isLessThan(1e-6);
    }

    @Property(tries = 30)
    void bitsDoNotDependOnTheNumberOfThreads(
            @ForAll @IntRange(min = 1, max = 20) int tasks, @ForAll @IntRange(min = 2, max = 5) int threads) {
        TaskBatch batch = batch(tasks, 9, 3, 2, tasks);
        LearnedKernelHead one = new LearnedKernelHead(2, 16, 1);
        LearnedKernelHead many = new LearnedKernelHead(2, 16, threads);
        double[] parameters = one.initialParameters(Randoms.of(tasks));
        double[] expected = new double[one.parameterCount()];
        double[] gradient = new double[one.parameterCount()];
        double loss = one.lossAndGradient(parameters, batch, expected);
        for (int repeat = 0; repeat < 20; repeat++) {
            assertThat(many.lossAndGradient(parameters, batch, gradient)).isEqualTo(loss);
            assertThat(gradient).isEqualTo(expected);
        }
    }

    static TaskBatch batch(int tasks, int n, int m, int d, long seed) {
        TaskBatch batch = new TaskBatch(tasks, n, m, d);
        Randoms randoms = Randoms.of(seed).split("batch");
        for (double[] array :
                new double[][] {batch.contextInputs(), batch.contextTargets(), batch.queryInputs(), batch.queryTargets()
                }) {
            for (int i = 0; i < array.length; i++) {
                array[i] = randoms.gaussian();
            }
        }
        return batch;
    }

    private static double[] filled(int length, double value) {
        double[] array = new double[length];
        java.util.Arrays.fill(array, value);
        return array;
    }

    // The least |argument| of a rectifier.
    private static double kinkDistance(LearnedKernelHead head, double[] p, TaskBatch batch) {
        return Math.min(
                Math.min(
                        kinkDistance(head, "x", p, batch.contextInputs()),
                        kinkDistance(head, "x", p, batch.queryInputs())),
                kinkDistance(head, "y", p, batch.contextTargets()));
    }

    private static double kinkDistance(LearnedKernelHead head, String network, double[] p, double[] rows) {
        double[][] weight = head.layout().slice(network + ".in.weight").read(p);
        double[] bias = head.layout().slice(network + ".in.bias").read(p)[0];
        int d = weight[0].length;
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < rows.length / d; i++) {
            for (int j = 0; j < weight.length; j++) {
                double z = bias[j];
                for (int k = 0; k < d; k++) {
                    z += weight[j][k] * rows[i * d + k];
                }
                least = Math.min(least, Math.abs(z));
            }
        }
        return least;
    }

    private static double distance(double[] a, double[] b) {
        double distance = 0;
        for (int i = 0; i < a.length; i++) {
            distance = Math.max(distance, Math.abs(a[i] - b[i]));
        }
        return distance;
    }

    private static double largest(double[] a) {
        return distance(a, new double[a.length]);
    }
}
