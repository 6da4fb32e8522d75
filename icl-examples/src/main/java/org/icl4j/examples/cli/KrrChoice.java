package org.icl4j.examples.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.icl4j.core.Context;
import org.icl4j.core.Progress;
import org.icl4j.core.Randoms;
import org.icl4j.core.linalg.NotPositiveDefiniteException;
import org.icl4j.examples.regression.KernelChoice;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.stationary.Gaussian;
import org.icl4j.solvers.select.KernelSelection;
import org.icl4j.solvers.select.LeaveOneOut;

/**
 * Kernel and ridge, given or chosen.
 *
 * @param kernel k
 * @param ridge r
 * @param looRmse the leave-one-out error, NaN where it is not known
 * @param looRows the rows that it is of
 * @param because how it was chosen; empty if it was given
 * @param warnings what a user should know of it
 */
record KrrChoice(Kernel kernel, double ridge, double looRmse, int looRows, String because, List<String> warnings) {

    /** Leave-one-out errors of more rows are of so many of them. */
    private static final int SAMPLE = 1000;

    static KrrChoice of(KrrJob.Settings settings, Context context, Progress progress) {
        Kernel fixed = settings.kernel();
        Double lengthScale = settings.lengthScale();
        Double ridge = settings.ridge();
        Kernel given = fixed != null ? fixed : lengthScale == null ? null : new Gaussian(lengthScale);
        if (given != null && ridge != null) {
            return given(given, ridge, context);
        }
        // The search by gradients takes positive ridges.
        if (given != null || (ridge != null && ridge == 0)) {
            return selected(settings, context, progress);
        }
        KernelChoice.Chosen chosen = KernelChoice.of(settings.seed())
                .withRidge(ridge)
                .withProgress(progress)
                .choose(context);
        Kernel kernel = chosen.search().kernel();
        double found = chosen.search().ridge();
        List<String> warnings = new ArrayList<>(chosen.search().warnings());
        Context rows = context;
        if (context.size() > KrrJob.LEAVE_ONE_OUT_ROWS) {
            int[] order = Randoms.of(settings.seed()).split("rows").permutation(context.size());
            rows = context.select(Arrays.copyOf(order, SAMPLE));
        }
        double error = Double.NaN;
        try {
            double sum = 0;
            for (double residual : residuals(kernel, found, rows)) {
                sum += residual * residual;
            }
            error = Math.sqrt(sum / rows.size());
        } catch (NotPositiveDefiniteException e) {
            warnings.add("no leave-one-out error: " + e.getMessage());
        }
        return new KrrChoice(kernel, found, error, rows.size(), chosen.because(), warnings);
    }

    private static KrrChoice given(Kernel kernel, double ridge, Context context) {
        if (context.size() > KrrJob.LEAVE_ONE_OUT_ROWS) {
            return new KrrChoice(kernel, ridge, Double.NaN, 0, "", List.of());
        }
        try {
            double error =
                    LeaveOneOut.of(kernel, context).withCentredTargets(true).rootMeanSquaredError(ridge);
            return new KrrChoice(kernel, ridge, error, context.size(), "", List.of());
        } catch (IllegalArgumentException | NotPositiveDefiniteException e) {
            // The fit was asked for; its leave-one-out error is an extra, and needs more accuracy than the fit.
            return new KrrChoice(
                    kernel, ridge, Double.NaN, 0, "", List.of("no leave-one-out error: " + e.getMessage()));
        }
    }

    /** One of the two by leave-one-out: any kernel, with derivatives or not, and a ridge of 0. */
    private static KrrChoice selected(KrrJob.Settings settings, Context context, Progress progress) {
        Kernel fixed = settings.kernel();
        // A kernel that is given has no length scale to choose; the number is not used.
        KernelSelection selection = fixed == null
                ? KernelSelection.gaussian().withLengthScale(settings.lengthScale())
                : KernelSelection.of(unused -> fixed).withLengthScale(1.0);
        KernelSelection.Choice chosen = selection
                .withCentredTargets(true)
                .withRidge(settings.ridge())
                .withSeed(settings.seed())
                .withProgress(progress)
                .choose(context);
        return new KrrChoice(
                chosen.kernel(),
                chosen.ridge(),
                chosen.looRmse(),
                chosen.rowsUsed(),
                "least leave-one-out error",
                chosen.borders());
    }

    /** Leave-one-out answers to the context's own rows. */
    double[] leaveOneOutAnswers(Context context) {
        double[] answers = context.targets().column(0);
        double[] residuals = residuals(kernel, ridge, context);
        for (int i = 0; i < answers.length; i++) {
            answers[i] -= residuals[i];
        }
        return answers;
    }

    private static double[] residuals(Kernel kernel, double ridge, Context context) {
        return LeaveOneOut.residuals(kernel, ridge, context, true).column(0);
    }
}
