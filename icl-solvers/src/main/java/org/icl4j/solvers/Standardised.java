package org.icl4j.solvers;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.Set;
import java.util.function.BiFunction;
import org.icl4j.core.Context;
import org.icl4j.core.InContextLearner;
import org.icl4j.core.Points;
import org.icl4j.core.Predictor;
import org.icl4j.core.Require;
import org.icl4j.core.model.ModelFile;
import org.icl4j.core.model.Savable;

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
     * A predictor behind a scaling. Where the predictor can be saved, so can this; loading takes the way to read the predictor from a file's
     * contents, such as {@code LinearModel::of}.
     *
     * @param scaling what maps a query
     * @param predictor what answers the mapped query
     * @param <P> the predictor
     */
    public record Model<P extends Predictor>(Scaling scaling, P predictor) implements Predictor, Savable {

        private static final String CENTRES = "standardisedCentres";
        private static final String SCALES = "standardisedScales";

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

        /**
         * {@inheritDoc} It is that of the predictor with the arrays {@code standardisedCentres} and {@code standardisedScales}.
         *
         * @throws IllegalArgumentException if the predictor cannot be saved
         */
        @Override
        public ModelFile toModelFile() {
            if (!(predictor instanceof Savable savable)) {
                throw Require.error("predictor", "cannot be saved: " + predictor);
            }
            return savable.toModelFile().with(CENTRES, scaling.centres()).with(SCALES, scaling.scales());
        }

        /**
         * Reads a model that {@link #save} wrote. Its answers are the same bits.
         *
         * @param path the file
         * @param reader the predictor of a file's name and contents, such as {@code LinearModel::of}
         * @param <P> the predictor
         * @return the model
         * @throws IllegalArgumentException if the file is damaged, its parts do not fit together, or the reader does not take it
         * @throws java.io.UncheckedIOException if the file cannot be read
         */
        public static <P extends Predictor> Model<P> load(Path path, BiFunction<String, ModelFile, P> reader) {
            Require.notNull("reader", reader);
            return of(Require.notNull("path", path).toString(), ModelFile.load(path), reader);
        }

        /**
         * Reads a model from a stream.
         *
         * @param in what {@link #save} wrote; read to its end and not closed
         * @param reader the predictor of a file's name and contents
         * @param <P> the predictor
         * @return the model
         * @throws IllegalArgumentException as {@link #load(Path, BiFunction)}
         * @throws java.io.UncheckedIOException if the stream fails
         */
        public static <P extends Predictor> Model<P> load(InputStream in, BiFunction<String, ModelFile, P> reader) {
            Require.notNull("reader", reader);
            return of("the stream", ModelFile.load(Require.notNull("in", in)), reader);
        }

        /**
         * Reads a model from bytes.
         *
         * @param bytes what {@link #toBytes} gave
         * @param reader the predictor of a file's name and contents
         * @param <P> the predictor
         * @return the model
         * @throws IllegalArgumentException as {@link #load(Path, BiFunction)}
         */
        public static <P extends Predictor> Model<P> load(byte[] bytes, BiFunction<String, ModelFile, P> reader) {
            Require.notNull("reader", reader);
            return of("the bytes", ModelFile.load(Require.notNull("bytes", bytes)), reader);
        }

        private static <P extends Predictor> Model<P> of(
                String name, ModelFile file, BiFunction<String, ModelFile, P> reader) {
            Scaling scaling = Scaling.of(file.vector(CENTRES), file.vector(SCALES));
            ModelFile inner = file.without(Set.of(CENTRES, SCALES));
            P predictor = Require.notNull("reader's predictor", reader.apply(name, inner));
            if (predictor instanceof Savable savable) {
                inner.requireOnly(name, savable.toModelFile().names());
            }
            return new Model<>(scaling, predictor);
        }

        @Override
        public String toString() {
            return "Standardised[" + predictor + "]";
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
