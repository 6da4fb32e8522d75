package org.icl4j.examples.induction;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.icl4j.core.Randoms;
import org.icl4j.examples.Experiment;
import org.icl4j.examples.ExperimentRun;
import org.icl4j.examples.data.CsvOutput;
import org.icl4j.examples.report.Report;
import org.icl4j.examples.report.Results;
import org.icl4j.figures.Figure;
import org.icl4j.figures.HeatMap;
import org.icl4j.figures.Ink;
import org.icl4j.figures.Plot;
import org.icl4j.figures.Series;

/**
 * Experiment 10: a two-layer causal transformer learns to copy (Olsson et al. 2022). Its two scores, the first layer's weight on the token
 * before and the second layer's weight on what followed the present token, are followed through training beside the loss, and the steps
 * are noted at which each has gone half of its way. A model of one layer is trained beside it.
 */
public final class InductionExperiment implements Experiment {

    /** How much work. */
    private record Size(int seeds, int steps, int batch, int every, int test) {
        static Size of(boolean quick) {
            return quick ? new Size(2, 30, 8, 10, 8) : new Size(5, 1000, 32, 20, 48);
        }
    }

    /** The experiment. */
    public InductionExperiment() {}

    @Override
    public int number() {
        return 10;
    }

    @Override
    public String name() {
        return "induction";
    }

    @Override
    public String summary() {
        return "a two-layer causal model learns to copy: its induction scores beside its loss";
    }

    @Override
    public void run(ExperimentRun run) {
        Size size = Size.of(run.quick());
        Report report = Report.of(run);
        CopyBatch test = CopyBatch.of(size.test());
        test.sample(Randoms.of(run.seed() + 1000));
        List<CopyTraining> two = train(2, size, test, run, report);
        List<CopyTraining> one = train(1, size, test, run, report);

        Results results = Results.table("perfect", "layers", "measured");
        double chance = Math.log(CopyBatch.VOCABULARY);
        for (List<CopyTraining> models : List.of(two, one)) {
            String layers = models == two ? "2" : "1";
            results.add(0, last(models, CopyScores::loss), layers, "loss where it can copy");
            results.add(1, last(models, CopyScores::copying), layers, "probability of the next token");
            results.add(Double.NaN, last(models, CopyScores::previous), layers, "first layer on the token before");
            results.add(Double.NaN, last(models, CopyScores::prefix), layers, "last layer on what followed");
        }
        results.add(Double.NaN, halfway(two, CopyScores::previous), "2", "step, halfway: first layer");
        results.add(Double.NaN, halfway(two, CopyScores::prefix), "2", "step, halfway: last layer");
        results.add(Double.NaN, halfway(two, CopyScores::loss), "2", "step, halfway: loss");

        report.add("curves", curves(two, one, chance)).add("curves", numbers(two, one));
        double[] sequence = Arrays.copyOfRange(test.tokens(), 0, CopyBatch.LENGTH);
        report.add(
                "attention",
                Figure.of(
                                HeatMap.ofMatrix(
                                                "Layer 1, a block of " + test.blocks()[0] + " tokens",
                                                two.get(0).attention(0, sequence))
                                        .axes("place looked at", "place"),
                                HeatMap.ofMatrix("Layer 2", two.get(0).attention(1, sequence))
                                        .axes("place looked at", "place"))
                        .panelSize(520, 460));
        report.write(
                "Causal attention on blocks of random tokens that repeat, over " + size.seeds()
                        + " seeds (chance: loss " + Results.number(chance) + ").",
                results);
    }

    private static List<CopyTraining> train(int layers, Size size, CopyBatch test, ExperimentRun run, Report report) {
        List<CopyTraining> models = new ArrayList<>();
        for (int k = 0; k < size.seeds(); k++) {
            long seed = run.seed() + k;
            models.add(new CopyTraining(
                    layers,
                    size.steps(),
                    size.batch(),
                    size.every(),
                    test,
                    seed,
                    report.progress(layers + (layers == 1 ? " layer" : " layers") + ", seed " + seed)));
        }
        return models;
    }

    private static double[] last(List<CopyTraining> models, ToDoubleFunction<CopyScores> score) {
        return models.stream()
                .mapToDouble(model -> score.applyAsDouble(model.last()))
                .toArray();
    }

    private static double[] halfway(List<CopyTraining> models, ToDoubleFunction<CopyScores> score) {
        return models.stream().mapToDouble(model -> model.halfway(score)).toArray();
    }

    private static Figure curves(List<CopyTraining> two, List<CopyTraining> one, double chance) {
        Plot loss = Plot.of("Loss where the next token has been seen", "step", "cross entropy");
        Plot scores = Plot.of("Where the two layers look", "step", "attention weight");
        for (CopyTraining model : one) {
            loss = loss.add(curve(model, CopyScores::loss, "one layer", Ink.ORANGE));
        }
        for (CopyTraining model : two) {
            loss = loss.add(curve(model, CopyScores::loss, "two layers", Ink.BLUE));
            scores = scores.add(curve(model, CopyScores::previous, "layer 1: the token before", Ink.GREEN))
                    .add(curve(model, CopyScores::prefix, "layer 2: what followed this token", Ink.PURPLE));
        }
        double[] steps = two.get(0).steps();
        double last = steps[steps.length - 1];
        loss = loss.add(Series.line(new double[] {0, last}, new double[] {chance, chance})
                .in(Ink.BLACK)
                .dashed()
                .named("chance"));
        return Figure.of(loss, scores);
    }

    private static Series curve(CopyTraining model, ToDoubleFunction<CopyScores> score, String name, Ink ink) {
        return Series.line(model.steps(), model.curve(score)).thin().in(ink).named(name);
    }

    private static CsvOutput numbers(List<CopyTraining> two, List<CopyTraining> one) {
        CsvOutput csv = new CsvOutput("layers", "model", "step", "loss", "copying", "previous", "prefix");
        for (List<CopyTraining> models : List.of(two, one)) {
            for (int k = 0; k < models.size(); k++) {
                CopyTraining model = models.get(k);
                double[] steps = model.steps();
                double[] loss = model.curve(CopyScores::loss);
                double[] copying = model.curve(CopyScores::copying);
                double[] previous = model.curve(CopyScores::previous);
                double[] prefix = model.curve(CopyScores::prefix);
                for (int i = 0; i < steps.length; i++) {
                    csv.numbers(models == two ? 2 : 1, k, steps[i], loss[i], copying[i], previous[i], prefix[i]);
                }
            }
        }
        return csv;
    }
}
