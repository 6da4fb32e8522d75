package org.icl4j.examples.lineartransformers;

import java.util.List;
import org.icl4j.attention.layers.ParameterLayout;
import org.icl4j.attention.model.Pretraining;
import org.icl4j.attention.model.PromptFormat;
import org.icl4j.attention.model.Transformer;
import org.icl4j.attention.tasks.Functions;
import org.icl4j.attention.tasks.Inputs;
import org.icl4j.attention.tasks.RegressionTasks;
import org.icl4j.attention.theory.LinearTaskTheory;
import org.icl4j.core.Progress;
import org.icl4j.core.Randoms;

/**
 * Tasks x ~ N(0, S), w ~ N(0, S_w), noise of variance s2 in the context, on which the matrix Q of a sparse layer is trained.
 *
 * @param name of the case
 * @param inputs S
 * @param weights S_w
 * @param noise s2
 * @param test m, the length of the contexts that the risk is for; training is on n = 20
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record PreconditionerCase(String name, double[][] inputs, double[][] weights, double noise, int test) {

    static final int WIDTH = 5;
    static final int CONTEXT = 20;

    private static final Transformer MODEL = Transformer.linear()
            .layers(1)
            .sparse()
            .format(PromptFormat.negatedPairs(WIDTH, 1))
            .build();

    /** The five cases; the eigenvectors of the covariances are not the coordinate axes. */
    static List<PreconditionerCase> all() {
        double[] eigenvalues = {1, 1, 0.25, 0.0625, 1};
        double[] inverse = {1, 1, 4, 16, 1};
        double[][] one = rotated(new double[] {1, 1, 1, 1, 1});
        double[][] skewed = rotated(eigenvalues);
        return List.of(
                new PreconditionerCase("isotropic", one, one, 0, CONTEXT),
                new PreconditionerCase("skewed", skewed, one, 0, CONTEXT),
                new PreconditionerCase("skewed, weights inverse", skewed, rotated(inverse), 0, CONTEXT),
                new PreconditionerCase("skewed, noise", skewed, one, 0.5, CONTEXT),
                new PreconditionerCase("skewed, contexts of 40", skewed, one, 0, 2 * CONTEXT));
    }

    /** U diag(l) U' for a rotation U that is the same for all. */
    private static double[][] rotated(double[] eigenvalues) {
        double[][] u = rotation();
        double[][] matrix = new double[WIDTH][WIDTH];
        for (int i = 0; i < WIDTH; i++) {
            for (int j = 0; j < WIDTH; j++) {
                for (int k = 0; k < WIDTH; k++) {
                    // In this order the matrix is symmetric to the bit.
                    matrix[i][j] += eigenvalues[k] * (u[i][k] * u[j][k]);
                }
            }
        }
        return matrix;
    }

    /** Rows of normal numbers, made orthonormal one after the other. */
    private static double[][] rotation() {
        double[][] u = Randoms.of(5).gaussians(WIDTH, WIDTH);
        for (int i = 0; i < WIDTH; i++) {
            for (int twice = 0; twice < 2; twice++) {
                for (int j = 0; j < i; j++) {
                    double along = 0;
                    for (int k = 0; k < WIDTH; k++) {
                        along += u[i][k] * u[j][k];
                    }
                    for (int k = 0; k < WIDTH; k++) {
                        u[i][k] -= along * u[j][k];
                    }
                }
            }
            double square = 0;
            for (double number : u[i]) {
                square += number * number;
            }
            for (int k = 0; k < WIDTH; k++) {
                u[i][k] /= Math.sqrt(square);
            }
        }
        return u;
    }

    LinearTaskTheory theory() {
        return LinearTaskTheory.of(inputs, weights).withNoise(noise);
    }

    /** The trained preconditioner: a sparse layer with P = -1 at the target answers x'Q X'y/n. */
    double[][] train(LinearTraining training, long seed, Progress progress) {
        RegressionTasks tasks = RegressionTasks.of(Inputs.gaussian(inputs), Functions.linear(weights))
                .withNoise(Math.sqrt(noise));
        Pretraining.Result result = training.run(MODEL, tasks, CONTEXT, 1, seed, progress);
        ParameterLayout.Slice q = MODEL.layout().slice("layer1.key-query");
        double[][] all = q.read(result.learner().parameters());
        double[][] block = new double[WIDTH][WIDTH];
        for (int i = 0; i < WIDTH; i++) {
            System.arraycopy(all[i], 0, block[i], 0, WIDTH);
        }
        return block;
    }

    /** |A - A*| / |A*| in the Frobenius norm. */
    static double distance(double[][] a, double[][] optimal) {
        double difference = 0;
        double size = 0;
        for (int i = 0; i < WIDTH; i++) {
            for (int j = 0; j < WIDTH; j++) {
                difference += (a[i][j] - optimal[i][j]) * (a[i][j] - optimal[i][j]);
                size += optimal[i][j] * optimal[i][j];
            }
        }
        return Math.sqrt(difference / size);
    }
}
