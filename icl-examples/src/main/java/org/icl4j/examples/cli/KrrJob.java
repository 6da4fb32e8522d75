package org.icl4j.examples.cli;

import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.icl4j.core.Context;
import org.icl4j.core.Memory;
import org.icl4j.core.Points;
import org.icl4j.core.Progress;
import org.icl4j.examples.data.CsvTable;
import org.icl4j.examples.data.Scaling;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.stationary.Gaussian;
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
     * @param target the column to predict, null for the last
     * @param ignored columns to leave out
     * @param kernel the kernel, null for a Gaussian
     * @param lengthScale the Gaussian's, null to choose
     * @param ridge null to choose
     * @param method how the system is solved
     * @param standardised whether inputs are standardised
     * @param seed of the rows that choices are made on
     */
    record Settings(
            @Nullable String target,
            List<String> ignored,
            @Nullable Kernel kernel,
            @Nullable Double lengthScale,
            @Nullable Double ridge,
            Method method,
            boolean standardised,
            long seed) {}

    /** Kernel and ridge, and the leave-one-out error where it is known. */
    record Choice(Kernel kernel, double ridge, double looRmse, int looRows) {

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

    KrrJob(Settings settings, KrrOutputs outputs, Progress progress) {
        this.settings = settings;
        this.outputs = outputs;
        this.progress = progress;
    }

    MetricLines run(Path trainFile, @Nullable Path testFile) {
        long start = System.nanoTime();
        outputs.refuseOverwriting(trainFile, testFile);
        CsvTable train = read(trainFile);
        String wanted = settings.target();
        String target =
                wanted != null ? wanted : train.names().get(train.names().size() - 1);
        double[] y = train.target(target);
        List<String> columns =
                train.names().stream().filter(name -> !name.equals(target)).toList();
        if (columns.isEmpty()) {
            throw new IllegalArgumentException(train.source() + ": has no column beside the target \"" + target
                    + "\", there is nothing to learn from");
        }
        if (columns.stream().noneMatch(train::varies)) {
            throw new IllegalArgumentException(train.source() + ": every column beside the target \"" + target
                    + "\" is constant, there is nothing to learn from");
        }
        Points raw = train.columns(columns);
        CsvTable test = testFile == null ? null : CsvTable.read(testFile, train::has);
        double[] actual = test == null ? null : test.column(target);
        if (test != null) {
            test.columns(columns);
        }
        Scaling scaling = settings.standardised() ? Scaling.standardising(raw) : Scaling.identity(raw.width());
        Context context = Context.of(scaling.apply(raw), Points.ofColumn("targets", y));
        checkSize(train, context.size());
        outputs.requireRowsToShow(test != null, context.size(), columns.size());

        Choice choice = choose(context);
        KernelRidgeModel fitted = KernelRidge.of(choice.kernel(), choice.ridge())
                .withCentredTargets(true)
                .withProgress(progress)
                .fit(context);
        CsvModel model = new CsvModel(fitted, columns, target, scaling);
        double[] answers = test == null ? null : model.predict(test);
        if (test == null && outputs.needAnswers(columns.size())) {
            outputs.write(model, train, null, choice.leaveOneOutAnswers(context), y);
        } else {
            outputs.write(model, train, test, answers, actual);
        }

        MetricLines lines = new MetricLines()
                .add("n", context.size())
                .add("d", raw.width())
                .add("target", target)
                .add("standardised", settings.standardised())
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
        if (answers != null && actual != null) {
            lines.add("test_rows", actual.length).errors(answers, actual);
        }
        return lines.add("relative_residual", fitted.report().relativeResidual())
                .add("seconds", 1e-9 * (System.nanoTime() - start))
                .add("bytes", fitted.report().bytes());
    }

    private CsvTable read(Path trainFile) {
        List<String> ignored = settings.ignored();
        if (settings.target() != null && ignored.contains(settings.target())) {
            throw new IllegalArgumentException("--ignore: \"" + settings.target() + "\" is the target");
        }
        Set<String> unknown = new LinkedHashSet<>(ignored);
        CsvTable train = CsvTable.read(trainFile, name -> {
            unknown.remove(name);
            return !ignored.contains(name);
        });
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(train.source() + ": no column \"" + String.join("\", \"", unknown)
                    + "\" that --ignore could leave out; the others are " + String.join(", ", train.names()));
        }
        return train;
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
            double error =
                    LeaveOneOut.of(given, context).withCentredTargets(true).rootMeanSquaredError(ridge);
            return new Choice(given, ridge, error, context.size());
        }
        // A kernel that is given has no length scale to choose; the number is not used.
        KernelSelection selection = fixed == null
                ? KernelSelection.gaussian().withLengthScale(lengthScale)
                : KernelSelection.of(unused -> fixed).withLengthScale(1.0);
        KernelSelection.Choice chosen = selection
                .withRidge(ridge)
                .withSeed(settings.seed())
                .withProgress(progress)
                .choose(context);
        return new Choice(chosen.kernel(), chosen.ridge(), chosen.looRmse(), chosen.rowsUsed());
    }

    private static void checkSize(CsvTable train, int n) {
        Memory.require(
                train.source() + ": the " + n + " x " + n + " kernel matrix of method exact",
                8.0 * n * n,
                "train on fewer rows");
    }
}
