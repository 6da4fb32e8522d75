package org.icl4j.benchmarks;

import java.util.Arrays;
import java.util.Locale;
import org.icl4j.attention.layers.ArrayPass;
import org.icl4j.attention.layers.Layer;
import org.icl4j.attention.layers.Sequences;
import org.icl4j.attention.model.PromptFormat;
import org.icl4j.attention.model.Transformer;
import org.icl4j.attention.train.ArrayObjective;
import org.icl4j.attention.train.Objective;
import org.icl4j.core.Randoms;
import org.icl4j.core.linalg.NativeArrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What ND4J's door costs: loss and gradient of a transformer of one layer and width 64 on 64 sequences of 41 tokens, with
 * a pass on the heap and with {@link ArrayPass} through {@link ArrayObjective}, in turn. The loss is half the mean square
 * of the outputs, on both sides; the two gradients must have the same bits. A pass runs on one thread.
 */
public final class ArrayDoor {

    private static final int BATCH = 64;
    private static final int WIDTH = 64;
    private static final int LENGTH = 41;

    private ArrayDoor() {}

    /**
     * Measures and prints one line of JSON.
     *
     * @param arguments pairs of steps, 100 by default
     */
    public static void main(String[] arguments) {
        int pairs = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 100;
        Transformer model = Transformer.softmax()
                .layers(1)
                .width(WIDTH)
                .heads(4)
                .format(PromptFormat.pairs(WIDTH - 1, 1))
                .build();
        Sequences shape = new Sequences(BATCH, LENGTH, LENGTH - 1);
        double[] tokens = Randoms.of(0).gaussians(shape.rows() * WIDTH);
        INDArray arrayTokens = NativeArrays.fromRowMajor(shape.rows(), WIDTH, tokens);
        Objective<double[]> heap = heap(model, shape);
        Objective<INDArray> door = door(model, shape);
        double[] parameters = model.initialParameters(Randoms.of(1));
        double[] gradient = new double[parameters.length];
        double[] doorGradient = new double[parameters.length];
        double[] heapTimes = new double[pairs];
        double[] doorTimes = new double[pairs];
        for (int i = -pairs / 2; i < pairs; i++) { // a third of the steps warms up
            double[] times = new double[2];
            for (int turn = 0; turn < 2; turn++) {
                int side = (turn + i) & 1; // each side is first half of the time
                long start = System.nanoTime();
                if (side == 0) {
                    heap.lossAndGradient(parameters, tokens, gradient);
                } else {
                    door.lossAndGradient(parameters, arrayTokens, doorGradient);
                }
                times[side] = MachineRates.seconds(start);
            }
            if (i >= 0) {
                heapTimes[i] = times[0];
                doorTimes[i] = times[1];
            }
        }
        if (!Arrays.equals(gradient, doorGradient)) {
            throw new IllegalStateException("the two gradients differ");
        }
        double[] ratios = new double[pairs];
        Arrays.setAll(ratios, i -> doorTimes[i] / heapTimes[i]);
        System.out.printf(
                Locale.ROOT,
                "{\"pairs\": %d, \"parameters\": %d, \"heap_ms\": %.3f, \"door_ms\": %.3f, \"ratio\": %.3f, "
                        + "\"median_of_ratios\": %.3f}%n",
                pairs,
                parameters.length,
                1e3 * median(heapTimes),
                1e3 * median(doorTimes),
                median(doorTimes) / median(heapTimes),
                median(ratios));
    }

    private static Objective<double[]> heap(Transformer model, Sequences shape) {
        Layer.Pass pass = model.layer().pass();
        int outputs = shape.rows() * model.layer().outputWidth();
        double[] slope = new double[outputs];
        return new Objective<>() {

            @Override
            public int parameterCount() {
                return model.layout().size();
            }

            @Override
            public double lossAndGradient(double[] parameters, double[] batch, double[] gradient) {
                double[] output = pass.forward(parameters, batch, shape);
                double sum = 0;
                for (int i = 0; i < outputs; i++) {
                    slope[i] = output[i] / outputs;
                    sum += output[i] * output[i];
                }
                Arrays.fill(gradient, 0);
                pass.backward(parameters, slope, gradient);
                return sum / (2 * outputs);
            }
        };
    }

    private static Objective<INDArray> door(Transformer model, Sequences shape) {
        ArrayPass pass = ArrayPass.of(model.layer(), model.layout());
        return new ArrayObjective<>(pass, (parameters, batch, gradient) -> {
            INDArray output = pass.forward(batch, shape);
            double loss = output.mul(output).meanNumber().doubleValue() / 2;
            pass.backward(output.div(output.length()));
            return loss;
        });
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
