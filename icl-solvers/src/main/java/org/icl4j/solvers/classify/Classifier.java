package org.icl4j.solvers.classify;

import org.icl4j.core.Context;
import org.icl4j.core.InContextLearner;
import org.icl4j.core.Points;
import org.icl4j.core.Require;

/**
 * A learner of classes. Labels come as {@link Labels}, as names or as whole numbers; as an {@link InContextLearner} it takes targets
 * that are one-hot rows, or one column of whole numbers.
 *
 * <pre>{@code
 * ClassPredictor model = new TunedClassifier().fit(x, new String[] {"ham", "spam", "ham", "spam"});
 * model.classify(queries);      // names
 * model.predict(queries);       // probabilities, [m, C]
 * }</pre>
 *
 * @param <P> the kind of predictor that fitting makes
 */
public interface Classifier<P extends ClassPredictor> extends InContextLearner<P> {

    /**
     * Learns from labelled rows.
     *
     * @param inputs shape [n, d]
     * @param labels n classes
     * @return the function learned
     * @throws IllegalArgumentException if the sizes differ, all rows are of one class, or a class has no row
     */
    P fit(Points inputs, Labels labels);

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException if a row of targets is not one-hot, nor a whole number where there is one column, or as {@link
     *     #fit(Points, Labels)}
     */
    @Override
    default P fit(Context context) {
        return fit(Require.notNull("context", context).inputs(), Labels.ofTargets(context.targets()));
    }

    /**
     * Learns from rows with names of classes.
     *
     * @param inputs n rows of length d
     * @param labels n names
     * @return the function learned
     * @throws IllegalArgumentException as {@link #fit(Points, Labels)}
     */
    default P fit(double[][] inputs, String[] labels) {
        return fit(Points.of("inputs", inputs), Labels.of(labels));
    }

    /**
     * Learns from rows with numbers of classes.
     *
     * @param inputs n rows of length d
     * @param labels n whole numbers
     * @return the function learned
     * @throws IllegalArgumentException as {@link #fit(Points, Labels)}
     */
    default P fit(double[][] inputs, int[] labels) {
        return fit(Points.of("inputs", inputs), Labels.of(labels));
    }
}
