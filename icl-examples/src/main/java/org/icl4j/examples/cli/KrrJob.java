package org.icl4j.examples.cli;

import java.nio.file.Path;
import java.util.function.Consumer;
import org.icl4j.core.Context;
import org.icl4j.core.Memory;
import org.icl4j.core.Points;
import org.icl4j.core.Progress;
import org.icl4j.examples.data.CsvTable;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.stationary.Gaussian;
import org.icl4j.solvers.Scaling;
import org.jspecify.annotations.Nullable;

/** What {@code icl krr} does: read, scale, choose, fit, answer, write. */
final class KrrJob {

    /** Leave-one-out needs an eigendecomposition, 9 n^3 flops: with this many rows about a second. */
    static final int LEAVE_ONE_OUT_ROWS = 1500;

    private final Settings settings;
    private final KrrOutputs outputs;
    private final Progress progress;
    private final Consumer<String> warn;

    /**
     * @param request which columns count
     * @param kernel the kernel, null for a Gaussian
     * @param lengthScale the Gaussian's, null to choose
     * @param ridge null to choose
     * @param method how the system is solved
     * @param standardised whether inputs are standardised
     * @param seed of the rows that choices are made on
     * @param standardDeviations whether answers come with them
     * @param centres of FALKON, or the rank of the preconditioner; null for the default
     * @param features how many, null for the default
     */
    record Settings(
            TrainingData.Request request,
            @Nullable Kernel kernel,
            @Nullable Double lengthScale,
            @Nullable Double ridge,
            KrrMethod method,
            boolean standardised,
            long seed,
            boolean standardDeviations,
            @Nullable Integer centres,
            @Nullable Integer features) {}

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
        outputs.requireRowsToShow(test != null, context.size(), raw.width(), settings.method());

        KrrChoice choice = KrrChoice.of(settings, context, progress);
        KrrFit fitted = KrrFit.of(settings, choice, context, scaling, progress);
        choice.warnings().forEach(warn);
        if (!fitted.report().converged()) {
            warn.accept("the equations are not solved to the tolerance: "
                    + fitted.report().summary());
        }
        CsvModel model =
                new CsvModel(fitted.model(), train.inputs(), train.target(), train.missing(), fitted.features());
        Answers answers = null;
        if (test != null) {
            answers = new Answers(test, train.kept(), model.predict(test), test.column(train.target()));
        } else if (outputs.needAnswers(raw.width())) {
            answers = new Answers(train.table(), train.kept(), choice.leaveOneOutAnswers(context), y);
        }
        StandardDeviations deviations = fitted.deviations();
        if (answers != null && deviations != null) {
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
                .add("method", settings.method())
                .add("solver", fitted.solver())
                .add("kernel", choice.kernel());
        if (choice.kernel() instanceof Gaussian gaussian) {
            lines.add("length_scale", gaussian.lengthScale());
        }
        lines.add("ridge", choice.ridge());
        if (!choice.because().isEmpty()) {
            lines.add("chosen_by", choice.because());
        }
        if (!Double.isNaN(choice.looRmse())) {
            lines.add("loo_rmse", choice.looRmse());
            lines.add("loo_rows", choice.looRows());
        }
        if (test != null && answers != null) {
            lines.add("test_rows", test.size()).errors(answers.predicted(), test.column(train.target()));
            if (deviations != null) {
                lines.add("coverage_95", answers.coverage());
            }
        }
        return lines.add("relative_residual", fitted.report().relativeResidual())
                .add("seconds", 1e-9 * (System.nanoTime() - start))
                .add("bytes", fitted.report().bytes());
    }

    /** What a formed matrix takes is refused before the choice, which is long. */
    private void checkSize(CsvTable train, int n) {
        if (settings.method() == KrrMethod.CHOLESKY) {
            Memory.require(
                    train.source() + ": the " + n + " x " + n + " kernel matrix of method cholesky",
                    8.0 * n * n,
                    "use --method falkon, --method features or --method pcg, or train on fewer rows");
        }
    }
}
