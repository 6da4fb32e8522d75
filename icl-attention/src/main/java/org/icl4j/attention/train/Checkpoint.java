package org.icl4j.attention.train;

import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.icl4j.attention.layers.ParameterLayout;
import org.icl4j.core.Require;
import org.icl4j.core.model.ModelFile;

/**
 * Everything that a training run needs to go on: parameters, the optimiser's memory and the number of steps made. As step t
 * draws its batch from a stream of its own, a run that goes on from a checkpoint ends with the same bits as one that was
 * never interrupted.
 *
 * <p>It is saved whole or not at all: a process that dies while saving leaves the file that was there before.
 */
public final class Checkpoint {

    private static final String KIND = "training-checkpoint";

    private final ParameterLayout layout;
    private final double[] parameters;
    private final Map<String, double[]> memory;
    private final long step;

    private Checkpoint(ParameterLayout layout, double[] parameters, Map<String, double[]> memory, long step) {
        this.layout = layout;
        this.parameters = parameters;
        this.memory = memory;
        this.step = step;
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
        Require.notNull("layout", layout);
        Require.length("parameters", parameters, layout.size(), "the layout's size");
        Require.finite("parameters", parameters);
        Require.notNull("state", state);
        Map<String, double[]> copy = new TreeMap<>();
        state.memory().forEach((name, numbers) -> copy.put(name, numbers.clone()));
        return new Checkpoint(layout, parameters.clone(), copy, state.step());
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
     * Saves it.
     *
     * @param path the file; replaced as a whole
     * @throws java.io.UncheckedIOException if it cannot be written
     */
    public void save(Path path) {
        ModelFile file = layout.save(ModelFile.of(KIND).with("step", step), parameters);
        for (Map.Entry<String, double[]> entry : memory.entrySet()) {
            file = file.with("optimiser-" + entry.getKey(), entry.getValue());
        }
        file.save(path);
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
        ModelFile file = ModelFile.load(path).requireKind(KIND);
        long step = file.integer("step");
        if (step < 0) {
            throw Require.error("step", "must be at least 0, got " + step);
        }
        Map<String, double[]> memory = new TreeMap<>();
        for (String name : file.names()) {
            if (name.startsWith("optimiser-")) {
                double[] numbers = file.vector(name);
                Require.length(name, numbers, layout.size(), "the layout's size");
                memory.put(name.substring("optimiser-".length()), numbers);
            }
        }
        return new Checkpoint(layout, layout.load(file), memory, step);
    }

    @Override
    public String toString() {
        return "Checkpoint[step=" + step + ", parameters=" + parameters.length + "]";
    }
}
