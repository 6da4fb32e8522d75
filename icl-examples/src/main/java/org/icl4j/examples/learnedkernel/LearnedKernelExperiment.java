package org.icl4j.examples.learnedkernel;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.icl4j.core.Randoms;
import org.icl4j.examples.Experiment;
import org.icl4j.examples.ExperimentRun;
import org.icl4j.examples.data.OutputFile;

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
            return quick ? new Size(20, 20, 2, 300) : new Size(400, 400, 5, 5000);
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

        run.out()
                .println("Mean squared error of sin x from 200 points with noise 0.2, over " + size.draws()
                        + " noise draws (published: one draw; expected: exact).");
        run.out().println();
        Tables.print(rows, run.out());
        run.out().println();
        Tables.print(heads, run.out());
        run.out().println();
        if (run.quick()) {
            run.out().println("A quick run: these numbers show that it runs, nothing more.");
        }
        run.out().println("Tables and figures: " + run.directory());
    }

    private static void write(Path directory, String name, Pictures.Picture picture) {
        write(directory, name, picture.numbers()::writeTo);
        OutputFile.at(directory.resolve(name + ".png")).write(picture.figure()::writeTo);
        OutputFile.at(directory.resolve(name + ".svg")).write(picture.figure()::writeTo);
    }

    private static void write(Path directory, String name, OutputFile.Content content) {
        OutputFile.at(directory.resolve(name + ".csv")).write(content);
    }
}
