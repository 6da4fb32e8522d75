package org.icl4j.examples.input;

import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.icl4j.attention.attend.Attention;
import org.icl4j.attention.attend.Axis;
import org.icl4j.attention.attend.LinearAttention;
import org.icl4j.attention.attend.LinearStack;
import org.icl4j.attention.attend.Lines;
import org.icl4j.attention.attend.MultiHeadAttention;
import org.icl4j.attention.attend.Normaliser;
import org.icl4j.attention.attend.Score;
import org.icl4j.attention.attend.SmootherReadOut;
import org.icl4j.attention.heads.HeadParameters;
import org.icl4j.attention.heads.TableHead;
import org.icl4j.attention.layers.ArrayPass;
import org.icl4j.attention.layers.Dense;
import org.icl4j.attention.layers.Embedding;
import org.icl4j.attention.layers.GELU;
import org.icl4j.attention.layers.Layer;
import org.icl4j.attention.layers.LayerArguments;
import org.icl4j.attention.layers.Normalisation;
import org.icl4j.attention.layers.ParameterLayout;
import org.icl4j.attention.layers.Positions;
import org.icl4j.attention.layers.ReLU;
import org.icl4j.attention.layers.Residual;
import org.icl4j.attention.layers.Selection;
import org.icl4j.attention.layers.Sequences;
import org.icl4j.attention.layers.Visibility;
import org.icl4j.attention.layers.Workspace;
import org.icl4j.attention.mix.TokenMixer;
import org.icl4j.attention.mix.TokenMixing;
import org.icl4j.attention.model.LinearTransformer;
import org.icl4j.attention.model.Loss;
import org.icl4j.attention.model.Pretraining;
import org.icl4j.attention.model.PromptFormat;
import org.icl4j.attention.model.SoftmaxTransformer;
import org.icl4j.attention.model.Transformer;
import org.icl4j.attention.model.TransformerLearner;
import org.icl4j.attention.stream.StreamingLearner;
import org.icl4j.attention.tasks.SinusoidTasks;
import org.icl4j.attention.tasks.TaskBatch;
import org.icl4j.attention.train.Adam;
import org.icl4j.attention.train.ArrayObjective;
import org.icl4j.attention.train.Checkpoint;
import org.icl4j.attention.train.Clipping;
import org.icl4j.attention.train.DataParallel;
import org.icl4j.attention.train.Muon;
import org.icl4j.attention.train.Optimiser;
import org.icl4j.attention.train.Schedule;
import org.icl4j.attention.train.Sgd;
import org.icl4j.attention.train.TrainingState;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;

/** Samples of layers, attentions, models and training. */
final class AttentionSamples {

    /** Numbers that may be 0, as in {@link NumberArgumentsTest}. */
    static final Set<String> ZERO = Set.of(
            "Adam.weightDecay",
            "CrossAttention.Pass.sequence",
            "Lines.line",
            "Selection.first",
            "SmootherReadOut.new.targetColumn",
            "SmootherReadOut.targetColumn",
            "SmootherReadOut.SmootherPass.sequence",
            "MultiHeadAttention.head",
            "MultiHeadAttention.Options.outputWidth",
            "Muon.momentum",
            "Optimiser.State.learningRate",
            "Optimiser.State.step",
            "ParameterLayout.size",
            "ParameterLayout.Slice.first",
            "Schedule.factor",
            "Sequences.context",
            "Schedule.last",
            "Sgd.momentum",
            "Visibility.context",
            "Visibility.keys",
            "Visibility.Causal.context",
            "Visibility.Prefix.keys",
            "TaskBatch.truthWidth",
            "Workspace.length",
            "Workspace.rows",
            "Workspace.width");

    /** Numbers that may be any. */
    static final Set<String> ANY = Set.of("ParameterLayout.t", "Score.cosineWeight", "Score.scale", "Score.sineWeight");

    private static final String LOOPS = "called for each row or block by code that has checked its arguments";

    private static final String BY_USERS = "written by users and called by the library";

    private static final String PLACES = "checks that the places it is given are inside the arrays; see AttentionTest";

    /** As many as those of the head, whose vectors the table has for objectives. */
    private static final int PARAMETERS = HeadParameters.layout(1, 2).size();

    /** Of all three tests. */
    static final List<Exemption> NULL = List.of(
            new Exemption(Normaliser.class, Set.of("forward", "backward"), LOOPS),
            new Exemption(Score.Pass.class, Set.of(), LOOPS),
            new Exemption(TokenMixer.Pass.class, Set.of(), LOOPS),
            new Exemption(Attention.Pass.class, Set.of(), PLACES),
            new Exemption(DataParallel.Worker.class, Set.of(), BY_USERS),
            new Exemption(ArrayObjective.Function.class, Set.of(), BY_USERS),
            new Exemption(Schedule.class, Set.of("factor"), BY_USERS),
            new Exemption(PromptFormat.class, Set.of("length", "shape", "write", "answerToken"), LOOPS),
            new Exemption(Visibility.class, Set.of("sees", "reach", "check"), LOOPS),
            new Exemption(LayerArguments.class, Set.of(), "each checks what it says"));

    /** Of the tests on numbers. */
    static final List<Exemption> DATA = List.of(
            new Exemption(Optimiser.State.class, Set.of("update"), "runs once a step on what the trainer has checked"),
            new Exemption(
                    LinearAttention.class, Set.of("tokenMap"), "a NaN comes out as a NaN, which the learner refuses"),
            new Exemption(Selection.class, Set.of("gather", "scatter"), "numbers are moved as they are"),
            new Exemption(
                    StreamingLearner.State.class, Set.of("predictAll"), "answers are written; queries in its own test"),
            new Exemption(TrainingState.class, Set.of("new"), "a result, made by the library"));

    private AttentionSamples() {}

    static void add() {
        layers();
        attentions();
        models();
        streams();
        training();
    }

    private static void layers() {
        Samples.add(TableHead.class, () -> TableHead.regression(1, 2));
        Samples.add(Visibility.class, () -> Visibility.prefix(1), Visibility::causal, () -> Visibility.prefixes(1));
        Samples.add(Visibility.Prefixes.class, () -> (Visibility.Prefixes) Visibility.prefixes(1));
        Samples.add(Visibility.Mask.class, () -> (Visibility.Mask) Visibility.mask(new boolean[][] {{true}}));
        Samples.add(boolean[][].class, () -> new boolean[][] {{true}});
        Samples.add(boolean[].class, () -> new boolean[0]);
        Samples.add(Workspace.class, Workspace::new);
        Samples.add(Selection.class, () -> Selection.range(0, 1));
        Samples.add(
                Layer.Narrowed.class,
                () -> new Layer.Narrowed(
                        Selection.range(0, 1), new ReLU(1), Sequences.tokens(1), Selection.range(0, 1)));
        Samples.add(GELU.class, () -> new GELU(1));
        Samples.add(Residual.class, () -> new Residual(new ReLU(1)));
        Samples.add(Normalisation.class, () -> Normalisation.layer(ParameterLayout.builder(), "norm", 1));
        Samples.add(
                Embedding.class, () -> new Embedding(ParameterLayout.builder().add("table", 4, 1)));
        Samples.add(
                Positions.class, () -> new Positions(ParameterLayout.builder().add("places", 3, 1)));
        Samples.add(Consumer.class, () -> state -> {});
        Samples.add(Predicate.class, () -> slice -> true);
        Samples.add(ToIntFunction.class, () -> batch -> 1);
        Samples.add(Supplier.class, () -> () -> (DataParallel.Worker<TaskBatch>) (p, b, from, to, g) -> 0);
    }

    private static void attentions() {
        Attention attention = Attention.softmax(1, 1, 1);
        Samples.add(Attention.class, () -> attention);
        Samples.add(Attention.Pass.class, attention::pass);
        Samples.add(Score.class, () -> Score.dotProduct(1));
        Samples.add(Score.Pass.class, () -> Score.dotProduct(1).pass());
        Samples.add(Normaliser.class, Normaliser::softmax);
        Samples.add(Axis.class, Axis::sequence);
        Samples.add(Lines.class, () -> Lines.consecutive(1, 3));
        Samples.add(
                LinearStack.class,
                () -> new LinearStack(List.of(LinearAttention.add(ParameterLayout.builder(), "linear", 1, true))));
        SmootherReadOut smoother =
                new SmootherReadOut(Dense.add(ParameterLayout.builder(), "body", 1, 1), Score.gaussian(1), 0, 1);
        Samples.add(SmootherReadOut.class, () -> smoother);
        Samples.add(SmootherReadOut.SmootherPass.class, () -> {
            SmootherReadOut.SmootherPass pass = smoother.pass();
            pass.forward(new double[2], new double[3], Sequences.tokens(3));
            return pass;
        });
        Samples.add(TokenMixer.class, TokenMixer::linear);
        Samples.add(
                TokenMixing.class, () -> TokenMixing.add(ParameterLayout.builder(), "mix", 1, 1, TokenMixer.linear()));
        Samples.add(MultiHeadAttention.Options.class, () -> MultiHeadAttention.of(1, 1));
    }

    private static Transformer model(int inputWidth) {
        return Transformer.softmax()
                .layers(1)
                .width(2)
                .heads(1)
                .format(PromptFormat.pairs(inputWidth, 1))
                .build();
    }

    private static void models() {
        Transformer model = model(1);
        Samples.add(PromptFormat.class, () -> PromptFormat.pairs(1, 1), () -> PromptFormat.interleaved(1, 1));
        Samples.add(Transformer.class, () -> model);
        Samples.add(SoftmaxTransformer.class, Transformer::softmax);
        Samples.add(LinearTransformer.class, Transformer::linear);
        Transformer ofContext = model(2);
        double[] zeros = new double[ofContext.layout().size()];
        Samples.add(TransformerLearner.class, () -> ofContext.learner(zeros));
        Samples.add(
                Pretraining.class,
                () -> Pretraining.of(model, SinusoidTasks.standard()).steps(1));
        Samples.add(Loss.class, () -> Loss.SQUARED);
    }

    private static void streams() {
        Samples.add(StreamingLearner.class, StreamingLearner::linearAttention);
        Samples.add(
                StreamingLearner.State.class,
                () -> StreamingLearner.linearAttention().start(3, 3));
    }

    /** A pass that has gone forward over three tokens. */
    private static ArrayPass arrayPass() {
        ParameterLayout.Builder builder = ParameterLayout.builder();
        Dense dense = Dense.add(builder, "name", 3, 3);
        ArrayPass pass = ArrayPass.of(dense, builder.build());
        pass.forward(Nd4j.zeros(DataType.DOUBLE, 3, 3), Sequences.tokens(3));
        return pass;
    }

    private static void training() {
        Samples.add(ArrayPass.class, AttentionSamples::arrayPass);
        Samples.add(ArrayObjective.Function.class, () -> (p, b, g) -> 0);
        Samples.add(ArrayObjective.class, () -> new ArrayObjective<TaskBatch>(PARAMETERS, (p, b, g) -> 0));
        Samples.add(Optimiser.class, Adam::defaults);
        Samples.add(Optimiser.State.class, () -> Adam.defaults().start(ParameterLayout.vector(PARAMETERS)));
        Samples.add(
                Checkpoint.class,
                () -> Checkpoint.of(
                        ParameterLayout.vector(3), new double[3], Sgd.of(1).start(ParameterLayout.vector(3))));
        Samples.add(Sgd.class, () -> Sgd.of(1));
        Samples.add(Muon.class, Muon::defaults);
        Samples.add(Schedule.class, Schedule::constant);
        Samples.add(Clipping.class, Clipping::none);
        Samples.add(
                DataParallel.class,
                () -> new DataParallel<TaskBatch>(PARAMETERS, b -> 1, () -> (p, b, f, t, g) -> 0, 1));
        Samples.add(DataParallel.Worker.class, () -> (p, b, from, to, g) -> 0);
    }
}
