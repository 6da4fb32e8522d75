package org.icl4j.benchmarks;

import java.util.Arrays;
import java.util.Locale;
import org.icl4j.attention.mix.TokenMixer;
import org.icl4j.attention.stream.StreamingLearner;
import org.icl4j.core.Randoms;
import org.icl4j.core.math.VectorMath;

/**
 * Attention over long sequences, one head: softmax forward and backward over 4096 tokens of width 64, beside
 * {@code peers/attention_torch.py}; and the state of linear attention over a million tokens of width 64, beside the floating-point rate of
 * a matrix product. One line of JSON.
 */
public final class LongAttention {

    private static final int BLOCK = 512;

    private LongAttention() {}

    /**
     * Runs.
     *
     * @param arguments {@code softmax}, seconds of warming up, seconds of measuring, tokens; or {@code linear} and the same
     */
    public static void main(String[] arguments) {
        double warm = Double.parseDouble(arguments[1]);
        double seconds = Double.parseDouble(arguments[2]);
        int n = Integer.parseInt(arguments[3]);
        int w = 64;
        Runtime runtime = Runtime.getRuntime();
        double rate;
        double flops;
        if (arguments[0].equals("softmax")) {
            rate = softmax(n, w, warm, seconds);
            flops = 14.0 * n * n * w;
        } else {
            rate = linear(n, w, warm, seconds);
            flops = 4.0 * n * w * w;
        }
        System.gc();
        System.out.printf(
                Locale.ROOT,
                "{\"attention\": \"%s\", \"tokens\": %d, \"vector_math\": \"%s\", \"seconds_per_step\": %.4f, \"gflops\": %.1f, "
                        + "\"heap_mib\": %.1f}%n",
                arguments[0],
                n,
                VectorMath.get().name(),
                1 / rate,
                rate * flops / 1e9,
                (runtime.totalMemory() - runtime.freeMemory()) / 1048576.0);
    }

    private static double softmax(int n, int w, double warm, double seconds) {
        TokenMixer.Pass pass = TokenMixer.softmax().pass(w, w);
        Randoms randoms = Randoms.of(0);
        double[] q = randoms.gaussians(n * w);
        double[] k = randoms.gaussians(n * w);
        double[] v = randoms.gaussians(n * w);
        double[] output = new double[n * w];
        double[] dq = new double[n * w];
        double[] dk = new double[n * w];
        double[] dv = new double[n * w];
        int[] reach = new int[n];
        Arrays.fill(reach, n);
        return Rates.perSecond(warm, seconds, () -> {
            pass.forward(n, n, reach, q, k, v, output);
            pass.backward(output, dq, dk, dv);
        });
    }

    private static double linear(int n, int w, double warm, double seconds) {
        StreamingLearner.State state = StreamingLearner.linearAttention().start(w, w);
        double[] tokens = Randoms.of(0).gaussians(BLOCK * w);
        double[] answers = new double[BLOCK * w];
        return Rates.perSecond(warm, seconds, () -> {
            for (int i = 0; i < n; i += BLOCK) {
                int count = Math.min(BLOCK, n - i);
                state.observeAll(count, tokens, tokens);
                state.predictAll(count, tokens, answers);
            }
        });
    }
}
