package org.icl4j.benchmarks;

import java.util.Arrays;
import java.util.List;
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
 * What ND4J's door costs: loss and gradient of a transformer of one layer and width 64 on 64 sequences of 41 tokens. Three sides take
 * turns: a pass on the heap; {@link ArrayPass} through {@link ArrayObjective}, with the loss computed on the heap from the output's
 * numbers, which is the door alone; and the same with the loss written in ND4J's operations. The loss is half the mean square of
 * the outputs; all gradients must have the same bits. A pass runs on one thread.
 */
public final class ArrayDoor {

    private static final int BATCH = 64;
    private static final int WIDTH = 64;
    private static final int LENGTH = 41;
    private static final int SIDES = 3;

    private ArrayDoor() {}

    /**
     * Measures and prints one line of JSON.
     *
     * @param arguments turns, 100 by default
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
        List<Objective<INDArray>> doors = List.of(door(model, shape), lossInArrays(model, shape));
        double[] parameters = model.initialParameters(Randoms.of(1));
        double[][] gradients = new double[SIDES][parameters.length];
        double[][] times = new double[SIDES][pairs];
        for (int i = -pairs / 2; i < pairs; i++) { // a third of the steps warms up
            for (int turn = 0; turn < SIDES; turn++) {
                int side = Math.floorMod(turn + i, SIDES); // each side is first a third of the time
                long start = System.nanoTime();
                if (side == 0) {
                    heap.lossAndGradient(parameters, tokens, gradients[0]);
                } else {
                    doors.get(side - 1).lossAndGradient(parameters, arrayTokens, gradients[side]);
                }
                if (i >= 0) {
                    times[side][i] = MachineRates.seconds(start);
                }
            }
        }
        if (!Arrays.equals(gradients[0], gradients[1]) || !Arrays.equals(gradients[0], gradients[2])) {
            throw new IllegalStateException("the gradients differ");
        }
        System.out.printf(
                Locale.ROOT,
                "{\"turns\": %d, \"parameters\": %d, \"heap_ms\": %.3f, \"door_ms\": %.3f, \"loss_in_arrays_ms\": %.3f, "
                        + "\"door_ratio\": %.3f, \"loss_in_arrays_ratio\": %.3f}%n",
                pairs,
                parameters.length,
                1e3 * median(times[0]),
                1e3 * median(times[1]),
                1e3 * median(times[2]),
                ratio(times[1], times[0]),
                ratio(times[2], times[0]));
    }

    /** The median of the ratios of a turn. */
    private static double ratio(double[] above, double[] below) {
        double[] ratios = new double[above.length];
        Arrays.setAll(ratios, i -> above[i] / below[i]);
        return median(ratios);
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
        int outputs = shape.rows() * model.layer().outputWidth();
        double[] numbers = new double[outputs];
        INDArray slope = NativeArrays.fromRowMajor(shape.rows(), model.layer().outputWidth(), numbers);
        return new ArrayObjective<>(pass, (parameters, batch, gradient) -> {
            NativeArrays.copyOut(pass.forward(batch, shape), 0, numbers, 0, outputs);
            double sum = 0;
            for (int i = 0; i < outputs; i++) {
                sum += numbers[i] * numbers[i];
                numbers[i] /= outputs;
            }
            NativeArrays.copyIn(numbers, 0, slope, 0, outputs);
            pass.backward(slope);
            return sum / (2 * outputs);
        });
    }

    private static Objective<INDArray> lossInArrays(Transformer model, Sequences shape) {
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
