package org.icl4j.examples.induction;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.icl4j.attention.train.Adam;
import org.icl4j.attention.train.Schedule;
import org.icl4j.attention.train.Trainer;
import org.icl4j.core.Progress;
import org.icl4j.core.Randoms;

/** One model's training, with its scores at regular steps. */
final class CopyTraining {

    private final CopyModel model;
    private final double[] parameters;
    private final List<CopyScores> scores = new ArrayList<>();
    private final int every;

    CopyTraining(int layers, int steps, int batch, int every, CopyBatch test, long seed, Progress progress) {
        this.model = new CopyModel(layers);
        this.every = every;
        Randoms randoms = Randoms.of(seed);
        this.parameters = new double[model.layout().size()];
        model.layer().initialise(parameters, randoms.split("initial parameters"));
        scores.add(CopyScores.of(model, layers, parameters, test));
        Trainer.steps(steps)
                .withLayout(model.layout())
                .withOptimiser(Adam.defaults().withLearningRate(3e-3))
                .withSchedule(Schedule.constant().warmedUp(Math.max(1, steps / 20)))
                .withEvaluation(
                        every,
                        now -> {
                            CopyScores at = CopyScores.of(model, layers, now, test);
                            scores.add(at);
                            return at.loss();
                        },
                        Integer.MAX_VALUE)
                .train(
                        model.objective(),
                        parameters,
                        CopyBatch.of(batch),
                        CopyBatch::sample,
                        randoms.split("sequences"),
                        progress);
    }

    CopyScores last() {
        return scores.get(scores.size() - 1);
    }

    double[][] attention(int layer, double[] sequence) {
        return model.attention(layer, parameters, sequence);
    }

    double[] steps() {
        double[] at = new double[scores.size()];
        for (int i = 0; i < at.length; i++) {
            at[i] = (double) i * every;
        }
        return at;
    }

    double[] curve(ToDoubleFunction<CopyScores> score) {
        return scores.stream().mapToDouble(score).toArray();
    }

    /** The step at which a score has first gone half of its way from its first value to its last, between two evaluations by a straight line. */
    double halfway(ToDoubleFunction<CopyScores> score) {
        double[] values = curve(score);
        double bound = (values[0] + values[values.length - 1]) / 2;
        boolean below = values[0] < bound;
        int i = 1;
        while (i < values.length - 1 && values[i] < bound == below) {
            i++;
        }
        return every * (i - 1 + (bound - values[i - 1]) / (values[i] - values[i - 1]));
    }
}
