package org.icl4j.examples.lineartransformers;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.icl4j.attention.attend.LinearAttention;
import org.icl4j.attention.layers.ParameterLayout;
import org.icl4j.attention.model.LinearAttentionLearner;
import org.icl4j.attention.model.LinearTransformer;
import org.icl4j.attention.model.PromptFormat;
import org.icl4j.attention.model.Transformer;
import org.icl4j.attention.tasks.Inputs;
import org.icl4j.attention.theory.DescentSpectra;
import org.icl4j.attention.train.DataParallel;
import org.icl4j.attention.train.TrainingReport;
import org.icl4j.core.Progress;
import org.icl4j.core.Randoms;

/**
 * A stack of linear-attention layers.
 *
 * @param layers L
 * @param coupled whether a layer changes the inputs too
 */
record Depth(int layers, boolean coupled) {

    static final int WIDTH = 5;
    static final int CONTEXT = 20;

    /** Deviation of the initial numbers. */
    private static final double SMALL = 0.02;

    /**
     * A trained stack.
     *
     * @param parameters of {@link #objective}
     * @param reports of the stages of the training
     */
    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    record Trained(double[] parameters, List<TrainingReport> reports) {}

    String label() {
        return layers + (coupled ? " full" : " sparse") + (layers == 1 ? " layer" : " layers");
    }

    /** The published losses of these depths; at three full layers the middle of 6e-4 to 8e-4, to which the published model trains. */
    double published() {
        if (coupled) {
            return layers == 2 ? 0.0538 : 7e-4;
        }
        return new double[] {1.16, 0.361, 0.125, 0.050}[layers - 1];
    }

    /**
     * Trains from small random numbers.
     *
     * @param stages one after the other, each with batches and an optimiser of its own
     */
    Trained train(List<LinearTraining> stages, long seed, Progress progress) {
        ParameterLayout.Builder builder = ParameterLayout.builder();
        for (int l = 1; l <= layers; l++) {
            builder.add("Q" + l, WIDTH, WIDTH);
            builder.add("P" + l, WIDTH, WIDTH);
        }
        ParameterLayout layout = builder.build();
        Randoms randoms = Randoms.of(seed);
        double[] parameters = randoms.split("initial parameters").gaussians(layout.size());
        for (int i = 0; i < parameters.length; i++) {
            parameters[i] *= SMALL;
        }
        List<TrainingReport> reports = new ArrayList<>();
        for (LinearTraining training : stages) {
            reports.add(training.trainer()
                    .withLayout(layout)
                    .train(
                            objective(),
                            parameters,
                            new double[training.batch() * WIDTH * WIDTH],
                            Depth::sample,
                            randoms.split("contexts").split(reports.size()),
                            progress));
        }
        return new Trained(parameters, reports);
    }

    DataParallel<double[]> objective() {
        return StackObjective.of(WIDTH, layers, coupled);
    }

    /** The mean loss over contexts. */
    double loss(double[] parameters, double[] contexts) {
        return objective().lossAndGradient(parameters, contexts, new double[parameters.length]);
    }

    /** Matrices H = X'X/n of contexts x ~ N(0, I), one after the other. */
    static void sample(double[] batch, Randoms randoms) {
        Arrays.fill(batch, 0);
        double[] x = new double[WIDTH];
        for (int at = 0; at < batch.length; at += WIDTH * WIDTH) {
            for (int i = 0; i < CONTEXT; i++) {
                for (int j = 0; j < WIDTH; j++) {
                    x[j] = randoms.gaussian();
                }
                for (int j = 0; j < WIDTH * WIDTH; j++) {
                    batch[at + j] += x[j / WIDTH] * x[j % WIDTH] / CONTEXT;
                }
            }
        }
    }

    /** The layers with these matrices in their blocks for the inputs, and -1 for the targets. */
    LinearAttentionLearner learner(double[] parameters) {
        Transformer model = model();
        double[] weights = model.initialParameters(Randoms.of(0));
        List<LinearAttention> stack = new ArrayList<>();
        int at = 0;
        for (int l = 1; l <= layers; l++) {
            ParameterLayout.Slice q = model.layout().slice("layer" + l + ".key-query");
            ParameterLayout.Slice p = model.layout().slice("layer" + l + ".value-projection");
            for (int i = 0; i < WIDTH; i++) {
                System.arraycopy(parameters, at + i * WIDTH, weights, q.offset() + i * q.columns(), WIDTH);
                if (coupled) {
                    int from = at + (WIDTH + i) * WIDTH;
                    System.arraycopy(parameters, from, weights, p.offset() + i * p.columns(), WIDTH);
                }
            }
            at += 2 * WIDTH * WIDTH;
            stack.add(new LinearAttention(q, p, true));
        }
        return new LinearAttentionLearner(stack, weights).withTargetWidth(WIDTH);
    }

    private Transformer model() {
        LinearTransformer builder = Transformer.linear().layers(layers).format(PromptFormat.negatedPairs(WIDTH, WIDTH));
        return (coupled ? builder.coupled() : builder.sparse()).build();
    }

    /**
     * The parameters of the best algorithm that the layers can be with a few scalars: gradient descent with the steps of least exact risk, or
     * GD++ with pairs found by search on a sample, X := X (I - gamma H) for Q = a I and P = -gamma / a I.
     */
    double[] best(int tasks) {
        DescentSpectra sample = DescentSpectra.of(Inputs.gaussian(WIDTH), 1, CONTEXT, tasks, 1);
        double[] pairs = coupled ? sample.bestPlusPlus(layers) : exact().best(sample.bestSteps(layers));
        double[] parameters = new double[2 * layers * WIDTH * WIDTH];
        for (int l = 0; l < layers; l++) {
            double step = coupled ? pairs[2 * l] : pairs[l];
            for (int i = 0; i < WIDTH; i++) {
                int at = 2 * l * WIDTH * WIDTH + i * (WIDTH + 1);
                parameters[at] = step;
                if (coupled) {
                    parameters[at + WIDTH * WIDTH] = -pairs[2 * l + 1] / step;
                }
            }
        }
        return parameters;
    }

    /** Of sparse layers with Q = a I: the exact loss. */
    double exactLoss(double[] parameters) {
        double[] steps = new double[layers];
        Arrays.setAll(steps, l -> parameters[2 * l * WIDTH * WIDTH]);
        return exact().risk(steps);
    }

    private ExactDescent exact() {
        return new ExactDescent(WIDTH, CONTEXT);
    }
}
