package org.icl4j.examples.learnedkernel;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.icl4j.core.Randoms;
import org.icl4j.core.compare.Comparison;
import org.icl4j.core.compare.ComparisonResult;
import org.icl4j.examples.Experiment;
import org.icl4j.examples.ExperimentRun;
import org.icl4j.examples.data.OutputFile;
import org.icl4j.figures.ComparisonFigure;
import org.icl4j.figures.Figure;

/**
 * Experiment 01, the learned kernel: A. Sudjianto's one-head attention (notebook kernel_ridge_regression, 2026), pretrained on
 * random sinusoids with 40 noisy points, then asked for sin x from 200 noisy points, beside weighted means and kernel ridge
 * regression with given and with tuned Gaussian kernels. All errors are mean squared errors against sin x without noise,
 * averaged over noise draws.
 */
public final class LearnedKernelExperiment implements Experiment {

    /** How much work: full size, and a size for tests. */
    private record Size(int draws, int tuningTasks, int heads, int steps) {
        static Size of(boolean quick) {
            return quick ? new Size(20, 20, 2, 150) : new Size(400, 400, 5, 5000);
        }
    }

    /** The experiment. */
    public LearnedKernelExperiment() {}

    @Override
    public int number() {
        return 1;
    }

    @Override
    public String name() {
        return "learned-kernel";
    }

    @Override
    public String summary() {
        return "an attention head learns its kernel by pretraining; kernel methods are given or tune theirs";
    }

    @Override
    public void run(ExperimentRun run) {
        Size size = Size.of(run.quick());
        Randoms randoms = Randoms.of(run.seed());
        GridTasks test = GridTasks.sine(size.draws(), randoms.split("test"));
        run.progress().update("baselines", 0, 1, Double.NaN);
        Baselines baselines = new Baselines(test, size.tuningTasks(), randoms.split("tuning"));
        List<Row> rows = new ArrayList<>(baselines.rows());
        run.progress().update("baselines", 1, 1, Double.NaN);
        Heads heads = new Heads(size.steps());
        for (int k = 0; k < size.heads(); k++) {
            heads.train(run.seed() + k, test, run.progress());
        }
        rows.add(heads.row());

        write(run.directory(), "table", Tables.csv(rows)::writeTo);
        write(run.directory(), "heads", Tables.csv(heads)::writeTo);
        write(
                run.directory(),
                "fits",
                Pictures.fits(test, baselines, heads.first().trained().kernel()));
        write(run.directory(), "kernels", Pictures.kernels(heads.first(), baselines.tunedGaussian()));
        write(run.directory(), "loss", Pictures.losses(heads.all()));
        ComparisonResult comparison = compare(test, baselines, heads, run);
        OutputFile.at(run.directory().resolve("comparison.csv"))
                .write(path -> Files.write(path, comparison.csv(), StandardCharsets.UTF_8));
        figure(run.directory(), "comparison", ComparisonFigure.of(comparison));

        run.out()
                .println("Mean squared error of sin x from 200 points with noise 0.2, over " + size.draws()
                        + " noise draws (published: one draw; expected: exact).");
        run.out().println();
        Tables.print(rows, run.out());
        run.out().println();
        Tables.print(heads, run.out());
        run.out().println();
        run.out().println("The head of seed " + heads.first().seed() + " beside others, draw by draw:");
        comparison.print(run.out());
        run.out().println();
        if (run.quick()) {
            run.out().println("A quick run: these numbers show that it runs, nothing more.");
        }
        run.out().println("Tables and figures: " + run.directory());
    }

    /** On the noise draws of the table, so that what they share drops out of the differences. */
    private static ComparisonResult compare(GridTasks test, Baselines baselines, Heads heads, ExperimentRun run) {
        return Comparison.on(test.source(), test.tasks(), run.seed())
                .add("pretrained head", heads.first().trained().kernel())
                .add("Nadaraya-Watson, tuned on tasks", baselines.tunedWeightedMean())
                .add("kernel ridge, as published", Baselines.kernelRidge())
                .add("kernel ridge, tuned on tasks", baselines.tunedKernelRidge())
                .run(run.progress());
    }

    private static void write(Path directory, String name, Pictures.Picture picture) {
        write(directory, name, picture.numbers()::writeTo);
        figure(directory, name, picture.figure());
    }

    private static void figure(Path directory, String name, Figure figure) {
        OutputFile.at(directory.resolve(name + ".png")).write(figure::writeTo);
        OutputFile.at(directory.resolve(name + ".svg")).write(figure::writeTo);
    }

    private static void write(Path directory, String name, OutputFile.Content content) {
        OutputFile.at(directory.resolve(name + ".csv")).write(content);
    }
}
