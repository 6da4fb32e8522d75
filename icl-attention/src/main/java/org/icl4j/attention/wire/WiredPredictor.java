package org.icl4j.attention.wire;

import org.icl4j.core.Context;
import org.icl4j.core.Points;
import org.icl4j.core.Predictor;

/** The first steps of a wired transformer on a context. */
record WiredPredictor(WiredTransformer transformer, Context context, int steps) implements Predictor {

    @Override
    public Points predict(Points queries) {
        return transformer.predict(context, queries, steps);
    }

    @Override
    public int inputWidth() {
        return transformer.inputWidth();
    }

    @Override
    public int targetWidth() {
        return transformer.targetWidth();
    }

    @Override
    public String toString() {
        return transformer + " after " + steps + " steps on " + context;
    }
}
