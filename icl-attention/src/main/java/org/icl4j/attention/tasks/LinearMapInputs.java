package org.icl4j.attention.tasks;

import org.icl4j.core.Randoms;

/** M z for inputs z and a fixed matrix M [d, d]. */
@SuppressWarnings("ArrayRecordComponent")
record LinearMapInputs(Inputs inputs, double[][] map) implements Inputs {

    @Override
    public int width() {
        return map.length;
    }

    @Override
    public void draw(double[] x, int context, int rows, Randoms randoms) {
        inputs.draw(x, context, rows, randoms);
        int d = map.length;
        double[] z = Scratch.numbers(d);
        for (int i = 0; i < rows; i++) {
            System.arraycopy(x, i * d, z, 0, d);
            for (int j = 0; j < d; j++) {
                double sum = 0;
                for (int k = 0; k < d; k++) {
                    sum += map[j][k] * z[k];
                }
                x[i * d + j] = sum;
            }
        }
    }

    @Override
    public String toString() {
        return "LinearMapInputs[" + inputs + ", width=" + map.length + "]";
    }
}
