package org.icl4j.examples.cli;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.icl4j.core.Points;
import org.icl4j.core.Predictor;
import org.icl4j.core.Text;
import org.icl4j.core.model.ModelFile;
import org.icl4j.core.model.Savable;
import org.icl4j.examples.data.CsvTable;
import org.icl4j.examples.data.InputColumns;
import org.icl4j.examples.data.Missing;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.features.RandomFourierFeatures;
import org.icl4j.solvers.Scaling;
import org.icl4j.solvers.Standardised;
import org.icl4j.solvers.nystrom.NystromRidgeModel;
import org.icl4j.solvers.nystrom.RandomFeatureModel;
import org.icl4j.solvers.ridge.KernelRidgeModel;
import org.jspecify.annotations.Nullable;

/**
 * A model of tables: how it turns their rows into points, and the function of the points. Its file is the function's, a {@link
 * KernelRidgeModel}'s, {@link NystromRidgeModel}'s or {@link RandomFeatureModel}'s, with the columns beside it. {@code numpy.load} reads its
 * arrays; {@link KernelRidgeModel#load} reads a model of the points, which scales them itself.
 *
 * @param model the function of points
 * @param inputs the columns, and how rows become points
 * @param target the target's name
 * @param missing what became of missing values in training
 * @param features how the features of a model of features are drawn again; null for other models
 */
record CsvModel(
        Predictor model,
        InputColumns inputs,
        String target,
        Missing missing,
        @Nullable Features features) {

    private static final String CENTRES_KIND = "nystrom-ridge";
    private static final String FEATURES_KIND = "random-feature-ridge";

    private static final String TARGET = "target";
    private static final String MISSING = "missing";
    private static final String CENTRES = "standardisedCentres";
    private static final String SCALES = "standardisedScales";
    private static final String FEATURE_KERNEL = "featureKernel";
    private static final String FEATURE_SEED = "featureSeed";
    private static final String FEATURE_COUNT = "featureCount";

    /**
     * Random Fourier features by what they are drawn with.
     *
     * @param kernel whose spectrum
     * @param count how many
     * @param seed of the draw
     */
    record Features(Kernel kernel, int count, long seed) {

        RandomFourierFeatures map(int width) {
            return RandomFourierFeatures.of(kernel, width, count, seed);
        }

        private ModelFile addTo(ModelFile file) {
            return file.with(FEATURE_KERNEL, kernel.specification())
                    .with(FEATURE_COUNT, (long) count)
                    .with(FEATURE_SEED, seed);
        }

        private static Features of(ModelFile file) {
            return new Features(
                    Kernel.parse(file.text(FEATURE_KERNEL)),
                    Math.toIntExact(file.integer(FEATURE_COUNT)),
                    file.integer(FEATURE_SEED));
        }
    }

    /** The answers to a table's rows; its columns are found by name, in any order, others are ignored. */
    double[] predict(CsvTable table) {
        return predict(inputs.points(table));
    }

    /** The answers to points. */
    double[] predict(Points points) {
        return model.predict(points).column(0);
    }

    void save(Path file) {
        if (!(model instanceof Savable savable)) {
            throw new IllegalStateException("no model of the command line's: " + model);
        }
        ModelFile whole =
                inputs.addTo(savable.toModelFile()).with(TARGET, target).with(MISSING, missing.toString());
        Features map = features;
        if (map != null) {
            whole = map.addTo(whole);
        }
        whole.save(file);
    }

    static CsvModel load(Path file) {
        String name = file.toString();
        ModelFile whole = ModelFile.load(file);
        if (!whole.kind().equals(CENTRES_KIND) && !whole.kind().equals(FEATURES_KIND)) {
            KernelRidgeModel model = KernelRidgeModel.of(name, whole);
            requireColumns(name, whole);
            return of(name, whole, model, model.toModelFile(), null);
        }
        requireColumns(name, whole);
        // These kinds stand behind a scaling, and refuse what is not theirs.
        Scaling scaling = Scaling.of(whole.vector(CENTRES), whole.vector(SCALES));
        Set<String> own = new HashSet<>(InputColumns.of(name, whole).contents());
        own.addAll(Set.of(TARGET, MISSING, CENTRES, SCALES, FEATURE_KERNEL, FEATURE_COUNT, FEATURE_SEED));
        ModelFile inner = whole.without(own);
        if (whole.kind().equals(CENTRES_KIND)) {
            var model = new Standardised.Model<>(scaling, NystromRidgeModel.of(name, inner));
            return of(name, whole, model, model.toModelFile(), null);
        }
        Features features = Features.of(whole);
        var model =
                new Standardised.Model<>(scaling, RandomFeatureModel.of(name, inner, features.map(scaling.width())));
        return of(name, whole, model, features.addTo(model.toModelFile()), features);
    }

    private static void requireColumns(String name, ModelFile whole) {
        if (!whole.names().contains(TARGET)) {
            throw new IllegalArgumentException(
                    name + ": holds no column names; predict reads models that \"icl krr --model\" wrote");
        }
    }

    private static CsvModel of(
            String name, ModelFile whole, Predictor model, ModelFile known, @Nullable Features features) {
        InputColumns inputs = InputColumns.of(name, whole);
        int width = inputs.coordinates().size();
        if (model.inputWidth() != width || model.targetWidth() != 1) {
            throw new IllegalArgumentException(name + ": its columns have " + width + " coordinates, its model "
                    + model.inputWidth() + " and " + model.targetWidth()
                    + " targets");
        }
        refuseOthers(name, whole, known, inputs);
        return new CsvModel(model, inputs, whole.text(TARGET), missing(name, whole.text(MISSING)), features);
    }

    static Missing missing(String name, String text) {
        for (Missing missing : Missing.values()) {
            if (missing.toString().equals(text.toLowerCase(Locale.ROOT))) {
                return missing;
            }
        }
        throw new IllegalArgumentException(name + ": says \"" + Text.printable(text) + "\" of missing values");
    }

    /** What a later version adds may change the answers: the rule of {@link KernelRidgeModel#load}. */
    static void refuseOthers(String name, ModelFile whole, ModelFile model, InputColumns inputs) {
        Set<String> known = new HashSet<>(model.names());
        known.addAll(inputs.contents());
        known.addAll(Set.of(TARGET, MISSING));
        whole.requireOnly(name, known);
    }
}
