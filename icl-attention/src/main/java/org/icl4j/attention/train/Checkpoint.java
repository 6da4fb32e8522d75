package org.icl4j.attention.train;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.icl4j.attention.layers.ParameterLayout;
import org.icl4j.core.Require;
import org.icl4j.core.model.ModelFile;
import org.icl4j.core.model.Savable;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a training run needs to go on: parameters, the optimiser's memory, the number of steps made and, with evaluations,
 * the best parameters so far. As step t
 * draws its batch from a stream of its own, a run that goes on from a checkpoint ends with the same bits as one that was
 * never interrupted.
 *
 * <p>It is saved whole or not at all: a process that dies while saving leaves the file that was there before.
 */
public final class Checkpoint implements Savable {

    private static final String KIND = "training-checkpoint";
    private static final String STEP = "step";
    private static final String MEMORY = "optimiser-";
    private static final String FORMAT = "checkpoint-format";
    private static final String VALUE = "evaluation-least";
    private static final String WAITED = "evaluation-waited";
    private static final String BEST = "evaluation-best";

    /** 1, not written, had no evaluations. */
    private static final long VERSION = 2;

    private final ParameterLayout layout;
    private final double[] parameters;
    private final Map<String, double[]> memory;
    private final long step;
    private final long version;
    private final @Nullable Evaluated evaluated;

    /**
     * What the evaluations so far have found.
     *
     * @param best the parameters of the least value; empty if no value was a finite number yet
     * @param value the least value
     * @param waited evaluations since then
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Evaluated(double[] best, double value, int waited) {}

    private Checkpoint(
            ParameterLayout layout,
            double[] parameters,
            Map<String, double[]> memory,
            long step,
            long version,
            @Nullable Evaluated evaluated) {
        this.layout = layout;
        this.parameters = parameters;
        this.memory = memory;
        this.step = step;
        this.version = version;
        this.evaluated = evaluated;
    }

    /**
     * Where a run stands.
     *
     * @param layout the layout of the parameters
     * @param parameters length of the layout, finite; copied
     * @param state what the optimiser remembers; copied
     * @return the checkpoint
     */
    public static Checkpoint of(ParameterLayout layout, double[] parameters, Optimiser.State state) {
        return of(layout, parameters, state, null);
    }

    static Checkpoint of(
            ParameterLayout layout, double[] parameters, Optimiser.State state, @Nullable Evaluated evaluated) {
        Require.notNull("layout", layout);
        Require.length("parameters", parameters, layout.size(), "the layout's size");
        Require.finite("parameters", parameters);
        Require.notNull("state", state);
        Map<String, double[]> copy = new TreeMap<>();
        state.memory().forEach((name, numbers) -> copy.put(name, numbers.clone()));
        return new Checkpoint(layout, parameters.clone(), copy, state.step(), VERSION, evaluated);
    }

    /**
     * The steps made.
     *
     * @return t
     */
    public long step() {
        return step;
    }

    /**
     * The parameters after these steps.
     *
     * @return a copy
     */
    public double[] parameters() {
        return parameters.clone();
    }

    /** What the evaluations had found; null where there were none. */
    @Nullable
    Evaluated evaluated() {
        if (version < VERSION) {
            throw Require.error(
                    "checkpoint",
                    "of format " + version
                            + " does not hold the best evaluation so far: resume without withEvaluation");
        }
        return evaluated;
    }

    void restore(double[] into, Optimiser.State state) {
        Require.length("parameters", into, parameters.length, "the checkpoint has so many");
        Map<String, double[]> live = state.memory();
        if (!live.keySet().equals(memory.keySet())) {
            throw Require.error(
                    "checkpoint",
                    "was made by an optimiser that remembers " + memory.keySet() + ", this one remembers "
                            + new TreeSet<>(live.keySet()));
        }
        memory.forEach((name, numbers) -> System.arraycopy(numbers, 0, live.get(name), 0, numbers.length));
        System.arraycopy(parameters, 0, into, 0, into.length);
        state.resume(step);
    }

    /**
     * {@inheritDoc} The parameters are one array for each slice of the layout, by its name; {@code optimiser-...} is what the optimiser
     * remembers; {@code evaluation-...} the best parameters of a run with evaluations.
     */
    @Override
    public ModelFile toModelFile() {
        ModelFile file = layout.save(ModelFile.of(KIND).with(STEP, step).with(FORMAT, version), parameters);
        if (evaluated != null) {
            file = file.with(WAITED, (long) evaluated.waited);
            if (evaluated.best.length > 0) {
                file = file.with(VALUE, evaluated.value).with(BEST, evaluated.best);
            }
        }
        for (Map.Entry<String, double[]> entry : memory.entrySet()) {
            file = file.with(MEMORY + entry.getKey(), entry.getValue());
        }
        return file;
    }

    /**
     * Reads a checkpoint.
     *
     * @param path the file
     * @param layout the layout of the model that trains
     * @return the checkpoint
     * @throws IllegalArgumentException if the file is no checkpoint, is damaged, or is one of another model; the message names
     *     the slice that differs
     * @throws java.io.UncheckedIOException if it cannot be read
     */
    public static Checkpoint load(Path path, ParameterLayout layout) {
        Require.notNull("layout", layout);
        return of(Require.notNull("path", path).toString(), ModelFile.load(path), layout);
    }

    /**
     * Reads a checkpoint from a stream.
     *
     * @param in what {@link #save} wrote; read to its end and not closed
     * @param layout the layout of the model that trains
     * @return the checkpoint
     * @throws IllegalArgumentException as {@link #load(Path, ParameterLayout)}
     * @throws java.io.UncheckedIOException if the stream fails
     */
    public static Checkpoint load(InputStream in, ParameterLayout layout) {
        Require.notNull("layout", layout);
        return of("the stream", ModelFile.load(Require.notNull("in", in)), layout);
    }

    /**
     * Reads a checkpoint from bytes.
     *
     * @param bytes what {@link #toBytes} gave
     * @param layout the layout of the model that trains
     * @return the checkpoint
     * @throws IllegalArgumentException as {@link #load(Path, ParameterLayout)}
     */
    public static Checkpoint load(byte[] bytes, ParameterLayout layout) {
        Require.notNull("layout", layout);
        return of("the bytes", ModelFile.load(Require.notNull("bytes", bytes)), layout);
    }

    private static Checkpoint of(String name, ModelFile file, ParameterLayout layout) {
        file.requireKind(KIND);
        long step = file.integer(STEP);
        if (step < 0) {
            throw Require.error(name, "step must be at least 0, got " + step);
        }
        double[] parameters = layout.load(file);
        long version = file.names().contains(FORMAT) ? file.integer(FORMAT) : 1;
        if (version < 1 || version > VERSION) {
            throw Require.error(name, "is a checkpoint of format " + version + ", known are 1 to " + VERSION);
        }
        Set<String> known = new HashSet<>(Set.of(STEP, FORMAT));
        layout.slices().forEach(slice -> known.add(slice.name()));
        Map<String, double[]> memory = new TreeMap<>();
        for (String part : file.names()) {
            if (part.startsWith(MEMORY) && known.add(part)) {
                double[] numbers = file.vector(part);
                Require.length(part, numbers, layout.size(), "the layout's size");
                memory.put(part.substring(MEMORY.length()), numbers);
            }
        }
        Evaluated evaluated = null;
        if (file.names().contains(WAITED)) {
            evaluated = evaluated(name, file, layout);
            known.addAll(Set.of(VALUE, WAITED, BEST));
        }
        file.requireOnly(name, known);
        return new Checkpoint(layout, parameters, memory, step, version, evaluated);
    }

    private static Evaluated evaluated(String name, ModelFile file, ParameterLayout layout) {
        long waited = file.integer(WAITED);
        if (waited < 0 || waited > Integer.MAX_VALUE) {
            throw Require.error(name, WAITED + " must be from 0 to " + Integer.MAX_VALUE + ", got " + waited);
        }
        if (!file.names().contains(BEST)) {
            return new Evaluated(new double[0], Double.POSITIVE_INFINITY, (int) waited);
        }
        double[] best = file.vector(BEST);
        Require.length(BEST, best, layout.size(), "the layout's size");
        return new Evaluated(best, file.number(VALUE), (int) waited);
    }

    @Override
    public String toString() {
        return "Checkpoint[step=" + step + ", parameters=" + parameters.length + "]";
    }
}
