package org.icl4j.attention.tasks;

import java.util.List;
import org.icl4j.core.Randoms;
import org.icl4j.core.Require;

/** One class of several, drawn for each task. */
record MixtureFunctions(List<Functions> classes) implements Functions {

    static MixtureFunctions of(List<Functions> classes) {
        if (classes.isEmpty()) {
            throw Require.error("classes", "is empty");
        }
        for (int i = 1; i < classes.size(); i++) {
            if (classes.get(i).inputWidth() != classes.get(0).inputWidth()) {
                throw Require.error(
                        "classes[" + i + "]",
                        "expected input width " + classes.get(0).inputWidth() + " as the first has, got "
                                + classes.get(i).inputWidth());
            }
        }
        return new MixtureFunctions(classes);
    }

    @Override
    public int inputWidth() {
        return classes.get(0).inputWidth();
    }

    @Override
    public void answer(double[] x, double[] y, int context, int rows, Randoms randoms) {
        Require.notNull("randoms", randoms);
        Functions drawn = classes.get(randoms.integer(classes.size()));
        drawn.answer(x, y, context, rows, Scratch.truth(drawn.truthWidth()), randoms);
    }
}
