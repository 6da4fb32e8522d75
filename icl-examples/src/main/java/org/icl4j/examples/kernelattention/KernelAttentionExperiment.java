package org.icl4j.examples.kernelattention;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.icl4j.attention.train.Adam;
import org.icl4j.attention.train.DataParallel;
import org.icl4j.attention.train.Schedule;
import org.icl4j.attention.train.Trainer;
import org.icl4j.core.Progress;
import org.icl4j.core.Randoms;
import org.icl4j.core.compare.Estimate;
import org.icl4j.examples.Experiment;
import org.icl4j.examples.ExperimentRun;
import org.icl4j.examples.report.Report;
import org.icl4j.examples.report.Results;
import org.icl4j.figures.Bars;
import org.icl4j.figures.Figure;
import org.icl4j.figures.Panel;

/**
 * Experiment 07: a layer of attention without normaliser, whose score is a kernel, takes a step of gradient descent in that kernel's
 * function space (Cheng, Chen and Sra 2024). Layers with four nonlinearities are trained on functions drawn from Gaussian processes with
 * three covariances: where the nonlinearity is the covariance, the layers come nearest to Bayes. Where the covariance is a sum of two, so do
 * layers of two heads.
 */
public final class KernelAttentionExperiment implements Experiment {

    private static final List<Mixing> KERNELS = List.of(Mixing.LINEAR, Mixing.RELU, Mixing.EXPONENTIAL);
    private static final List<Heads> RIVALS = List.of(
            Heads.one(Mixing.LINEAR),
            Heads.one(Mixing.EXPONENTIAL),
            Heads.one(Mixing.SOFTMAX),
            Heads.BOTH,
            Heads.COMBINATION);
    private static final int[] DEPTHS = {1, 3, 6};
    private static final int SHOWN = 3;

    /** How much work. */
    private record Size(int seeds, int steps, double rate, int batch, int pool, int test) {
        static Size of(boolean quick) {
            return quick ? new Size(2, 60, 0.04, 16, 100, 100) : new Size(5, 3000, 0.01, 64, 4000, 4000);
        }
    }

    /** The experiment. */
    public KernelAttentionExperiment() {}

    @Override
    public int number() {
        return 7;
    }

    @Override
    public String name() {
        return "kernel-attention";
    }

    @Override
    public String summary() {
        return "attention whose score is the data's kernel descends best in function space; beside Bayes";
    }

    @Override
    public void run(ExperimentRun run) {
        Size size = Size.of(run.quick());
        Report report = Report.of(run);
        Results results = Results.table("Bayes", "functions", "attention", "layers");
        List<Panel> panels = new ArrayList<>();
        for (Mixing kernel : KERNELS) {
            List<Heads> models = Arrays.stream(Mixing.values()).map(Heads::one).collect(Collectors.toList());
            panels.add(compare(Heads.one(kernel), models, size, run.seed(), report, results));
        }
        report.add("risks", Figure.of(panels).columns(1).panelSize(620, 220));
        Panel combination = compare(Heads.COMBINATION, RIVALS, size, run.seed(), report, results);
        report.add("combination", Figure.of(List.of(combination)).columns(1).panelSize(620, 240));
        report.write(
                "Risk of trained layers of kernel attention on " + SphereContext.SIZE + " points of the sphere, d = "
                        + SphereContext.WIDTH + ", over " + size.seeds() + " seeds.",
                results);
    }

    /** Trains all models on functions of one covariance, adds their rows to the table, and draws those of {@link #SHOWN} layers. */
    private static Panel compare(
            Heads kernel, List<Heads> models, Size size, long firstSeed, Report report, Results results) {
        SphereContext[][] pools = new SphereContext[size.seeds()][];
        SphereContext[][] tests = new SphereContext[size.seeds()][];
        double[] bayes = new double[size.seeds()];
        for (int k = 0; k < size.seeds(); k++) {
            Randoms randoms = Randoms.of(firstSeed + k).split(kernel.label());
            pools[k] = draw(kernel, size.pool(), randoms.split("pool"));
            tests[k] = draw(kernel, size.test(), randoms.split("test"));
            bayes[k] = Arrays.stream(tests[k])
                    .mapToDouble(SphereContext::bayes)
                    .average()
                    .orElseThrow();
        }
        double best = Arrays.stream(bayes).average().orElseThrow();
        Bars bars = Bars.of("Functions of " + kernel.label() + " covariance", "risk above Bayes, three layers");
        for (Heads model : models) {
            for (int layers : DEPTHS) {
                double[] risks = new double[size.seeds()];
                for (int k = 0; k < risks.length; k++) {
                    long seed = firstSeed + k;
                    String stage = model.label() + " on " + kernel.label() + ", " + layers + " layers, seed " + seed;
                    risks[k] = train(model, layers, size, pools[k], tests[k], Randoms.of(seed), report.progress(stage));
                }
                results.add(best, risks, kernel.label(), model.label(), String.valueOf(layers));
                if (layers == SHOWN) {
                    double[] above = new double[risks.length];
                    Arrays.setAll(above, k -> risks[k] - bayes[k]);
                    Estimate e = Estimate.of(Results.CONFIDENCE, above);
                    bars = bars.bar(model.label(), e.mean(), e.low(), e.high());
                }
            }
        }
        return bars;
    }

    private static SphereContext[] draw(Heads kernel, int count, Randoms randoms) {
        SphereContext[] contexts = new SphereContext[count];
        Arrays.setAll(contexts, i -> SphereContext.draw(kernel, randoms));
        return contexts;
    }

    private static double train(
            Heads heads,
            int layers,
            Size size,
            SphereContext[] pool,
            SphereContext[] test,
            Randoms randoms,
            Progress progress) {
        DataParallel<SphereContext[]> objective = DescentObjective.of(heads, layers);
        double[] parameters = new double[DescentObjective.parameters(heads, layers)];
        Arrays.fill(parameters, 0.1);
        Arrays.fill(parameters, layers * heads.size(), parameters.length, 1);
        Trainer.steps(size.steps())
                .withOptimiser(Adam.defaults().withLearningRate(size.rate()))
                .withSchedule(Schedule.cosine(size.steps(), 0.01))
                .train(
                        objective,
                        parameters,
                        new SphereContext[size.batch()],
                        (batch, stream) -> Arrays.setAll(batch, i -> pool[stream.integer(pool.length)]),
                        randoms.split("batches"),
                        progress);
        return objective.lossAndGradient(parameters, test, new double[parameters.length]);
    }
}
