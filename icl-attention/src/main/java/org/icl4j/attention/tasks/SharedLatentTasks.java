package org.icl4j.attention.tasks;

import org.icl4j.core.Randoms;
import org.icl4j.core.Require;

/**
 * Inputs of which a group of columns, drawn anew for each task, shares a hidden number that alone decides the target:
 *
 * <pre>
 *   z ~ N(0, 1);   x_j = z + spread e_j for the group's columns,   x_j = other e_j for the rest;
 *   y = a sin(w z + p) + noise e,   a uniform on [0.5, 2], w on [0.5, 2.5], p on [0, 2 pi];  queries have no noise
 * </pre>
 *
 * {@link #standard()} has the sizes of A. Sudjianto's high-dimensional task (notebook kernel_ridge_regression, 2026): 10 columns, 3 in the
 * group, spread 0.3, other 0.5, noise 0.1.
 *
 * @param inputWidth d
 * @param group columns that share the latent, 1 to d
 * @param spread deviation of a group's column from the latent, at least 0
 * @param other deviation of the other columns, at least 0
 * @param noise deviation of the context's targets, at least 0
 */
public record SharedLatentTasks(int inputWidth, int group, double spread, double other, double noise)
        implements TaskDistribution {

    private static final SinusoidTasks SINUSOIDS = SinusoidTasks.standard();

    /**
     * Checks the sizes.
     *
     * @param inputWidth d
     * @param group columns that share the latent, 1 to d
     * @param spread deviation of a group's column from the latent, at least 0
     * @param other deviation of the other columns, at least 0
     * @param noise deviation of the context's targets, at least 0
     * @throws IllegalArgumentException if an argument is out of its range
     */
    public SharedLatentTasks {
        Require.positive("inputWidth", inputWidth);
        Require.inRange("group", group, 1, inputWidth);
        Require.nonNegative("spread", spread);
        Require.nonNegative("other", other);
        Require.nonNegative("noise", noise);
    }

    /**
     * The published sizes.
     *
     * @return the tasks
     */
    public static SharedLatentTasks standard() {
        return new SharedLatentTasks(10, 3, 0.3, 0.5, 0.1);
    }

    /** A task's a, w and p, which make the targets of the hidden z; batches made without room for them do without. */
    @Override
    public int truthWidth() {
        return 3;
    }

    @Override
    public void sample(TaskBatch batch, Randoms randoms) {
        Require.notNull("batch", batch);
        Require.notNull("randoms", randoms);
        TaskWidths.check(batch, inputWidth);
        TaskWidths.checkTruth(batch, truthWidth());
        for (int b = 0; b < batch.tasks(); b++) {
            double a = SINUSOIDS.amplitude().draw(randoms);
            double w = SINUSOIDS.frequency().draw(randoms);
            double p = SINUSOIDS.phase().draw(randoms);
            TaskWidths.tell(batch, b, a, w, p);
            int[] columns = Scratch.order(inputWidth);
            randoms.permutationInto(columns, inputWidth);
            fill(
                    batch.contextInputs(),
                    batch.contextTargets(),
                    b,
                    batch.contextSize(),
                    a,
                    w,
                    p,
                    columns,
                    noise,
                    randoms);
            fill(batch.queryInputs(), batch.queryTargets(), b, batch.querySize(), a, w, p, columns, 0, randoms);
        }
    }

    private void fill(
            double[] x,
            double[] y,
            int task,
            int rows,
            double a,
            double w,
            double p,
            int[] columns,
            double deviation,
            Randoms r) {
        for (int i = task * rows; i < (task + 1) * rows; i++) {
            double z = r.gaussian();
            for (int j = 0; j < inputWidth; j++) {
                x[i * inputWidth + columns[j]] = j < group ? z + spread * r.gaussian() : other * r.gaussian();
            }
            y[i] = a * Math.sin(w * z + p) + deviation * r.gaussian();
        }
    }
}
