package org.icl4j.examples.input;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.icl4j.attention.wire.Placement;
import org.icl4j.core.Progress;
import org.icl4j.core.Require;
import org.icl4j.core.compare.TaskSource;
import org.icl4j.core.linalg.NativeTile;
import org.icl4j.core.linalg.NotPositiveDefiniteException;
import org.icl4j.core.math.TileProducts;
import org.icl4j.core.math.VectorMath;
import org.icl4j.figures.Panel;
import org.icl4j.kernels.Contractions;
import org.icl4j.kernels.DifferentiableMap;
import org.icl4j.kernels.GramGradient;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.PointPair;
import org.icl4j.kernels.Tile;
import org.icl4j.kernels.features.SpectralDistribution;
import org.icl4j.kernels.objects.ObjectKernel;
import org.icl4j.kernels.stationary.IsotropicKernel;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every public constructor and method of the library refuses null with an {@link IllegalArgumentException} that names the
 * parameter, in every parameter that is not {@link Nullable}. What is exempt stands in {@link #EXEMPT}, with the reason.
 */
class NullArgumentsTest {

    private static final String PER_PAIR = "called once a pair or a tile, by code that has checked its arguments";
    private static final String FOR_KERNELS = "arithmetic on tiles for kernels to call, once a tile and more";
    private static final String BY_USERS = "written by users and called by the library, which passes no null";

    static final List<Exemption> EXEMPT = List.of(
            new Exemption(
                    Kernel.class,
                    Set.of("value", "block", "diagonal", "index", "gradientBlocks", "contract", "contractInputs"),
                    PER_PAIR),
            new Exemption(ObjectKernel.class, Set.of("value"), PER_PAIR),
            new Exemption(PointPair.class, Set.of(), PER_PAIR),
            new Exemption(Placement.class, Set.of(), BY_USERS),
            new Exemption(GramGradient.Weights.class, Set.of("fill"), PER_PAIR),
            new Exemption(Tile.class, Set.of(), FOR_KERNELS),
            new Exemption(Contractions.class, Set.of(), FOR_KERNELS),
            new Exemption(VectorMath.class, Set.of(), FOR_KERNELS),
            new Exemption(TileProducts.class, Set.of(), FOR_KERNELS),
            new Exemption(TileProducts.Table.class, Set.of(), FOR_KERNELS),
            new Exemption(NativeTile.class, Set.of(), FOR_KERNELS),
            new Exemption(IsotropicKernel.Profile.class, Set.of("values", "valuesAndSlopes"), FOR_KERNELS),
            new Exemption(Tile.CoordinateTerm.class, Set.of(), BY_USERS),
            new Exemption(DifferentiableMap.class, Set.of(), BY_USERS),
            new Exemption(Progress.class, Set.of(), BY_USERS),
            new Exemption(TaskSource.class, Set.of("draw"), BY_USERS),
            new Exemption(Panel.class, Set.of("paint"), BY_USERS),
            new Exemption(SpectralDistribution.class, Set.of("frequency"), "called once a feature, as above"),
            new Exemption(
                    Require.class, Set.of(), parameter -> parameter.getType() == String.class, "words of the message"),
            new Exemption(NotPositiveDefiniteException.class, Set.of("new"), "words of the message"));

    private static final List<Class<?>> TYPES = PublicEntries.types();

    static List<Class<?>> types() {
        return TYPES;
    }

    @ParameterizedTest
    @MethodSource("types")
    void nullIsRefusedByName(Class<?> type) {
        List<String> problems = new ArrayList<>();
        for (Entry entry : PublicEntries.of(type)) {
            for (Parameter parameter : entry.parameters()) {
                if (mustRefuseNull(parameter)
                        && !Exemption.any(EXEMPT, entry, parameter)
                        && !Exemption.any(AttentionSamples.NULL, entry, parameter)) {
                    addProblems(entry, parameter, problems);
                }
            }
        }
        assertThat(problems).isEmpty();
    }

    /** An exemption that covers nothing any more would hide what comes later under its name. */
    @Test
    void everyExemptionIsInUse() {
        List<Entry> entries =
                TYPES.stream().flatMap(type -> PublicEntries.of(type).stream()).toList();
        assertThat(EXEMPT)
                .allSatisfy(row -> assertThat(entries)
                        .anySatisfy(entry -> assertThat(entry.parameters())
                                .anyMatch(parameter -> mustRefuseNull(parameter) && row.covers(entry, parameter))));
    }

    @Test
    void theWholeLibraryIsSeen() {
        assertThat(TYPES.stream().map(Class::getPackageName))
                .contains(
                        "org.icl4j.core", "org.icl4j.kernels.tools", "org.icl4j.solvers", "org.icl4j.attention.train");
        assertThat(TYPES).hasSizeGreaterThan(120);
    }

    private static boolean mustRefuseNull(Parameter parameter) {
        return !parameter.getType().isPrimitive() && !Entry.takesNull(parameter);
    }

    private static void addProblems(Entry entry, Parameter parameter, List<String> problems) {
        List<Object> receivers = entry.needsReceiver() ? Samples.receivers(entry.type()) : List.of("none");
        if (receivers.isEmpty()) {
            problems.add(entry + " has no sample to be called on");
        }
        for (Object receiver : receivers) {
            @Nullable
            Object[] arguments = entry.parameters().stream()
                    .map(other -> other.equals(parameter) ? null : Samples.argument(entry, other))
                    .toArray();
            @Nullable Throwable thrown = entry.call(receiver, arguments);
            if (!entry.isNamedBy(thrown, parameter)) {
                problems.add(entry + ", " + parameter.getName() + " = null, on " + receiver + ": " + thrown);
            }
        }
    }
}
