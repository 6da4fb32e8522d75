package org.icl4j.examples.dualmodel;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Locale;
import org.icl4j.examples.Experiment;
import org.icl4j.examples.ExperimentRun;
import org.icl4j.examples.data.CsvOutput;
import org.icl4j.examples.data.OutputFile;
import org.icl4j.figures.Figure;

/**
 * Experiment 12, the dual model of softmax attention (Ren and Liu 2024, as derived here): the attention matrix and its output under random features of growing number, the partial sums over 15 demonstrations, and
 * one-layer transformers trained with the three modifications on linear regression.
 */
public final class DualModelExperiment implements Experiment {

    private static final int[] FEATURES = {4, 16, 64, 256, 1024, 4096};

    /** The experiment. */
    public DualModelExperiment() {}

    @Override
    public int number() {
        return 12;
    }

    @Override
    public String name() {
        return "dual-model";
    }

    @Override
    public String summary() {
        return "softmax attention as a model trained on its own keys and values: features, trajectory, modifications";
    }

    @Override
    public void run(ExperimentRun run) {
        PrintWriter out = run.out();
        boolean quick = run.quick();
        int draws = quick ? 4 : 24;
        FeatureSweep sweep = new FeatureSweep(run.seed());
        sweep.measure(quick ? new int[] {4, 64} : FEATURES, draws);
        write(run.directory(), "features", sweep.csv(), sweep.errors());
        figure(run.directory(), "heat-maps", quick ? sweep.heatMaps(16) : sweep.heatMaps(16, 256, 4096));
        out.println("Errors under d_r positive random features, means of " + draws + " draws (standard error):");
        out.println();
        out.printf("%8s %22s %22s %22s %22s%n", "d_r", "matrix MSE", "matrix MAE", "output MSE", "output MAE");
        for (FeatureSweep.Row r : sweep.rows()) {
            out.printf(
                    Locale.ROOT,
                    "%8d %11.3e (%.1e)  %11.3e (%.1e)  %11.3e (%.1e)  %11.3e (%.1e)%n",
                    r.features(),
                    r.matrixSquared().mean(),
                    r.matrixSquared().standardError(),
                    r.matrixAbsolute().mean(),
                    r.matrixAbsolute().standardError(),
                    r.outputSquared().mean(),
                    r.outputSquared().standardError(),
                    r.outputAbsolute().mean(),
                    r.outputAbsolute().standardError());
        }
        Trajectories trajectories = new Trajectories(quick ? 20 : 400, run.seed());
        write(run.directory(), "trajectory", trajectories.csv(), trajectories.figure());
        out.println();
        out.printf(
                Locale.ROOT,
                "Over %d demonstrations %.0f %% of the steps go away from the answer.%n",
                Trajectories.DEMONSTRATIONS,
                100 * trajectories.rises());

        Modifications modifications =
                quick ? new Modifications(1, 60, 50, run.seed()) : new Modifications(6, 2000, 2000, run.seed());
        modifications.measure(
                quick ? new double[] {0.5} : new double[] {-0.5, 0.5},
                quick ? new double[] {0.5} : new double[] {0.25, 0.5, 1},
                quick ? new double[] {0.5} : new double[] {0.5, 1},
                run.progress());
        write(run.directory(), "modifications", modifications.csv(), modifications.figure());
        out.println();
        out.println("One-layer softmax transformers trained on linear regression, d = " + Modifications.D + ", "
                + Modifications.PAIRS + " pairs: squared error, and its difference to plain attention seed by seed:");
        out.println();
        for (Modifications.Row r : modifications.rows()) {
            out.printf(
                    Locale.ROOT,
                    "%-18s %5.2f   %.4f   %+.4f [%+.4f, %+.4f]%n",
                    r.kind(),
                    r.strength(),
                    r.error(),
                    r.difference(),
                    r.low(),
                    r.high());
        }
        out.println();
        if (quick) {
            out.println("A quick run: these numbers show that it runs, nothing more.");
        }
        out.println("Tables and figures: " + run.directory());
    }

    private static void write(Path directory, String name, CsvOutput csv, Figure figure) {
        OutputFile.at(directory.resolve(name + ".csv")).write(csv::writeTo);
        figure(directory, name, figure);
    }

    private static void figure(Path directory, String name, Figure figure) {
        OutputFile.at(directory.resolve(name + ".png")).write(figure::writeTo);
        OutputFile.at(directory.resolve(name + ".svg")).write(figure::writeTo);
    }
}
