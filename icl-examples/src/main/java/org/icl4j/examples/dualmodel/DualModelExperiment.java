package org.icl4j.examples.dualmodel;

import java.util.Locale;
import org.icl4j.examples.Experiment;
import org.icl4j.examples.ExperimentRun;
import org.icl4j.examples.report.Report;

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
        Report report = Report.of(run);
        boolean quick = run.quick();
        int draws = quick ? 4 : 24;
        FeatureSweep sweep = new FeatureSweep(run.seed());
        sweep.measure(quick ? new int[] {4, 64} : FEATURES, draws);
        report.add("features", sweep.csv())
                .add("features", sweep.errors())
                .add("heat-maps", quick ? sweep.heatMaps(16) : sweep.heatMaps(16, 256, 4096));
        report.remark("Errors under d_r positive random features, means of " + draws + " draws (standard error):");
        report.remark("");
        report.remark(String.format(
                "%8s %22s %22s %22s %22s", "d_r", "matrix MSE", "matrix MAE", "output MSE", "output MAE"));
        for (FeatureSweep.Row r : sweep.rows()) {
            report.remark(String.format(
                    Locale.ROOT,
                    "%8d %11.3e (%.1e)  %11.3e (%.1e)  %11.3e (%.1e)  %11.3e (%.1e)",
                    r.features(),
                    r.matrixSquared().mean(),
                    r.matrixSquared().standardError(),
                    r.matrixAbsolute().mean(),
                    r.matrixAbsolute().standardError(),
                    r.outputSquared().mean(),
                    r.outputSquared().standardError(),
                    r.outputAbsolute().mean(),
                    r.outputAbsolute().standardError()));
        }
        Trajectories trajectories = new Trajectories(quick ? 20 : 400, run.seed());
        report.add("trajectory", trajectories.csv()).add("trajectory", trajectories.figure());
        report.remark("");
        report.remark(String.format(
                Locale.ROOT,
                "Over %d demonstrations %.0f %% of the steps go away from the answer.",
                Trajectories.DEMONSTRATIONS,
                100 * trajectories.rises()));

        Modifications modifications =
                quick ? new Modifications(1, 60, 50, run.seed()) : new Modifications(6, 2000, 2000, run.seed());
        modifications.measure(
                quick ? new double[] {0.5} : new double[] {-0.5, 0.5},
                quick ? new double[] {0.5} : new double[] {0.25, 0.5, 1},
                quick ? new double[] {0.5} : new double[] {0.5, 1},
                report.progress("trained modifications"));
        report.add("modifications", modifications.csv()).add("modifications", modifications.figure());
        report.remark("");
        report.remark("One-layer softmax transformers trained on linear regression, d = " + Modifications.D + ", "
                + Modifications.PAIRS + " pairs: squared error, and its difference to plain attention seed by seed:");
        report.remark("");
        for (Modifications.Row r : modifications.rows()) {
            report.remark(String.format(
                    Locale.ROOT,
                    "%-18s %5.2f   %.4f   %+.4f [%+.4f, %+.4f]",
                    r.kind(),
                    r.strength(),
                    r.error(),
                    r.difference(),
                    r.low(),
                    r.high()));
        }
        report.remark("");
        report.write();
    }
}
