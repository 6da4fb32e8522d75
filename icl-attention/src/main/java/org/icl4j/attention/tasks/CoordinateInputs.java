package org.icl4j.attention.tasks;

import java.util.function.ToDoubleFunction;
import org.icl4j.core.Randoms;
import org.icl4j.core.Require;

/** Independent, identically distributed coordinates. */
record CoordinateInputs(int width, ToDoubleFunction<Randoms> coordinate) implements Inputs {

    static CoordinateInputs of(int width, ToDoubleFunction<Randoms> coordinate) {
        return new CoordinateInputs(Require.positive("width", width), coordinate);
    }

    @Override
    public void draw(double[] x, int context, int rows, Randoms randoms) {
        InputShift.check(x, width, context, rows, randoms);
        for (int i = 0; i < rows * width; i++) {
            x[i] = coordinate.applyAsDouble(randoms);
        }
    }
}
