package org.icl4j.solvers.ridge;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.icl4j.core.Points;
import org.icl4j.core.Require;
import org.icl4j.core.model.ModelFile;
import org.icl4j.kernels.Kernel;
import org.icl4j.solvers.Scaling;
import org.icl4j.solvers.SolveReport;
import org.icl4j.solvers.internal.tables.StoredKernel;
import org.icl4j.solvers.internal.tables.StoredReport;

/** How a {@link KernelRidgeModel} stands in its file, and what is refused when it is read. */
final class StoredKernelRidge {

    private static final String KIND = "kernel-ridge";
    private static final String RIDGES = "ridges";
    private static final String CENTRES = "inputCentres";
    private static final String SCALES = "inputScales";
    private static final Set<String> NAMES = Set.of(
            StoredKernel.TEXT,
            StoredKernel.OWN,
            StoredKernel.VALUES,
            "ridge",
            RIDGES,
            "inputs",
            "dualCoefficients",
            "targetMeans",
            CENTRES,
            SCALES,
            // Of version 0.1, where it was always 0.
            "jitter");

    /** What {@code icl krr} adds: how the columns of a table become the points that this model takes. */
    private static final Pattern TABLE =
            Pattern.compile("target|missing|column[.]\\d+|levels[.]\\d+|column(Means|Minima|Maxima)");

    private StoredKernelRidge() {}

    static ModelFile file(KernelRidgeModel model) {
        double[] ridges = model.ridges();
        ModelFile file = StoredKernel.add(ModelFile.of(KIND), model.kernel(), model.inputs());
        file = ridges.length == 1 ? file.with("ridge", ridges[0]) : file.with(RIDGES, ridges);
        if (model.scaling().isPresent()) {
            Scaling scaling = model.scaling().get();
            file = file.with(CENTRES, scaling.centres()).with(SCALES, scaling.scales());
        }
        file = file.with("inputs", model.inputs())
                .with("dualCoefficients", model.dualCoefficients())
                .with("targetMeans", model.targetMeans());
        return StoredReport.add(file, model.report());
    }

    /** The model whose kernel the file says. */
    static KernelRidgeModel read(String name, ModelFile file) {
        file.requireKind(KIND);
        StoredKernel.requireText(name, file, "KernelRidgeModel");
        // Parts that do not fit together are told before a kernel that is not known.
        return checked(name, file, parts(name, file, () -> StoredKernel.parse(file)));
    }

    /** The model with a kernel that the caller says. */
    static KernelRidgeModel read(String name, ModelFile file, Kernel kernel) {
        file.requireKind(KIND);
        return checked(name, file, parts(name, file, () -> kernel));
    }

    private static KernelRidgeModel checked(String name, ModelFile file, KernelRidgeModel model) {
        StoredKernel.requireSame(name, file, model.kernel(), model.inputs());
        return model;
    }

    /** The model, if the file holds nothing else that its answers may depend on. */
    static KernelRidgeModel alone(String name, ModelFile file, KernelRidgeModel model) {
        Set<String> known = new HashSet<>(NAMES);
        known.addAll(StoredReport.NAMES);
        file.names().stream().filter(extra -> TABLE.matcher(extra).matches()).forEach(known::add);
        file.requireOnly(name, known);
        return model;
    }

    private static KernelRidgeModel parts(String name, ModelFile file, Supplier<Kernel> kernel) {
        Points inputs = file.points("inputs");
        Points alpha = file.points("dualCoefficients");
        double[] means = file.vector("targetMeans");
        if (alpha.size() != inputs.size() || means.length != alpha.width()) {
            throw Require.error(
                    name,
                    "inputs [" + inputs.size() + ", " + inputs.width() + "], dualCoefficients [" + alpha.size() + ", "
                            + alpha.width() + "] and targetMeans [" + means.length + "] do not fit together");
        }
        SolveReport report = StoredReport.read(name, file);
        double[] ridges = file.names().contains(RIDGES) ? file.vector(RIDGES) : new double[] {file.number("ridge")};
        if (ridges.length != 1 && ridges.length != alpha.width()) {
            throw Require.error(name, "has " + ridges.length + " ridges for " + alpha.width() + " targets");
        }
        for (double ridge : ridges) {
            Require.nonNegative("ridge", ridge);
        }
        boolean scaled = file.names().contains(CENTRES) || file.names().contains(SCALES);
        Scaling scaling = scaled ? Scaling.of(file.vector(CENTRES), file.vector(SCALES)) : null;
        if (scaling != null && scaling.width() != inputs.width()) {
            throw Require.error(name, "scales " + scaling.width() + " columns, but its inputs have " + inputs.width());
        }
        return new KernelRidgeModel(kernel.get(), ridges, inputs, alpha, means, scaling, report);
    }
}
