package org.icl4j.core.compare;

import org.icl4j.core.Randoms;
import org.icl4j.core.Require;

/**
 * Where tasks come from: a function from a stream of random numbers to a {@link Task}. A lambda will do. Here are noisy linear
 * functions y = w · x of five coordinates, with w ~ N(0, I), a context of 20 pairs and one query:
 *
 * <pre>{@code
 * TaskSource tasks = randoms -> {
 *     double[] w = randoms.gaussians(5);
 *     double[][] x = randoms.gaussians(20, 5);
 *     double[] y = new double[20];
 *     for (int i = 0; i < 20; i++) {
 *         y[i] = dot(w, x[i]) + 0.1 * randoms.gaussian();
 *     }
 *     double[] query = randoms.gaussians(5);
 *     return Task.of(x, y, new double[][] {query}, new double[] {dot(w, query)});
 * };
 * }</pre>
 *
 * <p>What is drawn must depend on the stream alone. A {@link Comparison} draws several tasks at once on several threads, each from a stream of its own, so a source must
 * not change anything that it shares between calls.
 */
@FunctionalInterface
public interface TaskSource {

    /**
     * Draws a task.
     *
     * @param randoms the stream to draw from
     * @return the task, a function of the stream alone
     */
    Task draw(Randoms randoms);

    /**
     * The task of a number, which depends on the seed and the number only: whoever asks for it gets the same one.
     *
     * @param seed of all tasks
     * @param number which one, from 0
     * @return the task drawn from stream {@code number} of the seed
     */
    default Task task(long seed, int number) {
        Require.inRange("number", number, 0, Integer.MAX_VALUE);
        return draw(Randoms.of(seed).split("task").split(number));
    }
}
