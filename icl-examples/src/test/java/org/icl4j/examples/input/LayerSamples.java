package org.icl4j.examples.input;

import java.util.List;
import org.icl4j.attention.attend.CrossAttention;
import org.icl4j.attention.attend.LinearAttention;
import org.icl4j.attention.attend.MultiHeadAttention;
import org.icl4j.attention.construct.GradientDescentConstruction;
import org.icl4j.attention.heads.ComposedHead;
import org.icl4j.attention.heads.HeadParameters;
import org.icl4j.attention.heads.LearnedKernel;
import org.icl4j.attention.heads.LearnedKernelHead;
import org.icl4j.attention.heads.LearnedKernelTraining;
import org.icl4j.attention.layers.Dense;
import org.icl4j.attention.layers.Layer;
import org.icl4j.attention.layers.ParameterLayout;
import org.icl4j.attention.layers.ReLU;
import org.icl4j.attention.layers.Sequences;
import org.icl4j.attention.layers.Sequential;
import org.icl4j.attention.model.LinearAttentionLearner;
import org.icl4j.attention.model.SoftmaxAttentionLearner;
import org.icl4j.attention.tasks.SinusoidTasks;
import org.icl4j.attention.tasks.TaskBatch;
import org.icl4j.attention.tasks.TaskDistribution;
import org.icl4j.attention.train.Adam;
import org.icl4j.attention.train.GradientCheck;
import org.icl4j.attention.train.Objective;
import org.icl4j.attention.train.Trainer;
import org.icl4j.attention.train.TrainingReport;
import org.icl4j.core.Randoms;

/** Samples of layers, heads and their training. */
final class LayerSamples {

    private LayerSamples() {}

    /** A pass that has gone forward over three tokens. */
    private static Layer.Pass begun(Layer layer) {
        Layer.Pass pass = layer.pass();
        pass.forward(Samples.NUMBERS, Samples.NUMBERS, Sequences.tokens(3));
        return pass;
    }

    static void add() {
        Samples.add(ParameterLayout.Builder.class, ParameterLayout::builder);
        Samples.add(ParameterLayout.Slice.class, () -> ParameterLayout.builder().add("slice", 3, 3));
        Samples.add(ParameterLayout.class, () -> HeadParameters.layout(1, 2));
        Samples.add(Layer.class, () -> new ReLU(1));
        Samples.add(Layer[].class, () -> new Layer[] {new ReLU(1)});
        Samples.add(
                Layer.Pass.class,
                () -> begun(new ReLU(1)),
                () -> begun(Dense.add(ParameterLayout.builder(), "dense", 1, 1)),
                () -> begun(LinearAttention.add(ParameterLayout.builder(), "linear", 1, true)),
                () -> begun(MultiHeadAttention.single(1, 1, 1).add(ParameterLayout.builder(), "softmax")),
                () -> begun(Sequential.of(new ReLU(1))));
        Samples.add(Dense.class, () -> Dense.add(ParameterLayout.builder(), "dense", 1, 1));
        Samples.add(LinearAttention.class, () -> Samples.LINEAR);
        Samples.add(
                MultiHeadAttention.class,
                () -> MultiHeadAttention.single(1, 1, 1).add(ParameterLayout.builder(), "softmax"));
        Samples.add(Sequential.class, () -> Sequential.of(new ReLU(1)));
        Samples.add(Sequences.class, () -> Sequences.tokens(3));
        Samples.add(CrossAttention.Pass.class, () -> {
            CrossAttention.Pass pass = new CrossAttention(1, 1, 1).pass();
            pass.forward(Samples.NUMBERS, Samples.NUMBERS, Samples.NUMBERS, 1, 3, 3);
            return pass;
        });
        Samples.add(SoftmaxAttentionLearner.class, () -> new SoftmaxAttentionLearner(1));
        GradientDescentConstruction descent = GradientDescentConstruction.of(2, 1, 0.1);
        Samples.add(GradientDescentConstruction.class, () -> descent);
        Samples.add(LinearAttentionLearner.class, () -> descent.learner(1));
        Samples.add(
                LinearAttentionLearner.Fitted.class, () -> descent.learner(1).fit(Samples.context()));
        Samples.add(TaskDistribution.class, SinusoidTasks::standard);
        Samples.add(SinusoidTasks.class, SinusoidTasks::standard);
        Samples.add(TaskBatch.class, () -> new TaskBatch(1, 2, 2, 1));
        Samples.add(LearnedKernelHead.class, () -> Samples.HEAD);
        Samples.add(Objective.class, () -> Samples.HEAD);
        Samples.add(ComposedHead.class, () -> new ComposedHead(1, 2));
        double[] parameters = new LearnedKernelHead(2, 2).initialParameters(Randoms.of(1));
        Samples.add(LearnedKernel.class, () -> LearnedKernel.of(2, 2, parameters));
        Samples.add(
                LearnedKernelTraining.class,
                () -> LearnedKernelTraining.defaults()
                        .withWidth(2)
                        .withBatch(1, 2, 2)
                        .withSteps(1));
        Samples.add(Trainer.class, () -> Trainer.steps(1));
        Samples.add(TrainingReport.class, () -> new TrainingReport(1, 1, List.of(1.0), 1, false));
        Samples.add(Adam.class, Adam::defaults);
        Samples.add(GradientCheck.class, GradientCheck::standard);
    }
}
