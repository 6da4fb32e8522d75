package org.icl4j.attention.train;

import org.icl4j.core.Progress;
import org.icl4j.core.Randoms;

/** The mean over a batch of (p - x)^2 / 2, whose minimum is the mean of x. */
record Quadratic(int parameterCount) implements Objective<double[]> {

    @Override
    public double lossAndGradient(double[] parameters, double[] batch, double[] gradient) {
        double loss = 0;
        for (int i = 0; i < parameterCount; i++) {
            gradient[i] = parameters[i] - batch[i];
            loss += gradient[i] * gradient[i] / 2;
        }
        return loss;
    }

    /** Numbers about 3. */
    static void fill(double[] batch, Randoms randoms) {
        for (int i = 0; i < batch.length; i++) {
            batch[i] = 3 + 0.1 * randoms.gaussian();
        }
    }

    /** Four numbers, each sought at 3. */
    static TrainingReport train(Trainer trainer, double[] parameters, Progress progress) {
        return trainer.train(new Quadratic(4), parameters, new double[4], Quadratic::fill, Randoms.of(5), progress);
    }
}
