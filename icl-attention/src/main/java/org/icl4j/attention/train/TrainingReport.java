package org.icl4j.attention.train;

import java.util.List;
import org.icl4j.core.Require;

/**
 * What a training run did.
 *
 * @param steps updates made
 * @param seconds wall-clock time
 * @param trace mean loss of each consecutive block of {@code traceEvery} steps, the last block possibly shorter
 * @param traceEvery steps per element of the trace
 * @param stopped whether the progress listener or the evaluation ended the run early
 */
public record TrainingReport(int steps, double seconds, List<Double> trace, int traceEvery, boolean stopped) {

    /**
     * Copies the trace.
     *
     * @param steps updates made
     * @param seconds wall-clock time
     * @param trace mean loss of each consecutive block of {@code traceEvery} steps, the last block possibly shorter
     * @param traceEvery steps per element of the trace
     * @param stopped whether the progress listener or the evaluation ended the run early
     * @throws IllegalArgumentException if an argument is out of its range
     */
    public TrainingReport {
        Require.positive("traceEvery", traceEvery);
        trace = List.copyOf(Require.notNull("trace", trace));
    }

    /**
     * The mean loss of the last block of the trace.
     *
     * @return the loss
     * @throws IllegalStateException if no step was made
     */
    public double finalLoss() {
        if (trace.isEmpty()) {
            throw new IllegalStateException("no step was made, so there is no loss");
        }
        return trace.get(trace.size() - 1);
    }
}
