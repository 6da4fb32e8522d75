package org.icl4j.attention.train;

/**
 * Where a training run stands, as its monitor is told.
 *
 * @param step steps made
 * @param steps steps to make
 * @param loss mean loss since the monitor was last told
 * @param learningRate rate of the last step
 * @param gradientNorm length of the last gradient, before it was clipped
 * @param secondsLeft the time that the steps left take at the speed so far
 */
public record TrainingState(
        int step, int steps, double loss, double learningRate, double gradientNorm, double secondsLeft) {}
