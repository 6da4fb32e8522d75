package org.icl4j.examples.regression;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.icl4j.core.Require;
import org.icl4j.examples.Experiment;
import org.icl4j.examples.ExperimentRun;
import org.icl4j.examples.data.CsvOutput;
import org.icl4j.examples.report.Report;
import org.icl4j.examples.report.Results;
import org.icl4j.figures.Figure;
import org.icl4j.figures.Ink;
import org.icl4j.figures.Plot;
import org.icl4j.figures.Series;

/**
 * Experiment 31: six tables of the UCI repository with the 20 splits of Hernandez-Lobato and Adams (2015), by exact kernel ridge regression, a
 * Gaussian process and FALKON, all with nothing but defaults: root mean squared error and log density of the test rows.
 */
public final class RegressionTableExperiment implements Experiment {

    /**
     * A table and what is published for it.
     *
     * @param name of its file
     * @param rmse a good published test error on the same splits
     * @param logDensity that of Monte Carlo dropout (Mukhoti, Stenetorp and Gal 2018, arXiv 1811.09385)
     */
    private record Published(String name, double rmse, double logDensity) {}

    private static final List<Published> SETS = List.of(
            new Published("yacht", 0.48, -1.25),
            new Published("energy", 0.48, -1.21),
            new Published("concrete", 5.4, -2.93),
            new Published("wine_red", 0.63, -0.93),
            new Published("kin8nm", 0.08, 1.14),
            new Published("power_plant", 3.97, -2.80));

    private static final int QUICK_SPLITS = 2;

    /** The experiment. */
    public RegressionTableExperiment() {}

    @Override
    public int number() {
        return 31;
    }

    @Override
    public String name() {
        return "regression-table";
    }

    @Override
    public String summary() {
        return "published tables: errors and densities of kernel ridge regression, a Gaussian process and FALKON";
    }

    @Override
    public void run(ExperimentRun run) {
        Path data = run.data();
        if (data == null) {
            throw new IllegalArgumentException("--data is missing: the directory of the tables ("
                    + SETS.stream().map(set -> set.name() + ".csv").collect(Collectors.joining(", "))
                    + "), each with its splits (splits/" + SETS.get(0).name() + "_test.csv, ...)");
        }
        List<Published> sets = present(data, run);
        Report report = Report.of(run);
        Results results = Results.table("published", "set", "method", "measured");
        CsvOutput numbers = new CsvOutput("set", "method", "split", "rmse", "log_density", "coverage_95", "seconds");
        List<Plot> panels = new ArrayList<>();
        for (Published set : sets) {
            RegressionData table = RegressionData.read(data, set.name());
            int splits = run.quick()
                    ? Math.min(QUICK_SPLITS, table.tests().size())
                    : table.tests().size();
            List<Methods.Scored> scored =
                    Methods.all(table, splits, run.seed(), run.quick(), report.progress(set.name()));
            Plot panel = Plot.of(set.name(), "split", "test error");
            for (int m = 0; m < scored.size(); m++) {
                Methods.Scored one = scored.get(m);
                double[] rmse = Score.each(one.scores(), Score::rmse);
                double[] density = Score.each(one.scores(), Score::logDensity);
                double[] coverage = Score.each(one.scores(), Score::coverage);
                double[] seconds = Score.each(one.scores(), Score::seconds);
                results.add(set.rmse(), rmse, set.name(), one.method(), "rmse");
                results.add(set.logDensity(), density, set.name(), one.method(), "log density");
                results.add(0.95, coverage, set.name(), one.method(), "coverage of 95 %");
                results.add(Double.NaN, seconds, set.name(), one.method(), "seconds");
                double[] x = new double[splits];
                for (int s = 0; s < splits; s++) {
                    x[s] = s;
                    numbers.row(set.name(), one.method(), s, rmse[s], density[s], coverage[s], seconds[s]);
                }
                panel = panel.points(one.method(), x, rmse);
            }
            panels.add(panel.add(Series.line(new double[] {0, splits - 1.0}, new double[] {set.rmse(), set.rmse()})
                    .named("published mean")
                    .dashed()
                    .in(Ink.BLACK)));
        }
        report.add("splits", numbers).add("splits", Figure.of(panels).columns(Math.min(3, panels.size())));
        report.write("Test rows of the published splits, mean over splits, everything chosen by defaults.", results);
    }

    private static List<Published> present(Path data, ExperimentRun run) {
        if (!Files.isDirectory(data)) {
            throw Require.error("--data", data + " is no directory");
        }
        List<Published> present = new ArrayList<>();
        List<Path> missing = new ArrayList<>();
        for (Published set : SETS) {
            List<Path> files = RegressionData.missing(data, set.name());
            missing.addAll(files);
            if (files.isEmpty()) {
                present.add(set);
            }
        }
        String names = missing.stream().map(Path::toString).collect(Collectors.joining(", "));
        if (present.isEmpty()) {
            throw Require.error("--data", "no table is complete; missing or unreadable: " + names);
        }
        if (!missing.isEmpty()) {
            run.out().println("Left out, for want of files: " + names);
        }
        return present;
    }
}
