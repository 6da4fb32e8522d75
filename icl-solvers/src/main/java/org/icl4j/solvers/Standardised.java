package org.icl4j.solvers;

import org.icl4j.core.Context;
import org.icl4j.core.InContextLearner;
import org.icl4j.core.Points;
import org.icl4j.core.Predictor;
import org.icl4j.core.Require;

/**
 * Any learner on standardised inputs: each column is mapped to mean 0 and standard deviation 1 before the learner sees it, and so
 * are queries, with the context's numbers.
 *
 * <pre>{@code
 * Standardised.of(NearestNeighbour.of(5)).fit(context).predict(queries);
 * }</pre>
 *
 * <p>{@code KernelRidge.standardised()} does the same and keeps the scaling in the model's file.
 *
 * @param learner what learns from the standardised context
 * @param <P> what it answers with
 */
public record Standardised<P extends Predictor>(InContextLearner<P> learner)
        implements InContextLearner<Standardised.Model<P>> {

    /**
     * Checks the learner.
     *
     * @param learner what learns from the standardised context
     * @throws IllegalArgumentException if it is null
     */
    public Standardised {
        Require.notNull("learner", learner);
    }

    /**
     * A learner on standardised inputs.
     *
     * @param learner what learns from the standardised context
     * @param <P> what it answers with
     * @return the learner
     * @throws IllegalArgumentException if it is null
     */
    public static <P extends Predictor> Standardised<P> of(InContextLearner<P> learner) {
        return new Standardised<>(learner);
    }

    @Override
    public Model<P> fit(Context context) {
        Points inputs = Require.notNull("context", context).inputs();
        Scaling scaling = Scaling.standardising(inputs);
        return new Model<>(scaling, learner.fit(Context.of(scaling.apply(inputs), context.targets())));
    }

    /**
     * A predictor behind a scaling.
     *
     * @param scaling what maps a query
     * @param predictor what answers the mapped query
     * @param <P> the predictor
     */
    public record Model<P extends Predictor>(Scaling scaling, P predictor) implements Predictor {

        /**
         * Checks that the widths match.
         *
         * @param scaling what maps a query
         * @param predictor what answers the mapped query
         * @throws IllegalArgumentException if one is null or the widths differ
         */
        public Model {
            Require.notNull("scaling", scaling);
            Require.notNull("predictor", predictor);
            if (scaling.width() != predictor.inputWidth()) {
                throw Require.error(
                        "scaling",
                        "has " + scaling.width() + " columns, the predictor takes " + predictor.inputWidth());
            }
        }

        @Override
        public Points predict(Points queries) {
            Require.width("queries", queries, inputWidth(), "d must match the context's " + inputWidth());
            return predictor.predict(scaling.apply(queries));
        }

        @Override
        public int inputWidth() {
            return scaling.width();
        }

        @Override
        public int targetWidth() {
            return predictor.targetWidth();
        }
    }
}
