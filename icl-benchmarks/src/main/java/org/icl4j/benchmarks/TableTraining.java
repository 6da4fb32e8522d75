package org.icl4j.benchmarks;

import java.util.Arrays;
import java.util.Locale;
import org.icl4j.attention.attend.Axis;
import org.icl4j.attention.attend.MultiHeadAttention;
import org.icl4j.attention.layers.Dense;
import org.icl4j.attention.layers.GELU;
import org.icl4j.attention.layers.Layer;
import org.icl4j.attention.layers.Mlp;
import org.icl4j.attention.layers.Normalisation;
import org.icl4j.attention.layers.ParameterLayout;
import org.icl4j.attention.layers.Residual;
import org.icl4j.attention.layers.Selection;
import org.icl4j.attention.layers.Sequences;
import org.icl4j.attention.layers.Sequential;
import org.icl4j.attention.train.Adam;
import org.icl4j.attention.train.DataParallel;
import org.icl4j.attention.train.Optimiser;
import org.icl4j.core.Randoms;
import org.icl4j.core.math.Parallel;
import org.icl4j.core.math.VectorMath;

/**
 * Training steps of a table transformer: cells are tokens, which look along their row and then along their column; classes of a random
 * linear rule, cross entropy of the asked rows. Width 96, 4 heads, networks of 192, 3 layers, 32 tables of 150 rows (100 of them
 * context) and 5 columns. Beside {@code peers/attention_torch.py}. One line of JSON.
 */
public final class TableTraining {

    private static final int TABLES = 32;
    private static final int ROWS = 150;
    private static final int CONTEXT = 100;
    private static final int COLUMNS = 5;
    private static final int WIDTH = 96;
    private static final int HIDDEN = 192;
    private static final int LAYERS = 3;
    private static final int CELLS = COLUMNS + 1;
    private static final int TOKEN = 4; // (number, 1, 0, 0) for a column's cell, (0, 0, class, 1) for the class's

    private TableTraining() {}

    private static Layer model(ParameterLayout.Builder builder) {
        Layer[] layers = new Layer[5 * LAYERS + 2];
        int at = 0;
        layers[at++] = Dense.addWithoutBias(builder, "cells", TOKEN, WIDTH);
        for (int l = 0; l < LAYERS; l++) {
            ParameterLayout.Builder scope = builder.scope("layer" + l);
            layers[at++] = Residual.of(
                    MultiHeadAttention.of(WIDTH, 4).along(Axis.rows(CELLS)).add(scope, "columns"));
            layers[at++] = Normalisation.layer(scope, "norm1", WIDTH);
            layers[at++] = Residual.of(
                    MultiHeadAttention.of(WIDTH, 4).along(Axis.columns(CELLS)).add(scope, "rows"));
            layers[at++] = Normalisation.layer(scope, "norm2", WIDTH);
            layers[at++] = Sequential.of(
                    Residual.of(Mlp.gelu(scope, "mlp", WIDTH, HIDDEN)), Normalisation.layer(scope, "norm3", WIDTH));
        }
        layers[at] = Mlp.of(builder, "read-out", WIDTH, new GELU(HIDDEN), 2);
        return Sequential.of(layers);
    }

    private static final class Worker implements DataParallel.Worker<double[]> {

        private static final Sequences TABLE = new Sequences(1, ROWS * CELLS, CONTEXT * CELLS);
        private static final Selection ASKED = new Selection(CONTEXT * CELLS + COLUMNS, ROWS - CONTEXT, CELLS);

        private final Layer.Pass pass;
        private final double[] tokens = new double[ROWS * CELLS * TOKEN];
        private final double[] gradient = new double[(ROWS - CONTEXT) * 2];

        Worker(Layer layer) {
            this.pass = layer.pass(ASKED);
        }

        // A table is ROWS lines of COLUMNS numbers and the class.
        @Override
        public double share(double[] parameters, double[] batch, int from, int to, double[] sum) {
            double loss = 0;
            for (int table = from; table < to; table++) {
                Arrays.fill(tokens, 0);
                for (int cell = 0; cell < ROWS * CELLS; cell++) {
                    boolean target = cell % CELLS == COLUMNS;
                    double number = target && cell / CELLS >= CONTEXT ? 0 : batch[table * ROWS * CELLS + cell];
                    tokens[cell * TOKEN + (target ? 2 : 0)] = number;
                    tokens[cell * TOKEN + (target ? 3 : 1)] = 1;
                }
                double[] scores = pass.forward(parameters, tokens, TABLE);
                Arrays.fill(gradient, 0);
                for (int q = 0; q < ROWS - CONTEXT; q++) {
                    double z = scores[q * 2 + 1] - scores[q * 2];
                    double y = batch[table * ROWS * CELLS + (CONTEXT + q) * CELLS + COLUMNS];
                    double p = 1 / (1 + Math.exp(-z));
                    double weight = 1.0 / (TABLES * (ROWS - CONTEXT));
                    loss += weight * (y == 1 ? Math.log1p(Math.exp(-z)) : Math.log1p(Math.exp(z)));
                    gradient[q * 2 + 1] = weight * (p - y);
                    gradient[q * 2] = -weight * (p - y);
                }
                pass.backwardParameters(parameters, gradient, sum);
            }
            return loss;
        }
    }

    private static void sample(double[] batch, Randoms randoms) {
        double[] rule = new double[COLUMNS];
        for (int table = 0; table < TABLES; table++) {
            Arrays.setAll(rule, c -> randoms.gaussian());
            for (int row = 0; row < ROWS; row++) {
                int at = (table * ROWS + row) * CELLS;
                double sum = 0;
                for (int c = 0; c < COLUMNS; c++) {
                    batch[at + c] = randoms.gaussian();
                    sum += rule[c] * batch[at + c];
                }
                batch[at + COLUMNS] = sum > 0 ? 1 : 0;
            }
        }
    }

    /**
     * Runs.
     *
     * @param arguments seconds of warming up, seconds of measuring, threads
     */
    public static void main(String[] arguments) {
        int threads = arguments.length > 2 ? Integer.parseInt(arguments[2]) : Parallel.threads();
        ParameterLayout.Builder builder = ParameterLayout.builder();
        Layer layer = model(builder);
        ParameterLayout layout = builder.build();
        Randoms randoms = Randoms.of(0);
        double[] parameters = new double[layout.size()];
        layer.initialise(parameters, randoms);
        DataParallel<double[]> objective =
                new DataParallel<>(layout.size(), batch -> TABLES, () -> new Worker(layer), threads);
        Optimiser.State adam = Adam.defaults().start(layout);
        double[] batch = new double[TABLES * ROWS * CELLS];
        double[] gradient = new double[layout.size()];
        double[] loss = {0};
        double rate = Rates.perSecond(Double.parseDouble(arguments[0]), Double.parseDouble(arguments[1]), () -> {
            sample(batch, randoms);
            loss[0] = objective.lossAndGradient(parameters, batch, gradient);
            adam.update(parameters, gradient, 1e-3);
        });
        // Per cell and layer: two attentions' maps 2 x 8 w w, the network's 4 w h, and the scores; three times that in
        // all.
        double flops = 3.0
                * TABLES
                * ROWS
                * CELLS
                * LAYERS
                * (16 * WIDTH * WIDTH + 4 * WIDTH * HIDDEN + 4 * WIDTH * (CONTEXT + CELLS));
        System.out.printf(
                Locale.ROOT,
                "{\"model\": \"table\", \"vector_math\": \"%s\", \"threads\": %d, \"parameters\": %d, \"seconds_per_step\": %.3f, "
                        + "\"gflops\": %.1f, \"loss\": %.4f}%n",
                VectorMath.get().name(),
                threads,
                layout.size(),
                1 / rate,
                rate * flops / 1e9,
                loss[0]);
    }
}
