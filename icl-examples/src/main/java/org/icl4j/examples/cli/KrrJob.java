package org.icl4j.examples.cli;

import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Consumer;
import org.icl4j.core.Context;
import org.icl4j.core.Memory;
import org.icl4j.core.Points;
import org.icl4j.core.Progress;
import org.icl4j.core.linalg.NotPositiveDefiniteException;
import org.icl4j.examples.data.CsvTable;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.stationary.Gaussian;
import org.icl4j.solvers.Scaling;
import org.icl4j.solvers.ridge.KernelRidge;
import org.icl4j.solvers.ridge.KernelRidgeModel;
import org.icl4j.solvers.select.KernelSelection;
import org.icl4j.solvers.select.LeaveOneOut;
import org.jspecify.annotations.Nullable;

/** What {@code icl krr} does: read, scale, choose, fit, answer, write. */
final class KrrJob {

    /** Leave-one-out needs an eigendecomposition, 9 n^3 flops: with this many rows about a second. */
    static final int LEAVE_ONE_OUT_ROWS = 1500;

    private final Settings settings;
    private final KrrOutputs outputs;
    private final Progress progress;
    private final Consumer<String> warn;

    /** How the system is solved. */
    enum Method {
        /** Whatever suits the size: so far always {@link #EXACT}. */
        AUTO,
        /** One Cholesky factorisation. */
        EXACT;

        Method resolved() {
            return EXACT;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * @param request which columns count
     * @param kernel the kernel, null for a Gaussian
     * @param lengthScale the Gaussian's, null to choose
     * @param ridge null to choose
     * @param method how the system is solved
     * @param standardised whether inputs are standardised
     * @param seed of the rows that choices are made on
     * @param standardDeviations whether answers come with them
     */
    record Settings(
            TrainingData.Request request,
            @Nullable Kernel kernel,
            @Nullable Double lengthScale,
            @Nullable Double ridge,
            Method method,
            boolean standardised,
            long seed,
            boolean standardDeviations) {}

    /** Kernel and ridge, the leave-one-out error where it is known, and what a user should know of the two. */
    record Choice(
            Kernel kernel,
            double ridge,
            double looRmse,
            int looRows,
            @Nullable String warning) {

        Choice(Kernel kernel, double ridge, double looRmse, int looRows) {
            this(kernel, ridge, looRmse, looRows, null);
        }

        /** Leave-one-out answers to the context's own rows. */
        double[] leaveOneOutAnswers(Context context) {
            double[] answers = context.targets().column(0);
            double[] residuals = LeaveOneOut.of(kernel, context)
                    .withCentredTargets(true)
                    .residuals(ridge)
                    .column(0);
            for (int i = 0; i < answers.length; i++) {
                answers[i] -= residuals[i];
            }
            return answers;
        }
    }

    KrrJob(Settings settings, KrrOutputs outputs, Progress progress, Consumer<String> warn) {
        this.settings = settings;
        this.outputs = outputs;
        this.progress = progress;
        this.warn = warn;
    }

    MetricLines run(Path trainFile, @Nullable Path testFile) {
        long start = System.nanoTime();
        outputs.refuseOverwriting(trainFile, testFile);
        TrainingData train = TrainingData.read(trainFile, settings.request(), warn);
        double[] y = train.table().target(train.target());
        Points raw = train.inputs().points(train.table());
        CsvTable test = testFile == null
                ? null
                : train.readMore(testFile, settings.request().csv(), warn);
        Scaling scaling = settings.standardised() ? Scaling.standardising(raw) : Scaling.identity(raw.width());
        Context context = Context.of(scaling.apply(raw), Points.ofColumn("targets", y));
        checkSize(train.table(), context.size());
        outputs.requireRowsToShow(test != null, context.size(), raw.width());

        Choice choice = choose(context);
        KernelRidge learner = KernelRidge.of(choice.kernel(), choice.ridge())
                .withCentredTargets(true)
                .withProgress(progress);
        KernelRidgeModel fitted = (settings.standardDeviations() ? learner.keepingFactor() : learner).fit(context);
        if (choice.warning() != null) {
            warn.accept(choice.warning());
        }
        CsvModel model = new CsvModel(fitted.behind(scaling), train.inputs(), train.target(), train.missing());
        Answers answers = null;
        if (test != null) {
            answers = new Answers(test, train.kept(), model.predict(test), test.column(train.target()));
        } else if (outputs.needAnswers(raw.width())) {
            answers = new Answers(train.table(), train.kept(), choice.leaveOneOutAnswers(context), y);
        }
        if (answers != null && settings.standardDeviations()) {
            StandardDeviations deviations = new StandardDeviations(fitted, context);
            answers = answers.with(
                    test == null
                            ? deviations.leaveOneOut()
                            : deviations.at(scaling.apply(train.inputs().points(test))));
        }
        outputs.write(model, train.table(), test, answers, LeaveOneOutCurve.of(choice, context));

        MetricLines lines =
                new MetricLines().add("n", context.size()).add("d", raw.width()).add("target", train.target());
        if (train.dropped() > 0) {
            lines.add("dropped_rows", train.dropped());
        }
        if (train.filled() > 0) {
            lines.add("filled_values", train.filled());
        }
        lines.add("standardised", settings.standardised())
                .add("method", settings.method().resolved())
                .add("kernel", choice.kernel());
        if (choice.kernel() instanceof Gaussian gaussian) {
            lines.add("length_scale", gaussian.lengthScale());
        }
        lines.add("ridge", choice.ridge());
        if (!Double.isNaN(choice.looRmse())) {
            lines.add("loo_rmse", choice.looRmse());
            lines.add("loo_rows", choice.looRows());
        }
        if (test != null && answers != null) {
            lines.add("test_rows", test.size()).errors(answers.predicted(), test.column(train.target()));
        }
        return lines.add("relative_residual", fitted.report().relativeResidual())
                .add("seconds", 1e-9 * (System.nanoTime() - start))
                .add("bytes", fitted.report().bytes());
    }

    private Choice choose(Context context) {
        Kernel fixed = settings.kernel();
        Double lengthScale = settings.lengthScale();
        Double ridge = settings.ridge();
        Kernel given = fixed != null ? fixed : lengthScale == null ? null : new Gaussian(lengthScale);
        if (given != null && ridge != null) {
            if (context.size() > LEAVE_ONE_OUT_ROWS) {
                return new Choice(given, ridge, Double.NaN, 0);
            }
            try {
                double error =
                        LeaveOneOut.of(given, context).withCentredTargets(true).rootMeanSquaredError(ridge);
                return new Choice(given, ridge, error, context.size());
            } catch (IllegalArgumentException | NotPositiveDefiniteException e) {
                // The fit was asked for; its leave-one-out error is an extra, and needs more accuracy than the fit.
                return new Choice(given, ridge, Double.NaN, 0, "no leave-one-out error: " + e.getMessage());
            }
        }
        // A kernel that is given has no length scale to choose; the number is not used.
        KernelSelection selection = fixed == null
                ? KernelSelection.gaussian().withLengthScale(lengthScale)
                : KernelSelection.of(unused -> fixed).withLengthScale(1.0);
        KernelSelection.Choice chosen = selection
                .withCentredTargets(true)
                .withRidge(ridge)
                .withSeed(settings.seed())
                .withProgress(progress)
                .choose(context);
        String borders = chosen.borders().isEmpty() ? null : String.join("; ", chosen.borders());
        return new Choice(chosen.kernel(), chosen.ridge(), chosen.looRmse(), chosen.rowsUsed(), borders);
    }

    private static void checkSize(CsvTable train, int n) {
        Memory.require(
                train.source() + ": the " + n + " x " + n + " kernel matrix of method exact",
                8.0 * n * n,
                "train on fewer rows");
    }
}
