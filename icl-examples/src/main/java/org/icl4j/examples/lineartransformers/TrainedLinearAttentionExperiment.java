package org.icl4j.examples.lineartransformers;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.icl4j.attention.model.LinearAttentionLearner;
import org.icl4j.attention.theory.IndependentInputs;
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
 * Experiment 03: one layer of linear attention, trained from small random weights, becomes one step of gradient descent (von Oswald
 * et al. 2023, sections 2 and 3). Its step size, its error, its answers and their sensitivities stand beside those of the
 * construction with the best step, which {@link IndependentInputs} knows in closed form.
 */
public final class TrainedLinearAttentionExperiment implements Experiment {

    private static final IndependentInputs THEORY = IndependentInputs.uniform(TrainedLayer.WIDTH, 0.5);
    private static final int STRETCH = 21;

    /** How much work. */
    private record Size(int seeds, LinearTraining training, int tasks) {
        static Size of(boolean quick) {
            return quick
                    ? new Size(2, new LinearTraining(250, 128, 0.05), 300)
                    : new Size(8, new LinearTraining(2000, 1024, 0.02), 20_000);
        }
    }

    /** The experiment. */
    public TrainedLinearAttentionExperiment() {}

    @Override
    public int number() {
        return 3;
    }

    @Override
    public String name() {
        return "trained-linear-attention";
    }

    @Override
    public String summary() {
        return "a trained layer of linear attention becomes the constructed step of gradient descent";
    }

    @Override
    public void run(ExperimentRun run) {
        Size size = Size.of(run.quick());
        Report report = Report.of(run);
        List<TrainedLayer> layers = new ArrayList<>();
        for (int k = 0; k < size.seeds(); k++) {
            long seed = run.seed() + k;
            layers.add(TrainedLayer.train(size.training(), seed, report.progress("layer, seed " + seed)));
        }
        double step = THEORY.optimalStep(TrainedLayer.CONTEXT);
        double halved = THEORY.optimalRisk(TrainedLayer.CONTEXT) / 2;
        Results results = Results.table("construction", "measured", "tasks");
        results.add(step, each(layers, TrainedLayer::step), "step size", "-");
        results.add(0, each(layers, TrainedLayer::greatestOther), "greatest weight that should be 0", "-");
        LinearAttentionLearner descent = TrainedLayer.learner(TrainedLayer.constructed(step));
        for (Shift shift : Shift.all()) {
            add(results, layers, descent, shift, size.tasks());
        }
        double[][] path = path(layers, size.tasks());
        results.add(halved, path[STRETCH / 2], "half squared error, weights halfway", "inputs of range 1.0");

        report.add("interpolation", numbers(path)).add("interpolation", Figure.of(interpolation(path, halved)));
        report.add("loss", Figure.of(losses(layers, halved)));
        report.add("weights", weights(layers.get(0), step));
        report.write(
                "One layer of linear attention, d = n = " + TrainedLayer.WIDTH + ", trained on "
                        + size.training().steps() + " batches of "
                        + size.training().batch() + " tasks, over " + size.seeds() + " seeds.",
                results);
    }

    private static double[] each(List<TrainedLayer> layers, ToDoubleFunction<TrainedLayer> measure) {
        return layers.stream().mapToDouble(measure).toArray();
    }

    /** What the construction gains on the trained layer is exact only as far as the tasks go; they are the same for both. */
    private static void add(
            Results results, List<TrainedLayer> layers, LinearAttentionLearner descent, Shift shift, int tasks) {
        String label = shift.label();
        double exact = shift.risk(THEORY.optimalStep(TrainedLayer.CONTEXT)) / 2;
        List<Alignment> found = layers.stream()
                .map(layer -> Alignment.of(TrainedLayer.learner(layer.parameters()), descent, shift.tasks(), tasks))
                .toList();
        // The error of the construction is known; only the difference to it is measured, on the same tasks.
        double[] errors = found.stream()
                .mapToDouble(a -> exact + (a.error() - a.otherError()) / 2)
                .toArray();
        results.add(exact, errors, "half squared error", label);
        results.add(0, found.stream().mapToDouble(Alignment::predictions).toArray(), "difference of answers", label);
        results.add(1, found.stream().mapToDouble(Alignment::cosine).toArray(), "cosine of sensitivities", label);
        results.add(
                0,
                found.stream().mapToDouble(Alignment::sensitivities).toArray(),
                "difference of sensitivities",
                label);
    }

    /** Half squared errors between the trained weights (row 0) and the construction's (last row), [t][layer]. */
    private static double[][] path(List<TrainedLayer> layers, int tasks) {
        double step = THEORY.optimalStep(TrainedLayer.CONTEXT);
        double exact = THEORY.optimalRisk(TrainedLayer.CONTEXT) / 2;
        double[] goal = TrainedLayer.constructed(step);
        LinearAttentionLearner descent = TrainedLayer.learner(goal);
        double[][] errors = new double[STRETCH][layers.size()];
        for (int i = 0; i < STRETCH; i++) {
            for (int k = 0; k < layers.size(); k++) {
                double[] mixed = TrainedLayer.between(layers.get(k).parameters(), goal, i / (STRETCH - 1.0));
                Alignment found = Alignment.of(
                        TrainedLayer.learner(mixed), descent, TrainedLayer.tasks(1, 1), Math.min(tasks, 4000));
                errors[i][k] = exact + (found.error() - found.otherError()) / 2;
            }
        }
        return errors;
    }

    private static CsvOutput numbers(double[][] path) {
        String[] head = new String[path[0].length + 1];
        head[0] = "t";
        for (int k = 1; k < head.length; k++) {
            head[k] = "layer_" + k;
        }
        CsvOutput csv = new CsvOutput(head);
        for (int i = 0; i < path.length; i++) {
            double[] row = new double[head.length];
            row[0] = i / (path.length - 1.0);
            System.arraycopy(path[i], 0, row, 1, path[i].length);
            csv.numbers(row);
        }
        return csv;
    }

    private static Plot interpolation(double[][] path, double exact) {
        double[] t = new double[path.length];
        for (int i = 0; i < t.length; i++) {
            t[i] = i / (path.length - 1.0);
        }
        Plot plot =
                Plot.of("Between trained and constructed weights", "0 trained, 1 constructed", "half squared error");
        for (int k = 0; k < path[0].length; k++) {
            double[] errors = new double[t.length];
            for (int i = 0; i < t.length; i++) {
                errors[i] = path[i][k];
            }
            plot = plot.add(Series.line(t, errors).in(Ink.BLUE).thin().named("layers"));
        }
        return plot.add(Series.line(new double[] {0, 1}, new double[] {exact, exact})
                .in(Ink.BLACK)
                .dashed()
                .named("best step"));
    }

    private static Plot losses(List<TrainedLayer> layers, double exact) {
        Plot plot = Plot.of("Training", "step", "half squared error on fresh tasks");
        int last = 0;
        for (TrainedLayer layer : layers) {
            int every = layer.report().traceEvery();
            double[] loss =
                    layer.report().trace().stream().mapToDouble(l -> l / 2).toArray();
            double[] at = new double[loss.length];
            for (int i = 0; i < at.length; i++) {
                at[i] = (i + 0.5) * every;
            }
            last = layer.report().steps();
            plot = plot.add(Series.line(at, loss).in(Ink.BLUE).thin().named("layers"));
        }
        return plot.add(Series.line(new double[] {0, last}, new double[] {exact, exact})
                .in(Ink.BLACK)
                .dashed()
                .named("best step"));
    }

    private static Figure weights(TrainedLayer layer, double step) {
        double[][] p = layer.valueProjection();
        for (double[] row : p) {
            for (int j = 0; j < row.length; j++) {
                row[j] /= step;
            }
        }
        return Figure.of(
                HeatMap.ofMatrix("Q, trained", layer.keyQuery())
                        .axes("key", "query")
                        .range(-1, 1)
                        .signed(),
                HeatMap.ofMatrix("P, trained, over the best step", p)
                        .axes("written to", "read from")
                        .range(-1, 1)
                        .signed());
    }
}
