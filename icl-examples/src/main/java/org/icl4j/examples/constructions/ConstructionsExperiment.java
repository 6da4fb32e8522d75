package org.icl4j.examples.constructions;

import java.util.List;
import org.icl4j.attention.construct.ConjugateGradientTransformer;
import org.icl4j.attention.construct.Construction;
import org.icl4j.attention.construct.DescentTransformer;
import org.icl4j.attention.construct.NewtonTransformer;
import org.icl4j.attention.construct.RecursiveLeastSquaresTransformer;
import org.icl4j.attention.construct.RichardsonTransformer;
import org.icl4j.attention.construct.SparseAttentionTransformer;
import org.icl4j.attention.wire.ReciprocalApproximation;
import org.icl4j.attention.wire.WiredTransformer;
import org.icl4j.core.Context;
import org.icl4j.core.Points;
import org.icl4j.core.Randoms;
import org.icl4j.examples.Experiment;
import org.icl4j.examples.ExperimentRun;
import org.icl4j.examples.data.CsvOutput;
import org.icl4j.examples.report.Report;
import org.icl4j.examples.report.Table;
import org.icl4j.figures.Figure;

/**
 * Experiment 11: transformers wired by hand on one small linear problem. Their weights as heat maps in the coordinates of slots, and after every step their answers beside those of the algorithm.
 */
public final class ConstructionsExperiment implements Experiment {

    private static final int D = 2;
    private static final int PAIRS = 10;
    private static final int STEPS = 8;
    private static final double RIDGE = 0.5;
    private static final double NOISE = 0.3;

    /** Of a figure of weights; the division by ReLU networks has four times as many. */
    private static final int MOST_LAYERS = 12;

    /** The experiment. */
    public ConstructionsExperiment() {}

    @Override
    public int number() {
        return 11;
    }

    @Override
    public String name() {
        return "constructions";
    }

    @Override
    public String summary() {
        return "transformers wired by hand: their weights, and their layers beside the algorithms' iterates";
    }

    @Override
    public void run(ExperimentRun run) {
        List<Exhibit> exhibits = exhibits(run.seed());
        CsvOutput iterates = new CsvOutput("construction", "step", "query", "algorithm", "layers", "difference");
        Table table = new Table(
                "table",
                "Wired transformers on " + PAIRS + " pairs with " + D
                        + " inputs: the greatest difference of an answer from the algorithm's, over all steps.",
                "construction",
                "steps",
                "width",
                "layers a step",
                "weights",
                "greatest difference");
        Report report = Report.of(run);
        for (Exhibit exhibit : exhibits) {
            WiredTransformer t = exhibit.construction().transformer();
            int layers = t.layers(1).size();
            double difference = exhibit.greatestDifference();
            table.row(exhibit.title(), t.steps(), t.width(), layers, t.parameters().length, difference);
            exhibit.addTo(iterates);
            if (layers <= MOST_LAYERS) {
                report.add("weights-" + exhibit.name(), exhibit.weights());
            }
        }
        report.add(table)
                .add("iterates", iterates)
                .add(
                        "iterates",
                        Figure.of(exhibits.stream()
                                        .filter(e ->
                                                e.construction().transformer().steps() > 1)
                                        .map(Exhibit::iterates)
                                        .toList())
                                .columns(3)
                                .panelSize(400, 320))
                .write();
    }

    private static List<Exhibit> exhibits(long seed) {
        Randoms randoms = Randoms.of(seed);
        double[][] x = randoms.split("inputs").gaussians(PAIRS, D);
        Randoms noise = randoms.split("noise");
        double[] y = new double[PAIRS];
        for (int i = 0; i < PAIRS; i++) {
            x[i][1] *= 0.5; // so that descent has a slow direction
            y[i] = x[i][0] - 2 * x[i][1] + NOISE * noise.gaussian();
        }
        Context context = Context.of(x, y);
        Points queries = Points.of("queries", new double[][] {{1, 0}, {0, 1}});
        ConjugateGradientTransformer cg = ConjugateGradientTransformer.of(D, RIDGE, 4);
        return List.of(
                of("gradient-descent", "gradient descent", DescentTransformer.of(D, 0.7, STEPS), context, queries),
                of(
                        "heavy-ball",
                        "heavy ball",
                        DescentTransformer.heavyBall(D, 0.7, 0.4, RIDGE / PAIRS, STEPS),
                        context,
                        queries),
                of(
                        "chebyshev",
                        "Chebyshev",
                        DescentTransformer.chebyshev(D, 0.1, 2.5, RIDGE / PAIRS, STEPS),
                        context,
                        queries),
                of("conjugate-gradients", "conjugate gradients", cg, context, queries),
                of(
                        "conjugate-gradients-relu",
                        "the same, ReLU division",
                        cg.dividingBy(new ReciprocalApproximation(1e-24, 1e6, 96, 5)),
                        context,
                        queries),
                of("newton", "Newton-Schulz", NewtonTransformer.of(D, 0.02, RIDGE, STEPS), context, queries),
                of(
                        "recursive-least-squares",
                        "recursive least squares",
                        RecursiveLeastSquaresTransformer.of(D, RIDGE, 1, PAIRS),
                        context,
                        queries),
                of(
                        "richardson",
                        "softmax Richardson",
                        RichardsonTransformer.of(D, 1, RIDGE, 1, STEPS),
                        context,
                        queries),
                of("sparse", "sparse attention", SparseAttentionTransformer.of(D, 2, 2), context, queries));
    }

    private static Exhibit of(String name, String title, Construction construction, Context context, Points queries) {
        return new Exhibit(name, title, construction, context, queries);
    }
}
