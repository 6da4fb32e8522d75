package org.icl4j.examples.input;

import java.util.List;
import java.util.Set;
import org.icl4j.attention.construct.ClassificationTransformer;
import org.icl4j.attention.construct.ConjugateGradientTransformer;
import org.icl4j.attention.construct.Construction;
import org.icl4j.attention.construct.DescentTransformer;
import org.icl4j.attention.construct.FunctionalDescentTransformer;
import org.icl4j.attention.construct.InductionHead;
import org.icl4j.attention.construct.LeastSquaresTransformer;
import org.icl4j.attention.construct.NearestNeighbourTransformer;
import org.icl4j.attention.construct.NewtonTransformer;
import org.icl4j.attention.construct.PlusPlusTransformer;
import org.icl4j.attention.construct.RecursiveLeastSquaresTransformer;
import org.icl4j.attention.construct.RichardsonTransformer;
import org.icl4j.attention.construct.SparseAttentionTransformer;
import org.icl4j.attention.diagnose.AttentionDiagnostics;
import org.icl4j.attention.diagnose.ContextDiagnostics;
import org.icl4j.attention.dual.DualAttention;
import org.icl4j.attention.dual.DualChain;
import org.icl4j.attention.layers.ParameterLayout;
import org.icl4j.attention.tasks.Functions;
import org.icl4j.attention.tasks.InductionSequences;
import org.icl4j.attention.tasks.Inputs;
import org.icl4j.attention.tasks.RegressionTasks;
import org.icl4j.attention.tasks.SharedLatentTasks;
import org.icl4j.attention.theory.DescentSpectra;
import org.icl4j.attention.theory.DualModel;
import org.icl4j.attention.theory.FunctionalDescent;
import org.icl4j.attention.theory.IndependentInputs;
import org.icl4j.attention.theory.LinearBayes;
import org.icl4j.attention.theory.LinearTaskTheory;
import org.icl4j.attention.theory.PoolBayes;
import org.icl4j.attention.wire.Placement;
import org.icl4j.attention.wire.ReciprocalApproximation;
import org.icl4j.attention.wire.Rule;
import org.icl4j.attention.wire.WiredTransformer;
import org.icl4j.attention.wire.Wiring;
import org.icl4j.kernels.stationary.Gaussian;
import org.icl4j.solvers.linear.RidgeRegression;

/** Samples of task distributions, closed forms and constructions. */
final class ConstructSamples {

    private static final double[][] MATRIX = {{2, 0.5, 0.25}, {0.5, 2, 0.5}, {0.25, 0.5, 2}};

    /** Numbers that may be 0, as in {@link NumberArgumentsTest}. */
    static final Set<String> ZERO = Set.of(
            "AttentionDiagnostics.from",
            "ConjugateGradientTransformer.ridge",
            "DualAttention.Options.hidden",
            "DescentTransformer.ridge",
            "FunctionalDescentTransformer.ridge",
            "InductionHead.beta",
            "NewtonTransformer.ridge",
            "ReciprocalApproximation.newtonSteps",
            "RichardsonTransformer.ridge",
            "WiredTransformer.steps",
            "BaselineCurves.examples",
            "BaselineCurves.noise",
            "ConvergenceBounds.steps",
            "Functions.probability",
            "FunctionalDescent.ridge",
            "FunctionalDescent.steps",
            "Functions.scale",
            "LinearTaskTheory.variance",
            "RegressionTasks.deviation",
            "RegressionTasks.noise",
            "RegressionTasks.shortestContext",
            "SharedLatentTasks.noise",
            "SharedLatentTasks.other",
            "SharedLatentTasks.spread");

    /** Numbers that may be any. */
    static final Set<String> ANY = Set.of(
            "DescentTransformer.momentum",
            "DescentTransformer.step",
            "FunctionalDescentTransformer.step",
            "Functions.factor",
            "ContextDiagnostics.factor",
            "ContextDiagnostics.Implied.intercept",
            "ContextDiagnostics.Implied.rSquared",
            "Rule.factor",
            "DualAttention.Options.strength",
            "DualAttention.Options.factor",
            "DualAttention.Options.scale",
            "DualAttention.Options.regularisation",
            "DualAttention.Options.negatives",
            "DualAttention.Options.augmentation",
            "DualModel.strength",
            "FunctionalDescent.step",
            "IndependentInputs.step",
            "Inputs.factor",
            "Inputs.low",
            "LinearTaskTheory.step",
            "RegressionTasks.scale",
            "RegressionTasks.targetScale");

    private static final String DRAWN = "runs once a task on numbers that a distribution has drawn";

    private static final String WIRED = "names slots of its own; see ConstructionProperties";

    static final List<Exemption> DATA = List.of(
            new Exemption(ContextDiagnostics.Implied.class, Set.of("new"), "a result, made by the library"),
            new Exemption(
                    AttentionDiagnostics.class,
                    Set.of("prefixMatching", "copying"),
                    "see DiagnosticsTest: rows by token"),
            new Exemption(Wiring.class, Set.of(), WIRED),
            new Exemption(Placement.class, Set.of(), "a user's own code"),
            new Exemption(DualChain.Stage.class, Set.of("new"), "a stage without a network has empty matrices"),
            new Exemption(Inputs.class, Set.of("draw"), "written, not read"),
            new Exemption(Functions.class, Set.of("answer"), DRAWN));

    private ConstructSamples() {}

    static void add() {
        Samples.add(Inputs.class, () -> Inputs.gaussian(1), () -> Inputs.sphere(1));
        Samples.add(Inputs[].class, () -> new Inputs[] {Inputs.gaussian(1)});
        Samples.add(Functions.class, () -> Functions.linear(1), () -> Functions.tree(1, 2));
        Samples.add(Functions[].class, () -> new Functions[] {Functions.linear(1)});
        Samples.add(RegressionTasks.class, () -> RegressionTasks.linear(1));
        Samples.add(SharedLatentTasks.class, () -> new SharedLatentTasks(1, 1, 1, 1, 1));
        Samples.add(InductionSequences.class, () -> new InductionSequences(3, 4));
        Samples.add(LinearTaskTheory.class, () -> LinearTaskTheory.isotropic(3));
        Samples.add(IndependentInputs.class, () -> IndependentInputs.gaussian(1));
        Samples.add(DescentSpectra.class, () -> DescentSpectra.of(Inputs.gaussian(2), 1, 3, 4, 1));
        Samples.add(FunctionalDescent.class, () -> FunctionalDescent.of(MATRIX));
        Samples.add(PoolBayes.class, () -> PoolBayes.of(Samples.points(), 1));
        Samples.add(
                ContextDiagnostics.class,
                () -> ContextDiagnostics.of(RidgeRegression.of(1), Samples.context(), Samples.points()));
        Samples.add(DualModel.class, () -> DualModel.of(Samples.points(), Samples.points()));
        Samples.add(DualAttention.class, () -> DualAttention.of(2, 2, 1).add(ParameterLayout.builder(), "dual"));
        Samples.add(DualAttention.Options.class, () -> DualAttention.of(2, 2, 1));
        Samples.add(DualChain.Stage.class, ConstructSamples::stage);
        Samples.add(DualChain.class, () -> new DualChain(List.of(stage())));
        Samples.add(LinearBayes.class, () -> LinearBayes.of(new double[][] {{1, 0}, {0, 1}}, 1));
        Samples.add(
                LinearBayes.Posterior.class,
                () -> LinearBayes.of(new double[][] {{1, 0}, {0, 1}}, 1).fit(new double[][] {{1, 2}}, new double[] {1
                }));
        Samples.add(DescentTransformer.class, () -> DescentTransformer.of(3, 1, 2));
        Samples.add(PlusPlusTransformer.class, () -> PlusPlusTransformer.of(2, new double[] {1}, new double[] {1}));
        Samples.add(ConjugateGradientTransformer.class, () -> ConjugateGradientTransformer.of(2, 1, 2));
        Samples.add(NewtonTransformer.class, () -> NewtonTransformer.of(2, 1, 1, 2));
        Samples.add(
                FunctionalDescentTransformer.class, () -> FunctionalDescentTransformer.of(new Gaussian(1), 2, 1, 1, 2));
        Samples.add(RichardsonTransformer.class, () -> RichardsonTransformer.of(2, 1, 1, 1, 2));
        Samples.add(NearestNeighbourTransformer.class, () -> NearestNeighbourTransformer.of(2, 1));
        Samples.add(RecursiveLeastSquaresTransformer.class, () -> RecursiveLeastSquaresTransformer.of(2, 1, 1, 4));
        Samples.add(LeastSquaresTransformer.class, () -> LeastSquaresTransformer.of(Samples.points()));
        Samples.add(SparseAttentionTransformer.class, () -> SparseAttentionTransformer.of(2, 1, 2));
        Samples.add(ClassificationTransformer.class, () -> ClassificationTransformer.of(2, 2, 1));
        Samples.add(Construction.class, () -> NewtonTransformer.of(2, 1, 1, 2));
        Samples.add(
                WiredTransformer.class, () -> NewtonTransformer.of(2, 1, 1, 2).transformer());
        Samples.add(InductionHead.class, () -> InductionHead.of(3, 4, 1));
        Samples.add(ReciprocalApproximation.class, () -> new ReciprocalApproximation(0.5, 2, 3, 1));
        Samples.add(Wiring.class, () -> Wiring.of("mine", 2, "name", "name2"));
        Samples.add(Placement.class, () -> (token, x, y) -> {});
        Samples.add(Rule.class, () -> Rule.of("name", 1, "name"));
        Samples.add(Rule[].class, () -> new Rule[] {Rule.of("name", 1, "name")});
    }

    private static DualChain.Stage stage() {
        double[][] identity = {{1, 0}, {0, 1}};
        return DualChain.Stage.attention(identity, identity, identity, 1);
    }
}
