package org.icl4j.examples.functionclasses;

import java.util.List;
import org.icl4j.attention.model.Pretraining;
import org.icl4j.attention.model.PromptFormat;
import org.icl4j.attention.model.Transformer;
import org.icl4j.attention.model.TransformerLearner;
import org.icl4j.attention.tasks.Functions;
import org.icl4j.attention.tasks.Inputs;
import org.icl4j.attention.tasks.RegressionTasks;
import org.icl4j.attention.train.Adam;
import org.icl4j.attention.train.Schedule;
import org.icl4j.core.Progress;

/**
 * A class of functions of x ~ N(0, I) without noise, as in Garg et al. 2022 but in {@value #WIDTH} dimensions in place of 20.
 *
 * @param name what it is called
 * @param functions the class
 * @param variance E f(x)^2, which errors are divided by
 */
record FunctionClass(String name, Functions functions, double variance) {

    static final int WIDTH = 5;
    static final int CONTEXT = 20;

    private static final String LINEAR = "linear";
    private static final String SPARSE = "sparse";
    private static final int NON_ZERO = 2;
    private static final int DEPTH = 3;
    private static final int HIDDEN = 100;
    private static final int QUERIES = 8;
    private static final Transformer MODEL = Transformer.softmax()
            .layers(3)
            .width(32)
            .heads(2)
            .hidden(64)
            .format(PromptFormat.pairs(WIDTH, 1))
            .build();

    /** The classes: linear, sparse linear, trees, networks of two layers; E f(x)^2 is d, s, 1, and d again. */
    static List<FunctionClass> all() {
        return List.of(
                new FunctionClass(LINEAR, Functions.linear(WIDTH), WIDTH),
                new FunctionClass(SPARSE, Functions.sparse(WIDTH, NON_ZERO), NON_ZERO),
                new FunctionClass("tree", Functions.tree(WIDTH, DEPTH), 1),
                new FunctionClass("network", Functions.relu(WIDTH, HIDDEN), WIDTH));
    }

    /** Whether the functions are w'x: for these the errors of two rivals are known exactly. */
    boolean isLinear() {
        return name.equals(LINEAR) || name.equals(SPARSE);
    }

    RegressionTasks tasks() {
        return RegressionTasks.of(Inputs.gaussian(WIDTH), functions);
    }

    /** A transformer trained on contexts of every length. */
    TransformerLearner train(int steps, int batch, long seed, Progress progress) {
        return Pretraining.of(MODEL, tasks().withContextsFrom(1))
                .context(CONTEXT)
                .queries(QUERIES)
                .batch(batch)
                .steps(steps)
                .seed(seed)
                .trainer(t -> t.withOptimiser(Adam.defaults().withLearningRate(3e-3))
                        .withSchedule(Schedule.cosine(steps, 0.02).warmedUp(Math.max(1, steps / 20))))
                .train(progress);
    }
}
