package org.icl4j.examples.metarep;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.icl4j.core.Randoms;
import org.icl4j.core.compare.Estimate;
import org.icl4j.examples.ExperimentRun;
import org.icl4j.examples.report.Report;
import org.icl4j.examples.report.Stages;
import org.icl4j.examples.report.Table;
import org.icl4j.figures.Figure;
import org.icl4j.figures.HeatMap;
import org.icl4j.figures.Ink;
import org.icl4j.figures.Plot;
import org.icl4j.figures.Series;

/**
 * Which algorithm does a trained transformer run? MetaRepICL's question, put to transformers trained here and to two whose algorithm is known: one wired as conjugate
 * gradients, and a linear transformer whose form leaves nothing but preconditioned gradient descent.
 */
public final class IdentificationExperiment extends MetaRepExperiment {

    private static final double NOISE = 0.1;
    private static final double[] TRAINED = {1, 10, 100};

    /** How much work. */
    private record Size(int width, int context, int layers, int seeds, int softmax, int linear, int tasks, int probes) {
        static Size of(boolean quick) {
            return quick ? new Size(3, 8, 2, 2, 3, 20, 16, 32) : new Size(6, 20, 4, 5, 800, 2000, 400, 1024);
        }
    }

    /** The experiment. */
    public IdentificationExperiment() {
        super(24, "identification", "which algorithm a trained transformer runs, and what can be told apart");
    }

    @Override
    void measure(ExperimentRun run, Report report) {
        Size size = Size.of(run.quick());
        Stages stages = new Stages(run.progress(), 3 * size.seeds() + 1);
        double ridge = NOISE * NOISE * size.width();
        Map<String, List<? extends Examinee>> kinds = train(run.seed(), size, ridge, stages);

        double[] conditions = run.quick() ? new double[] {1, 100} : new double[] {1, 10, 100, 500};
        List<Exam> exams = new ArrayList<>();
        for (double condition : conditions) {
            exams.add(Exam.of(
                    Exam.tasks(size.width(), NOISE, condition),
                    condition,
                    new Exam.Sizes(size.tasks(), size.context(), 4 * size.width(), 16, ridge),
                    Randoms.of(run.seed()).split("exam").split((long) condition)));
        }
        Map<String, List<Examination>> all = new LinkedHashMap<>();
        kinds.forEach((name, models) -> all.put(
                name, exams.stream().map(exam -> new Examination(exam, models)).toList()));

        report.add(errors(all))
                .add(likeness(all))
                .add(verdicts(all, run.seed()))
                .behind(details(all));
        double known = known(Objects.requireNonNull(kinds.get("linear, sparse")), exams);
        report.remark(String.format(
                Locale.ROOT,
                "Greatest difference between the sparse transformer and the descent read off its weights, all layers and exams: %.1e.",
                known));
        report.add("likeness", heat(all))
                .add("errors", curves(all))
                .add("algorithms", themselves(exams, size.layers()));
        stages.done("examine");
    }

    private static Map<String, List<? extends Examinee>> train(long seed, Size size, double ridge, Stages stages) {
        List<Examinee> softmax = new ArrayList<>();
        List<Examinee> linear = new ArrayList<>();
        List<Examinee> sparse = new ArrayList<>();
        for (int s = 0; s < size.seeds(); s++) {
            Examinee.Course course = new Examinee.Course(
                    Exam.tasks(size.width(), NOISE, TRAINED),
                    size.context(),
                    size.layers(),
                    size.width() * 4 + 8,
                    size.linear(),
                    size.probes(),
                    seed + s);
            sparse.add(course.sparse(stages));
            stages.done("train sparse");
            linear.add(course.linear(stages));
            stages.done("train linear");
            softmax.add(course.withSteps(size.softmax()).softmax(stages));
            stages.done("train softmax");
        }
        Map<String, List<? extends Examinee>> kinds = new LinkedHashMap<>();
        kinds.put("softmax", softmax);
        kinds.put("linear, full", linear);
        kinds.put("linear, sparse", sparse);
        kinds.put("wired CG", List.of(Examinee.Wired.conjugateGradients(size.width(), ridge, size.layers())));
        return kinds;
    }

    private static double known(List<? extends Examinee> sparse, List<Exam> exams) {
        double most = 0;
        for (Examinee model : sparse) {
            Examinee.Probed probed = (Examinee.Probed) model;
            for (Exam exam : exams) {
                double[][][] expected = probed.preconditionedDescent(exam.batch());
                double[][][] read = probed.slots(exam.batch());
                for (int l = 0; l < expected.length; l++) {
                    for (int b = 0; b < expected[l].length; b++) {
                        most = Math.max(most, Math.sqrt(Likeness.squared(expected[l][b], read[l][b])));
                    }
                }
            }
        }
        return most;
    }

    private static Table errors(Map<String, List<Examination>> all) {
        Table table = new Table(
                "errors",
                "Mean squared error of the last layer (the variance of the targets is 1), with 95 % intervals over seeds; kappa 500 was not trained on",
                "transformer",
                "kappa",
                "error",
                "ridge",
                "not linear in the query");
        all.forEach((name, examinations) -> {
            for (Examination e : examinations) {
                table.row(
                        name,
                        (int) e.exam().condition(),
                        e.error(e.layers()),
                        e.error(Algorithm.RIDGE, 1),
                        e.nonlinearity());
            }
        });
        return table;
    }

    private static Table likeness(Map<String, List<Examination>> all) {
        List<String> columns = new ArrayList<>(List.of("transformer", "kappa"));
        for (Algorithm algorithm : Algorithm.values()) {
            columns.add(algorithm.title());
        }
        Table table = new Table(
                "likeness",
                "R^2 of the layers' answers against each algorithm's best step, mean over layers, with 95 % intervals over seeds",
                columns.toArray(new String[0]));
        all.forEach((name, examinations) -> {
            for (Examination e : examinations) {
                List<Object> cells =
                        new ArrayList<>(List.of(name, (int) e.exam().condition()));
                for (Algorithm algorithm : Algorithm.values()) {
                    cells.add(e.overLayers(algorithm, false, Likeness::r2));
                }
                table.row(cells.toArray());
            }
        });
        return table;
    }

    private static Table verdicts(Map<String, List<Examination>> all, long seed) {
        Table table = new Table(
                "verdicts",
                "The nearest algorithm by squared prediction difference (of 1 = the ridge's answers), those that cannot be told from it, and the least margin of another, bootstrapped over seeds and tasks",
                "transformer",
                "kappa",
                "nearest",
                "difference",
                "margin of the next",
                "not told apart");
        all.forEach((name, examinations) -> {
            for (Examination e : examinations) {
                Examination.Verdict verdict = e.verdict(Randoms.of(seed).split(name));
                table.row(
                        name,
                        (int) e.exam().condition(),
                        verdict.best().title(),
                        e.overLayers(verdict.best(), false, Likeness::spd),
                        verdict.next(),
                        verdict.alike().isEmpty()
                                ? "none"
                                : verdict.alike().stream().map(Algorithm::title).collect(Collectors.joining("; ")));
            }
        });
        return table;
    }

    private static Table details(Map<String, List<Examination>> all) {
        Table table = new Table(
                "details",
                "Everything",
                "transformer",
                "kappa",
                "layer",
                "algorithm",
                "step",
                "r2",
                "spd",
                "ilwd",
                "error cosine");
        all.forEach((name, examinations) -> {
            for (Examination e : examinations) {
                for (int l = 1; l <= e.layers(); l++) {
                    for (Algorithm algorithm : Algorithm.values()) {
                        table.row(
                                name,
                                (int) e.exam().condition(),
                                l,
                                algorithm.title(),
                                e.atLayer(algorithm, l, Likeness::step),
                                e.atLayer(algorithm, l, Likeness::r2),
                                e.atLayer(algorithm, l, Likeness::spd),
                                e.atLayer(algorithm, l, Likeness::ilwd),
                                e.atLayer(algorithm, l, Likeness::cosine));
                    }
                }
            }
        });
        return table;
    }

    private static String[] marks() {
        return Arrays.stream(Algorithm.values()).map(Algorithm::mark).toArray(String[]::new);
    }

    private static Figure heat(Map<String, List<Examination>> all) {
        return Figure.of(
                        heat(all, "R² of layers against algorithms", "R², mean over layers", Likeness::r2),
                        heat(all, "Errors beside the algorithms' errors", "cosine, mean over layers", Likeness::cosine))
                .panelSize(560, 640);
    }

    private static HeatMap heat(
            Map<String, List<Examination>> all, String title, String values, Examination.Measure part) {
        List<double[]> rows = new ArrayList<>();
        List<String> names = new ArrayList<>();
        all.forEach((name, examinations) -> {
            for (Examination e : examinations) {
                names.add(name + ", " + (int) e.exam().condition());
                rows.add(Arrays.stream(Algorithm.values())
                        .mapToDouble(
                                a -> Math.max(0, e.overLayers(a, false, part).mean()))
                        .toArray());
            }
        });
        return HeatMap.ofMatrix(title, rows.toArray(new double[0][]))
                .axes("algorithm, at its best step", "transformer, condition number")
                .values(values + " (below 0: shown as 0)")
                .columnNames(marks())
                .rowNames(names.toArray(new String[0]));
    }

    /** Could these algorithms be told apart at all? Row: steps 1 to L of one; column: another at its best steps. */
    private static Figure themselves(List<Exam> exams, int layers) {
        List<HeatMap> maps = new ArrayList<>();
        for (Exam exam : List.of(exams.get(0), exams.get(exams.size() - 1))) {
            Algorithm[] all = Algorithm.values();
            double[][] r2 = new double[all.length][all.length];
            for (int a = 0; a < all.length; a++) {
                for (int b = 0; b < all.length; b++) {
                    for (int t = 1; t <= layers; t++) {
                        double[][] f = exam.answers(all[a], t);
                        double one = Likeness.best(exam, f, exam.weights(all[a], t), all[b])
                                .r2();
                        r2[a][b] += Math.max(0, one / layers);
                    }
                }
            }
            maps.add(HeatMap.ofMatrix("Algorithms among themselves, condition number " + (int) exam.condition(), r2)
                    .axes("algorithm, at its best step", "algorithm, steps 1 to " + layers)
                    .values("R², mean over steps")
                    .columnNames(marks())
                    .rowNames(marks()));
        }
        return Figure.of(maps).panelSize(820, 560);
    }

    private static Figure curves(Map<String, List<Examination>> all) {
        List<Plot> plots = new ArrayList<>();
        for (Map.Entry<String, List<Examination>> kind : all.entrySet()) {
            if (kind.getKey().startsWith("wired")) {
                continue;
            }
            for (Examination e : List.of(
                    kind.getValue().get(0), kind.getValue().get(kind.getValue().size() - 1))) {
                plots.add(curve(kind.getKey(), e));
            }
        }
        return Figure.of(plots).columns(2).panelSize(560, 400);
    }

    private static Plot curve(String name, Examination e) {
        int layers = e.layers();
        double[] x = new double[layers + 1];
        double[] mean = new double[layers + 1];
        double[] low = new double[layers + 1];
        double[] high = new double[layers + 1];
        for (int l = 0; l <= layers; l++) {
            Estimate error = e.error(l);
            x[l] = l;
            mean[l] = error.mean();
            low[l] = Math.max(1e-6, error.low());
            high[l] = error.high();
        }
        Plot plot = Plot.of(
                        name + ", condition number " + (int) e.exam().condition(),
                        "layer, or step",
                        "mean squared error")
                .yLogarithmic();
        Ink[] inks = {Ink.ORANGE, Ink.PURPLE, Ink.SKY, Ink.VERMILLION, Ink.GREEN};
        Algorithm[] shown = {
            Algorithm.GRADIENT_DESCENT,
            Algorithm.CHEBYSHEV,
            Algorithm.JACOBI_DESCENT,
            Algorithm.CONJUGATE_GRADIENTS,
            Algorithm.NEWTON
        };
        for (int k = 0; k < shown.length; k++) {
            Algorithm algorithm = shown[k];
            double[] errors = new double[layers + 1];
            Arrays.setAll(errors, t -> e.error(algorithm, t));
            plot = plot.add(
                    Series.line(x, errors).named(algorithm.title()).thin().in(inks[k]));
        }
        return plot.add(Series.band(x, low, high).in(Ink.BLACK))
                .add(Series.line(x, mean).named("transformer").in(Ink.BLACK));
    }
}
