package org.icl4j.examples.metarep;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.RealMatrix;
import org.icl4j.attention.construct.ConjugateGradientTransformer;
import org.icl4j.attention.theory.ConvergenceBounds;
import org.icl4j.core.Context;
import org.icl4j.core.Points;
import org.icl4j.core.Randoms;
import org.icl4j.core.compare.Estimate;
import org.icl4j.examples.ExperimentRun;
import org.icl4j.examples.report.Report;
import org.icl4j.examples.report.Stages;
import org.icl4j.examples.report.Table;
import org.icl4j.figures.Figure;
import org.icl4j.figures.Ink;
import org.icl4j.figures.Plot;
import org.icl4j.figures.Series;

/**
 * The transformer that is conjugate gradients, its real layers with their weights, against the bound 2 / (c^t + c^-t), over condition numbers and spectra. The error of the
 * coefficients is taken from the tokens' alpha slots after each step, in the norm of A = K + ridge I.
 */
public final class RateExperiment extends MetaRepExperiment {

    private static final double RIDGE = 1;
    private static final double GOAL = 0.01;

    /** How much work. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Size(int points, int seeds, double... conditions) {
        static Size of(boolean quick) {
            return quick ? new Size(10, 2, 3, 10) : new Size(64, 5, 3, 10, 30, 100, 300);
        }
    }

    /** Where A's eigenvalues lie between 1 and kappa. */
    enum Spectrum {
        /** Dense at both ends, as the bound fears it. */
        CHEBYSHEV("Chebyshev") {
            @Override
            double at(int i, int n, double condition) {
                return (condition + 1) / 2 - (condition - 1) / 2 * Math.cos(Math.PI * i / (n - 1.0));
            }
        },
        /** Equal factors. */
        GEOMETRIC("geometric") {
            @Override
            double at(int i, int n, double condition) {
                return Math.pow(condition, i / (n - 1.0));
            }
        },
        /** Five different values: exact after five steps, whatever kappa. */
        FIVE("five values") {
            @Override
            double at(int i, int n, double condition) {
                int value = 5 * i / n;
                return Math.pow(condition, value / 4.0);
            }
        };

        private final String title;

        Spectrum(String title) {
            this.title = title;
        }

        abstract double at(int i, int n, double condition);
    }

    /** The experiment. */
    public RateExperiment() {
        super(21, "cg-rate", "the conjugate gradient transformer against its bound, over condition numbers");
    }

    @Override
    void measure(ExperimentRun run, Report report) {
        Size size = Size.of(run.quick());
        Stages stages = new Stages(run.progress(), Spectrum.values().length * size.conditions().length);
        Table table = new Table(
                "rates",
                "Layers of the conjugate gradient transformer until the error in the A-norm is 1 % of the first, with 95 % intervals over seeds; gradient descent takes its best step",
                "spectrum",
                "kappa",
                "CG layers",
                "bound",
                "GD steps",
                "GD bound",
                "error over bound",
                "layers against algorithm");
        List<Plot> plots = new ArrayList<>();
        Plot growth = Plot.of("Layers to an error of 1 %", "condition number", "layers, steps")
                .xLogarithmic()
                .yLogarithmic();
        for (Spectrum spectrum : Spectrum.values()) {
            double[][] layers = new double[size.seeds()][size.conditions().length];
            double[][] descent = new double[size.seeds()][size.conditions().length];
            for (int c = 0; c < size.conditions().length; c++) {
                double condition = size.conditions()[c];
                List<Course> courses = new ArrayList<>();
                for (int s = 0; s < size.seeds(); s++) {
                    Course course = new Course(
                            spectrum,
                            condition,
                            size.points(),
                            Randoms.of(run.seed()).split(s));
                    courses.add(course);
                    layers[s][c] = course.layers();
                    descent[s][c] = course.descent();
                }
                int column = c;
                table.row(
                        spectrum.title,
                        (int) condition,
                        Numbers.overSeeds(size.seeds(), s -> layers[s][column]),
                        bound(condition),
                        Numbers.overSeeds(size.seeds(), s -> descent[s][column]),
                        descentBound(condition),
                        Numbers.overSeeds(size.seeds(), s -> courses.get(s).greatestRatio()),
                        courses.stream().mapToDouble(Course::gap).max().orElseThrow());
                if (c == size.conditions().length - 2) {
                    plots.add(courses.get(0).plot());
                }
                stages.done(spectrum.title);
            }
            growth = growth.add(Series.line(size.conditions(), means(layers)).named("CG, " + spectrum.title));
            if (spectrum == Spectrum.CHEBYSHEV) {
                growth = growth.add(
                        Series.line(size.conditions(), means(descent)).named("gradient descent, Chebyshev"));
                report.remark(exponent("CG transformer", size, layers))
                        .remark(exponent("gradient descent", size, descent));
            }
        }
        double[] bounds =
                Arrays.stream(size.conditions()).map(RateExperiment::bound).toArray();
        growth = growth.add(
                Series.line(size.conditions(), bounds).named("bound").dashed().in(Ink.BLACK));
        plots.add(growth);
        report.add(table).add("rates", Figure.of(plots).columns(2).panelSize(560, 400));
    }

    private static double[] means(double[][] values) {
        double[] means = new double[values[0].length];
        for (double[] row : values) {
            for (int c = 0; c < means.length; c++) {
                means[c] += row[c] / values.length;
            }
        }
        return means;
    }

    private static String exponent(String name, Size size, double[][] steps) {
        // Where kappa is small the number of steps is rounded up coarsely; the last three condition numbers show the
        // power.
        int from = Math.max(0, size.conditions().length - 3);
        Estimate slope = Numbers.overSeeds(size.seeds(), s -> {
            int last = size.conditions().length - 1;
            return Math.log(steps[s][last] / steps[s][from])
                    / Math.log(size.conditions()[last] / size.conditions()[from]);
        });
        return String.format(
                Locale.ROOT,
                "Chebyshev spectrum, %s: steps grow as kappa^%.3f [%.3f, %.3f] from kappa %.0f to %.0f (theory: 1/2 for conjugate gradients, 1 for descent).",
                name,
                slope.mean(),
                slope.low(),
                slope.high(),
                size.conditions()[from],
                size.conditions()[size.conditions().length - 1]);
    }

    private static double bound(double condition) {
        int t = 0;
        while (ConvergenceBounds.conjugateGradient(condition, t) > GOAL) {
            t++;
        }
        return t;
    }

    private static double descentBound(double condition) {
        return Math.ceil(Math.log(GOAL) / Math.log((condition - 1) / (condition + 1)));
    }

    /** One context of given spectrum, run through the layers. */
    private static final class Course {

        private final Spectrum spectrum;
        private final double condition;
        private final double[] errors;
        private final double gap;
        private final double descent;

        Course(Spectrum spectrum, double condition, int n, Randoms randoms) {
            this.spectrum = spectrum;
            this.condition = condition;
            double[] l = new double[n];
            Arrays.setAll(l, i -> RIDGE * spectrum.at(i, n, condition));
            // X = U diag(sqrt(l - ridge)) V', so that X X' + ridge I = U diag(l) U'.
            RealMatrix u = Numbers.rotation(n, randoms.split("left"));
            RealMatrix v = Numbers.rotation(n, randoms.split("right"));
            RealMatrix x = u.multiply(MatrixUtils.createRealDiagonalMatrix(Arrays.stream(l)
                            .map(e -> Math.sqrt(Math.max(0, e - RIDGE)))
                            .toArray()))
                    .multiply(v.transpose());
            double[] y = randoms.split("targets").gaussians(n);
            Context context = Context.of(x.getData(), y);
            int steps = (int) bound(condition);
            ConjugateGradientTransformer cg = ConjugateGradientTransformer.of(n, RIDGE, steps);
            double[][][] states = cg.transformer()
                    .states(context, Points.of("queries", randoms.split("query").gaussians(1, n)));
            double[][] algorithm = cg.iterates(context);
            // In the eigenbasis: exact alpha = U'y / l, and |e|_A^2 = sum l e^2.
            double[] b = u.preMultiply(y);
            this.errors = new double[steps + 1];
            double most = 0;
            for (int t = 0; t <= steps; t++) {
                double[] alpha = new double[n];
                for (int i = 0; i < n; i++) {
                    alpha[i] = states[t][i][n];
                    most = Math.max(most, Math.abs(alpha[i] - algorithm[t][i]));
                }
                errors[t] = error(u.preMultiply(alpha), b, l) / error(new double[n], b, l);
            }
            this.gap = most;
            this.descent = descent(b, l);
        }

        private static double error(double[] coefficients, double[] b, double[] l) {
            double sum = 0;
            for (int i = 0; i < l.length; i++) {
                double e = coefficients[i] - b[i] / l[i];
                sum += l[i] * e * e;
            }
            return Math.sqrt(sum);
        }

        /** Steps of gradient descent with step 2 / (least + greatest): the error's coefficients shrink by 1 - step l each time. */
        private static double descent(double[] b, double[] l) {
            double step = 2
                    / (Arrays.stream(l).min().orElseThrow()
                            + Arrays.stream(l).max().orElseThrow());
            double first = 0;
            for (int i = 0; i < l.length; i++) {
                first += b[i] * b[i] / l[i];
            }
            int t = 0;
            double now = first;
            while (now > GOAL * GOAL * first) {
                t++;
                now = 0;
                for (int i = 0; i < l.length; i++) {
                    now += b[i] * b[i] / l[i] * Math.pow(1 - step * l[i], 2.0 * t);
                }
            }
            return t;
        }

        /** Until the error is 1 %. */
        double layers() {
            int t = 0;
            while (errors[t] > GOAL) {
                t++;
            }
            return t;
        }

        double descent() {
            return descent;
        }

        double greatestRatio() {
            double most = 0;
            for (int t = 1; t < errors.length; t++) {
                most = Math.max(most, errors[t] / ConvergenceBounds.conjugateGradient(condition, t));
            }
            return most;
        }

        double gap() {
            return gap;
        }

        Plot plot() {
            double[] x = new double[errors.length];
            double[] bounds = new double[errors.length];
            double[] shown = new double[errors.length];
            for (int t = 0; t < x.length; t++) {
                x[t] = t;
                bounds[t] = ConvergenceBounds.conjugateGradient(condition, t);
                shown[t] = Math.max(1e-6, errors[t]);
            }
            return Plot.of(
                            spectrum.title + " spectrum, condition number " + (int) condition,
                            "layer of the transformer",
                            "error in the A-norm, of the first")
                    .yLogarithmic()
                    .add(Series.line(x, bounds).named("bound").dashed().in(Ink.BLACK))
                    .add(Series.line(x, shown).named("transformer").in(Ink.BLUE));
        }
    }
}
