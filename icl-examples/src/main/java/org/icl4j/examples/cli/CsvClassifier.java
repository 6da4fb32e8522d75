package org.icl4j.examples.cli;

import java.nio.file.Path;
import java.util.List;
import org.icl4j.core.Points;
import org.icl4j.core.Text;
import org.icl4j.core.model.ModelFile;
import org.icl4j.examples.data.CsvTable;
import org.icl4j.examples.data.InputColumns;
import org.icl4j.examples.data.Missing;
import org.icl4j.solvers.classify.KernelClassifierModel;

/**
 * A classifier of tables: how it turns their rows into points, and the classifier of the points. Its file is a {@link
 * KernelClassifierModel}'s with the columns beside it.
 *
 * @param model the classifier of points
 * @param inputs the columns
 * @param target the target's name
 * @param missing what became of missing values in training
 */
record CsvClassifier(KernelClassifierModel model, InputColumns inputs, String target, Missing missing) {

    /** The kind of its file. */
    static final String KIND = "kernel-classifier";

    private static final String TARGET = "target";
    private static final String MISSING = "missing";

    /** A row of probabilities for each row of a table. */
    Points predict(CsvTable table) {
        return model.predict(inputs.codes(table));
    }

    /** The number of each actual class. */
    int[] actual(CsvTable table) {
        List<String> classes = model.classes();
        String[] texts = table.fields(target);
        int[] actual = new int[texts.length];
        for (int i = 0; i < actual.length; i++) {
            actual[i] = classes.indexOf(texts[i]);
            if (actual[i] < 0) {
                throw new IllegalArgumentException(table.source() + ": row " + (i + 1) + " is of the class \""
                        + Text.printable(texts[i]) + "\", which the training rows do not have; they have "
                        + Text.list(classes));
            }
        }
        return actual;
    }

    void save(Path file) {
        inputs.addTo(model.toModelFile())
                .with(TARGET, target)
                .with(MISSING, missing.toString())
                .save(file);
    }

    static CsvClassifier of(String name, ModelFile whole) {
        KernelClassifierModel model = KernelClassifierModel.of(name, whole);
        if (!whole.names().contains(TARGET)) {
            throw new IllegalArgumentException(
                    name + ": holds no column names; predict reads models that \"icl classify --model\" wrote");
        }
        InputColumns inputs = InputColumns.of(name, whole);
        if (model.inputWidth() != inputs.names().size()) {
            throw new IllegalArgumentException(
                    name + ": has " + inputs.names().size() + " columns, but its model takes " + model.inputWidth());
        }
        CsvModel.refuseOthers(name, whole, model.toModelFile(), inputs);
        return new CsvClassifier(model, inputs, whole.text(TARGET), CsvModel.missing(name, whole.text(MISSING)));
    }
}
