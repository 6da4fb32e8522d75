package org.icl4j.examples.cli;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import org.icl4j.core.Points;
import org.icl4j.core.Text;
import org.icl4j.core.model.ModelFile;
import org.icl4j.examples.data.CsvTable;
import org.icl4j.examples.data.InputColumns;
import org.icl4j.examples.data.Missing;
import org.icl4j.solvers.ridge.KernelRidgeModel;

/**
 * A model of tables: how it turns their rows into points, and the function of the points. Its file is a {@link KernelRidgeModel}'s
 * with the columns beside it. {@code numpy.load} reads its arrays; {@link KernelRidgeModel#load} reads the model of the points, which
 * scales them itself.
 *
 * @param model the function of points
 * @param inputs the columns, and how rows become points
 * @param target the target's name
 * @param missing what became of missing values in training
 */
record CsvModel(KernelRidgeModel model, InputColumns inputs, String target, Missing missing) {

    private static final String TARGET = "target";
    private static final String MISSING = "missing";

    /** The answers to a table's rows; its columns are found by name, in any order, others are ignored. */
    double[] predict(CsvTable table) {
        return predict(inputs.points(table));
    }

    /** The answers to points. */
    double[] predict(Points points) {
        return model.predict(points).column(0);
    }

    void save(Path file) {
        inputs.addTo(model.toModelFile())
                .with(TARGET, target)
                .with(MISSING, missing.toString())
                .save(file);
    }

    static CsvModel load(Path file) {
        String name = file.toString();
        ModelFile whole = ModelFile.load(file);
        KernelRidgeModel model = KernelRidgeModel.of(name, whole);
        if (!whole.names().contains(TARGET)) {
            throw new IllegalArgumentException(
                    name + ": holds no column names; predict reads models that \"icl krr --model\" wrote");
        }
        InputColumns inputs = InputColumns.of(name, whole);
        int width = inputs.coordinates().size();
        if (model.inputWidth() != width || model.targetWidth() != 1) {
            throw new IllegalArgumentException(name + ": its columns have " + width + " coordinates, its model "
                    + model.inputWidth() + " and " + model.targetWidth()
                    + " targets");
        }
        refuseOthers(name, whole, model.toModelFile(), inputs);
        return new CsvModel(model, inputs, whole.text(TARGET), missing(name, whole.text(MISSING)));
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
