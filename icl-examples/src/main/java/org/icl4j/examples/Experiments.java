package org.icl4j.examples;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.icl4j.examples.constructions.ConstructionsExperiment;
import org.icl4j.examples.dualmodel.DualModelExperiment;
import org.icl4j.examples.functionclasses.FunctionClassesExperiment;
import org.icl4j.examples.gallery.GalleryExperiment;
import org.icl4j.examples.induction.InductionExperiment;
import org.icl4j.examples.kernelattention.KernelAttentionExperiment;
import org.icl4j.examples.learnedkernel.KernelDiversityExperiment;
import org.icl4j.examples.learnedkernel.LearnedKernelExperiment;
import org.icl4j.examples.lineartransformers.DepthExperiment;
import org.icl4j.examples.lineartransformers.OptimalPreconditionerExperiment;
import org.icl4j.examples.lineartransformers.TrainedLinearAttentionExperiment;
import org.icl4j.examples.metarep.AlignmentExperiment;
import org.icl4j.examples.metarep.IdentificationExperiment;
import org.icl4j.examples.metarep.RateExperiment;
import org.icl4j.examples.metarep.SilentFailuresExperiment;
import org.icl4j.examples.metarep.WidthExperiment;
import org.icl4j.examples.regression.EffectiveDimensionExperiment;
import org.icl4j.examples.regression.RegressionTableExperiment;
import org.icl4j.examples.regression.ScalingExperiment;
import org.icl4j.examples.tableheads.ColumnAttentionExperiment;
import org.icl4j.examples.tableheads.TabularHeadsExperiment;
import org.icl4j.examples.taskdiversity.TaskDiversityExperiment;

/** The experiments there are. */
public final class Experiments {

    private static final List<Experiment> ALL = List.of(
            new LearnedKernelExperiment(),
            new GalleryExperiment(),
            new TrainedLinearAttentionExperiment(),
            new OptimalPreconditionerExperiment(),
            new DepthExperiment(),
            new FunctionClassesExperiment(),
            new KernelAttentionExperiment(),
            new ColumnAttentionExperiment(),
            new TaskDiversityExperiment(),
            new InductionExperiment(),
            new ConstructionsExperiment(),
            new DualModelExperiment(),
            new KernelDiversityExperiment(),
            new TabularHeadsExperiment(),
            new RateExperiment(),
            new WidthExperiment(),
            new AlignmentExperiment(),
            new IdentificationExperiment(),
            new SilentFailuresExperiment(),
            new RegressionTableExperiment(),
            new EffectiveDimensionExperiment(),
            new ScalingExperiment());

    private Experiments() {}

    /**
     * Every experiment.
     *
     * @return in the order of their numbers
     */
    public static List<Experiment> all() {
        return ALL;
    }

    /**
     * Finds an experiment.
     *
     * @param wanted its name, its number or both: {@code learned-kernel}, {@code 1}, {@code 01}, {@code 01-learned-kernel}
     * @return the experiment, if there is one
     */
    public static Optional<Experiment> find(String wanted) {
        String key = wanted.strip().toLowerCase(Locale.ROOT);
        return ALL.stream()
                .filter(e -> key.equals(e.name())
                        || key.equals(e.title())
                        || key.replaceFirst("^0+", "").equals(String.valueOf(e.number())))
                .findFirst();
    }
}
