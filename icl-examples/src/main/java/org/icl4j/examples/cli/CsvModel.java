package org.icl4j.examples.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.icl4j.core.Points;
import org.icl4j.core.model.ModelFile;
import org.icl4j.examples.data.CsvTable;
import org.icl4j.examples.data.Scaling;
import org.icl4j.solvers.ridge.KernelRidgeModel;

/**
 * A model of CSV tables: which columns it reads, how it scales them, and the function of the scaled numbers. Its file is a
 * {@link KernelRidgeModel}'s with the columns and the scaling beside it. {@code numpy.load} reads its arrays;
 * {@link KernelRidgeModel#load} refuses it, since without the scaling its answers would be wrong.
 *
 * @param model the function of scaled inputs
 * @param columns the inputs' names, in order
 * @param target the target's name
 * @param scaling what maps inputs to scaled inputs
 */
record CsvModel(KernelRidgeModel model, List<String> columns, String target, Scaling scaling) {

    private static final String COLUMN = "column.";
    private static final String TARGET = "target";
    private static final String CENTRES = "inputCentres";
    private static final String SCALES = "inputScales";

    CsvModel {
        columns = List.copyOf(columns);
    }

    /** The answers to a table's rows; its columns are found by name, in any order, others are ignored. */
    double[] predict(CsvTable table) {
        Points answers = model.predict(scaling.apply(table.columns(columns)));
        return answers.column(0);
    }

    void save(Path file) {
        ModelFile whole = model.toModelFile()
                .with(TARGET, target)
                .with(CENTRES, scaling.centres())
                .with(SCALES, scaling.scales());
        for (int j = 0; j < columns.size(); j++) {
            whole = whole.with(COLUMN + j, columns.get(j));
        }
        whole.save(file);
    }

    static CsvModel load(Path file) {
        ModelFile whole = ModelFile.load(file);
        KernelRidgeModel model = KernelRidgeModel.of(file.toString(), whole);
        if (!whole.names().contains(TARGET)) {
            throw new IllegalArgumentException(
                    file + ": holds no column names; predict reads models that \"icl krr --model\" wrote");
        }
        List<String> columns = new ArrayList<>();
        for (int j = 0; j < model.inputWidth(); j++) {
            columns.add(whole.text(COLUMN + j));
        }
        Scaling scaling = new Scaling(whole.vector(CENTRES), whole.vector(SCALES));
        if (scaling.width() != model.inputWidth() || model.targetWidth() != 1) {
            throw new IllegalArgumentException(file + ": its scaling has " + scaling.width() + " columns, its model "
                    + model.inputWidth() + " and " + model.targetWidth() + " targets");
        }
        return new CsvModel(model, columns, whole.text(TARGET), scaling);
    }
}
