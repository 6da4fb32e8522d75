package org.icl4j.examples.metarep;

import org.icl4j.attention.tasks.Inputs;
import org.icl4j.core.Randoms;

/**
 * x ~ N(0, diag(l)), l from 1 to a condition number in equal factors, scaled to a mean of 1 so that E |x|^2 = d; every task draws one of
 * the condition numbers. The axes are the same in all tasks, as in MetaRepICL, so that a fixed preconditioner can help.
 */
@SuppressWarnings("ArrayRecordComponent")
record SpectrumInputs(int width, double... conditions) implements Inputs {

    @Override
    public void draw(double[] x, int context, int rows, Randoms randoms) {
        double[] l = Numbers.geometric(width, conditions[randoms.integer(conditions.length)]);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < width; j++) {
                x[i * width + j] = Math.sqrt(l[j]) * randoms.gaussian();
            }
        }
    }
}
