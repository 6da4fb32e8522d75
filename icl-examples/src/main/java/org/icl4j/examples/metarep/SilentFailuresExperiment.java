package org.icl4j.examples.metarep;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.icl4j.core.Randoms;
import org.icl4j.core.compare.Estimate;
import org.icl4j.core.math.Parallel;
import org.icl4j.examples.ExperimentRun;
import org.icl4j.examples.report.Report;
import org.icl4j.examples.report.Stages;
import org.icl4j.examples.report.Table;
import org.icl4j.figures.Figure;
import org.icl4j.figures.Ink;
import org.icl4j.figures.Plot;
import org.icl4j.figures.Series;

/**
 * Does rank correlation see what the root mean squared error hides? MetaRepICL's sweeps over dimension, condition number, temperature and context length, with inputs, weights and noise
 * from streams of their own.
 */
public final class SilentFailuresExperiment extends MetaRepExperiment {

    /** How much work. */
    private record Size(int seeds, int tasks) {
        static Size of(boolean quick) {
            return quick ? new Size(2, 2) : new Size(10, 100);
        }
    }

    /** The experiment. */
    public SilentFailuresExperiment() {
        super(25, "silent-failures", "rank correlation against squared error, where a softmax head fails silently");
    }

    @Override
    void measure(ExperimentRun run, Report report) {
        Size size = Size.of(run.quick());
        Map<String, Map<Double, SilentFailures>> sweeps = sweeps(run.quick());
        Stages stages = new Stages(run.progress(), sweeps.size() + 1);
        Table table = new Table(
                "sweeps",
                "Root mean squared error over the truth's deviation (1: as good as the mean of the truth) and Spearman's rank correlation; 95 % intervals over seeds. Base: width 8, condition 1, temperature 1, 32 pairs",
                "sweep",
                "value",
                "softmax error",
                "softmax rank",
                "rescaled error",
                "ridge error",
                "ridge rank",
                "perplexity");
        List<Plot> plots = new ArrayList<>();
        for (Map.Entry<String, Map<Double, SilentFailures>> sweep : sweeps.entrySet()) {
            List<List<SilentFailures.Found>> found = new ArrayList<>();
            for (Map.Entry<Double, SilentFailures> setting : sweep.getValue().entrySet()) {
                List<SilentFailures.Found> here =
                        seeds(setting.getValue(), size, Randoms.of(run.seed()).split(sweep.getKey()));
                found.add(here);
                table.row(
                        sweep.getKey(),
                        setting.getKey(),
                        over(here, f -> f.softmax().error()),
                        over(here, f -> f.softmax().rank()),
                        over(here, f -> f.rescaled().error()),
                        over(here, f -> f.ridge().error()),
                        over(here, f -> f.ridge().rank()),
                        over(here, SilentFailures.Found::perplexity));
            }
            plots.add(plot(sweep.getKey(), sweep.getValue(), found));
            stages.done(sweep.getKey());
        }
        Table published = new Table(
                "published",
                "Three published scenarios again (root mean squared error, not relative): clean, and with w = the first context input as their shared seed makes it",
                "scenario",
                "published error",
                "published rank",
                "clean error",
                "clean rank",
                "shared seed error",
                "shared seed rank");
        published(published, "healthy: width 8", 2.5, 0.71, new SilentFailures(8, 1, 1, 32, false), size, run.seed());
        published(published, "width 64", 8.2, 0.22, new SilentFailures(64, 1, 1, 32, false), size, run.seed());
        published(
                published,
                "condition 500, temperature 1/2",
                2.8,
                0.24,
                new SilentFailures(8, 500, 0.5, 32, false),
                size,
                run.seed());
        stages.done("published");
        report.add(table)
                .add(published)
                .add("silent", Figure.of(plots).columns(2).panelSize(560, 400));
    }

    private static Map<String, Map<Double, SilentFailures>> sweeps(boolean quick) {
        Map<String, Map<Double, SilentFailures>> sweeps = new LinkedHashMap<>();
        Map<Double, SilentFailures> width = new LinkedHashMap<>();
        Map<Double, SilentFailures> scaled = new LinkedHashMap<>();
        for (int p : quick ? new int[] {2, 8} : new int[] {2, 4, 8, 16, 32, 64}) {
            width.put((double) p, new SilentFailures(p, 1, 1, 32, false));
            scaled.put((double) p, new SilentFailures(p, 1, p, 32, false));
        }
        sweeps.put("width", width);
        sweeps.put("width, temperature = width", scaled);
        Map<Double, SilentFailures> condition = new LinkedHashMap<>();
        for (double k : quick ? new double[] {1, 100} : new double[] {1, 5, 10, 50, 100, 500, 1000}) {
            condition.put(k, new SilentFailures(8, k, 1, 32, false));
        }
        sweeps.put("condition number", condition);
        Map<Double, SilentFailures> temperature = new LinkedHashMap<>();
        for (double t : quick ? new double[] {0.2, 5} : new double[] {0.05, 0.2, 0.5, 1, 2, 5, 20, 100}) {
            temperature.put(t, new SilentFailures(8, 1, t, 32, false));
        }
        sweeps.put("temperature", temperature);
        Map<Double, SilentFailures> length = new LinkedHashMap<>();
        for (int n : quick ? new int[] {8, 32} : new int[] {8, 16, 32, 64, 128, 256}) {
            length.put((double) n, new SilentFailures(8, 1, 1, n, false));
        }
        sweeps.put("context length", length);
        return sweeps;
    }

    private static List<SilentFailures.Found> seeds(SilentFailures setting, Size size, Randoms randoms) {
        SilentFailures.Found[] all = new SilentFailures.Found[size.seeds()];
        Parallel.run(all.length, s -> all[s] = setting.run(size.tasks(), randoms.split(s)));
        return List.of(all);
    }

    private static Estimate over(List<SilentFailures.Found> all, ToDoubleFunction<SilentFailures.Found> what) {
        return Numbers.overSeeds(all.stream().mapToDouble(what).toArray());
    }

    private static void published(
            Table table, String name, double error, double rank, SilentFailures clean, Size size, long seed) {
        SilentFailures shared =
                new SilentFailures(clean.width(), clean.condition(), clean.temperature(), clean.contextSize(), true);
        List<SilentFailures.Found> a = seeds(clean, size, Randoms.of(seed).split(name));
        List<SilentFailures.Found> b = seeds(shared, size, Randoms.of(seed).split(name));
        table.row(
                name,
                error,
                rank,
                over(a, SilentFailures.Found::rmse),
                over(a, f -> f.softmax().rank()),
                over(b, SilentFailures.Found::rmse),
                over(b, f -> f.softmax().rank()));
    }

    private static Plot plot(
            String name, Map<Double, SilentFailures> settings, List<List<SilentFailures.Found>> found) {
        double[] x = settings.keySet().stream().mapToDouble(v -> v).toArray();
        Plot plot = Plot.of(
                        "Sweep: " + name, name.startsWith("width") ? "width" : name, "relative error, rank correlation")
                .xLogarithmic()
                .yRange(-0.1, 1.6);
        plot = line(plot, "softmax: error", x, found, f -> f.softmax().error(), Ink.VERMILLION);
        plot = line(
                plot, "softmax: rank correlation", x, found, f -> f.softmax().rank(), Ink.BLUE);
        plot = line(plot, "softmax rescaled: error", x, found, f -> f.rescaled().error(), Ink.ORANGE);
        return line(plot, "ridge: error", x, found, f -> f.ridge().error(), Ink.GREY);
    }

    private static Plot line(
            Plot plot,
            String name,
            double[] x,
            List<List<SilentFailures.Found>> found,
            ToDoubleFunction<SilentFailures.Found> what,
            Ink ink) {
        double[] mean = new double[x.length];
        double[] low = new double[x.length];
        double[] high = new double[x.length];
        for (int i = 0; i < x.length; i++) {
            Estimate e = over(found.get(i), what);
            mean[i] = e.mean();
            low[i] = e.low();
            high[i] = e.high();
        }
        return plot.add(Series.band(x, low, high).in(ink))
                .add(Series.line(x, mean).named(name).in(ink));
    }
}
