package org.icl4j.examples.regression;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.icl4j.core.Context;
import org.icl4j.core.Points;
import org.icl4j.core.Progress;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.stationary.Matern;
import org.icl4j.solvers.Scaling;
import org.icl4j.solvers.gp.GaussianProcess;
import org.icl4j.solvers.gp.Prediction;
import org.icl4j.solvers.nystrom.NystromRidge;
import org.icl4j.solvers.nystrom.NystromRidgeModel;

/** The methods of the regression table on the splits of a table, inputs standardised on the training rows. */
final class Methods {

    private static final int CENTRES = 1000;
    private static final int QUICK_ROWS = 150;

    private Methods() {}

    /** A method's scores on each split. */
    record Scored(String method, List<Score> scores) {}

    /** All methods on the first splits. */
    static List<Scored> all(RegressionData table, int splits, long seed, boolean quick, Progress progress) {
        List<Score> exact = new ArrayList<>();
        List<Score> process = new ArrayList<>();
        List<Score> centres = new ArrayList<>();
        for (int s = 0; s < splits; s++) {
            RegressionData.Split split = scaled(table.split(s), quick);
            long start = System.nanoTime();
            KernelChoice.Chosen chosen = KernelChoice.of(seed).choose(split.train());
            double choosing = seconds(start);
            exact.add(exact(split, chosen, choosing));
            process.add(process(split));
            centres.add(centres(split, chosen, choosing));
            progress.update("split", s + 1, splits, exact.get(s).rmse());
        }
        return List.of(
                new Scored("krr", exact), new Scored("gaussian process", process), new Scored("falkon", centres));
    }

    private static RegressionData.Split scaled(RegressionData.Split split, boolean quick) {
        Context train = split.train();
        if (quick && train.size() > QUICK_ROWS) {
            int[] rows = new int[QUICK_ROWS];
            Arrays.setAll(rows, i -> (int) ((long) i * train.size() / QUICK_ROWS));
            return scaled(new RegressionData.Split(train.select(rows), split.queries(), split.actual()), false);
        }
        Scaling scaling = Scaling.standardising(train.inputs());
        return new RegressionData.Split(
                Context.of(scaling.apply(train.inputs()), train.targets()),
                scaling.apply(split.queries()),
                split.actual());
    }

    /** Kernel ridge regression with what {@code icl krr} chooses: the mean of the Gaussian process that gives the density. */
    private static Score exact(RegressionData.Split split, KernelChoice.Chosen chosen, double choosing) {
        double scale = chosen.search().scale();
        Kernel kernel = chosen.search().kernel().scaled(scale);
        long start = System.nanoTime();
        var model = GaussianProcess.of(kernel, chosen.search().ridge() * scale).fit(split.train());
        double seconds = choosing + seconds(start);
        return Score.of(split, model.predictive(split.queries()), seconds);
    }

    private static Score process(RegressionData.Split split) {
        long start = System.nanoTime();
        var model = GaussianProcess.tuned(Matern.ard(2.5)).fit(split.train());
        double seconds = seconds(start);
        return Score.of(split, model.predictive(split.queries()), seconds);
    }

    /**
     * The same kernel, ridge and scale s^2 with 1000 centres: variances are s^2 times {@link NystromRidgeModel#variance} and the ridge. The scale of
     * greatest likelihood under s^2 (Q + r I) would be too large: there all that the centres leave of the targets, of variance s^2 (K - Q + r I),
     * is taken for noise of variance s^2 r.
     */
    private static Score centres(RegressionData.Split split, KernelChoice.Chosen chosen, double choosing) {
        long start = System.nanoTime();
        double ridge = chosen.search().ridge();
        NystromRidgeModel model = NystromRidge.of(chosen.search().kernel(), ridge, CENTRES)
                .withIntercept(true)
                .withVariance(true)
                .fit(split.train());
        double seconds = choosing + seconds(start);
        double[] deviations = model.variance(split.queries());
        for (int i = 0; i < deviations.length; i++) {
            deviations[i] = Math.sqrt(chosen.search().scale() * (deviations[i] + ridge));
        }
        Prediction predictive =
                new Prediction(model.predict(split.queries()), Points.ofColumn("deviations", deviations));
        return Score.of(split, predictive, seconds);
    }

    private static double seconds(long start) {
        return 1e-9 * (System.nanoTime() - start);
    }
}
