package org.icl4j.examples.lineartransformers;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.icl4j.attention.attend.LinearAttention;
import org.icl4j.attention.model.LinearAttentionLearner;
import org.icl4j.attention.model.Pretraining;
import org.icl4j.attention.model.PromptFormat;
import org.icl4j.attention.model.Transformer;
import org.icl4j.attention.tasks.Inputs;
import org.icl4j.attention.theory.DescentSpectra;
import org.icl4j.attention.train.TrainingReport;
import org.icl4j.core.Progress;

/**
 * A stack of linear-attention layers.
 *
 * @param layers L
 * @param coupled whether a layer changes the inputs too
 */
record Depth(int layers, boolean coupled) {

    static final int WIDTH = 5;
    static final int CONTEXT = 20;

    /**
     * A trained stack.
     *
     * @param learner the layers
     * @param report of the training
     */
    record Trained(LinearAttentionLearner learner, TrainingReport report) {}

    String label() {
        return layers + (coupled ? " full" : " sparse") + (layers == 1 ? " layer" : " layers");
    }

    /** The losses of MATH for these depths; at three full layers the middle of 6e-4 to 8e-4, to which the published model trains. */
    double published() {
        if (coupled) {
            return layers == 2 ? 0.0538 : 7e-4;
        }
        return new double[] {1.16, 0.361, 0.125, 0.050}[layers - 1];
    }

    Trained train(LinearTraining training, long seed, Progress progress) {
        Transformer model = model();
        Pretraining.Result result = training.run(model, new AllWeights(WIDTH), CONTEXT, WIDTH, seed, progress);
        List<LinearAttention> stack = new ArrayList<>();
        for (int l = 1; l <= layers; l++) {
            stack.add(new LinearAttention(
                    model.layout().slice("layer" + l + ".key-query"),
                    model.layout().slice("layer" + l + ".value-projection"),
                    true));
        }
        return new Trained(
                new LinearAttentionLearner(stack, result.learner().parameters()).withTargetWidth(WIDTH),
                result.report());
    }

    private Transformer model() {
        Transformer.Linear builder =
                Transformer.linear().layers(layers).format(PromptFormat.negatedPairs(WIDTH, WIDTH));
        return (coupled ? builder.coupled() : builder.sparse()).build();
    }

    /** The least risk of the algorithm that the layers can be: its steps found by search on one sample, measured on another. */
    double best(int tasks) {
        DescentSpectra first = DescentSpectra.of(Inputs.gaussian(WIDTH), 1, CONTEXT, tasks, 1);
        DescentSpectra second = DescentSpectra.of(Inputs.gaussian(WIDTH), 1, CONTEXT, tasks, 2);
        if (!coupled) {
            return second.gradientDescent(first.bestSteps(layers)).mean();
        }
        double[] pairs = first.bestPlusPlus(layers);
        double[] steps = new double[layers];
        double[] gammas = new double[layers];
        Arrays.setAll(steps, t -> pairs[2 * t]);
        Arrays.setAll(gammas, t -> pairs[2 * t + 1]);
        return second.plusPlus(steps, gammas).mean();
    }
}
