package org.icl4j.examples.cli;

import java.util.Locale;
import org.icl4j.core.Context;
import org.icl4j.core.Predictor;
import org.icl4j.core.Progress;
import org.icl4j.solvers.Scaling;
import org.icl4j.solvers.SolveReport;
import org.icl4j.solvers.Standardised;
import org.icl4j.solvers.nystrom.CentreSelection;
import org.icl4j.solvers.nystrom.NystromRidge;
import org.icl4j.solvers.nystrom.NystromRidgeModel;
import org.icl4j.solvers.nystrom.RandomFeatureModel;
import org.icl4j.solvers.nystrom.RandomFeatureRidge;
import org.icl4j.solvers.precondition.RandomlyPivotedCholesky;
import org.icl4j.solvers.ridge.KernelRidge;
import org.icl4j.solvers.ridge.KernelRidgeModel;
import org.icl4j.solvers.ridge.KernelSolver;
import org.jspecify.annotations.Nullable;

/**
 * A model and how it was found.
 *
 * @param model of unscaled points
 * @param report of the solution
 * @param solver what solved it and, where it was chosen, why
 * @param deviations of new observations, where they were asked for
 * @param features how a model of features drew them; null for other models
 */
record KrrFit(
        Predictor model,
        SolveReport report,
        String solver,
        @Nullable StandardDeviations deviations,
        CsvModel.@Nullable Features features) {

    /** Beyond so many rows auto takes centres: exact answers would take minutes. */
    static final int EXACT_ROWS = 30_000;

    private static final int CENTRES = 1000;
    private static final int CENTRES_OF_MANY = 2000;
    private static final int RANK = 300;
    private static final int FEATURES = 2000;

    /** Which method, of what size, and whether standard deviations are wanted. */
    static KrrFit of(KrrJob.Settings settings, KrrChoice choice, Context context, Scaling scaling, Progress progress) {
        int n = context.size();
        return switch (settings.method()) {
            case CHOLESKY -> exact(KernelSolver.cholesky(), settings, choice, context, scaling, progress);
            case PCG ->
                exact(
                        KernelSolver.pcg(RandomlyPivotedCholesky.rank(Math.min(n, or(settings.centres(), RANK)))),
                        settings,
                        choice,
                        context,
                        scaling,
                        progress);
            case FALKON -> centres(or(settings.centres(), CENTRES), "", settings, choice, context, scaling, progress);
            case FEATURES -> features(settings, choice, context, scaling, progress);
            case AUTO -> {
                if (n <= EXACT_ROWS) {
                    KernelSolver solver = settings.standardDeviations() ? KernelSolver.cholesky() : KernelSolver.auto();
                    yield exact(solver, settings, choice, context, scaling, progress);
                }
                String because = String.format(
                        Locale.ROOT, ", chosen because of more than %d rows; exactly by --method pcg", EXACT_ROWS);
                yield centres(
                        or(settings.centres(), CENTRES_OF_MANY), because, settings, choice, context, scaling, progress);
            }
        };
    }

    private static int or(@Nullable Integer given, int otherwise) {
        return given == null ? otherwise : given;
    }

    private static KrrFit exact(
            KernelSolver solver,
            KrrJob.Settings settings,
            KrrChoice choice,
            Context context,
            Scaling scaling,
            Progress progress) {
        KernelRidge learner = KernelRidge.of(choice.kernel(), choice.ridge())
                .withCentredTargets(true)
                .with(solver)
                .withProgress(progress);
        KernelRidgeModel model = (settings.standardDeviations() ? learner.keepingFactor() : learner).fit(context);
        return new KrrFit(
                model.behind(scaling),
                model.report(),
                model.report().method(),
                settings.standardDeviations() ? StandardDeviations.of(model, context) : null,
                null);
    }

    private static KrrFit centres(
            int centres,
            String because,
            KrrJob.Settings settings,
            KrrChoice choice,
            Context context,
            Scaling scaling,
            Progress progress) {
        NystromRidgeModel model = NystromRidge.of(choice.kernel(), choice.ridge(), centres)
                .withSelection(CentreSelection.uniform(settings.seed()))
                .withIntercept(true)
                .withVariance(settings.standardDeviations())
                .withProgress(progress)
                .fit(context);
        return new KrrFit(
                new Standardised.Model<>(scaling, model),
                model.report(),
                model.centres().size() + " centres: " + model.report().method() + because,
                settings.standardDeviations() ? StandardDeviations.of(model, context) : null,
                null);
    }

    private static KrrFit features(
            KrrJob.Settings settings, KrrChoice choice, Context context, Scaling scaling, Progress progress) {
        CsvModel.Features features =
                new CsvModel.Features(choice.kernel(), or(settings.features(), FEATURES), settings.seed());
        RandomFeatureModel model = RandomFeatureRidge.of(
                        features.map(context.inputs().width()), choice.ridge())
                .withCentredTargets(true)
                .withProgress(progress)
                .fit(context);
        return new KrrFit(
                new Standardised.Model<>(scaling, model),
                model.report(),
                model.report().method(),
                null,
                features);
    }
}
