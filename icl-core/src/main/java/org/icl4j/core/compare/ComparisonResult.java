package org.icl4j.core.compare;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.icl4j.core.Require;

/**
 * What a {@link Comparison} has found: the error of every learner on every task, its mean and its Student interval, and the differences to the
 * reference, paired task by task. Immutable.
 *
 * <p>An interval speaks of its own learner, or its own pair of learners. Among many intervals of 95 % some miss: one in twenty, where nothing differs.
 */
public final class ComparisonResult {

    private final long seed;
    private final String measure;
    private final double confidence;
    private final String reference;
    private final int tasks;
    private final Map<String, double[]> errors = new LinkedHashMap<>();

    /** Copies the first {@code tasks} errors of each learner. */
    ComparisonResult(
            long seed,
            String measure,
            double confidence,
            String reference,
            String[] names,
            int tasks,
            double[][] errors) {
        this.seed = seed;
        this.measure = measure;
        this.confidence = confidence;
        this.reference = reference;
        this.tasks = tasks;
        for (int l = 0; l < names.length; l++) {
            this.errors.put(names[l], Arrays.copyOf(errors[l], tasks));
        }
    }

    /**
     * The number of tasks.
     *
     * @return at least 2
     */
    public int tasks() {
        return tasks;
    }

    /**
     * The seed that the tasks were drawn from.
     *
     * @return the seed
     */
    public long seed() {
        return seed;
    }

    /**
     * What the errors measure.
     *
     * @return its name, such as {@code "mean squared error"}
     */
    public String measure() {
        return measure;
    }

    /**
     * The confidence of the intervals.
     *
     * @return between 0 and 1
     */
    public double confidence() {
        return confidence;
    }

    /**
     * The learner that the others are compared with.
     *
     * @return its name
     */
    public String reference() {
        return reference;
    }

    /**
     * The learners.
     *
     * @return their names, in the order in which they were added
     */
    public List<String> names() {
        return List.copyOf(errors.keySet());
    }

    /**
     * The errors of one learner.
     *
     * @param name of the learner
     * @return a copy: one number a task
     * @throws IllegalArgumentException if there is no learner of that name
     */
    public double[] errors(String name) {
        return of("name", name).clone();
    }

    /**
     * The mean error of one learner.
     *
     * @param name of the learner
     * @return mean, standard error and interval
     * @throws IllegalArgumentException if there is no learner of that name
     */
    public Estimate error(String name) {
        return Estimate.of(confidence, of("name", name));
    }

    /**
     * The error of a learner less that of the {@link #reference()}, paired task by task. Below 0 the learner is better.
     *
     * @param name of the learner
     * @return mean, standard error and interval of the difference
     * @throws IllegalArgumentException if there is no learner of that name
     */
    public Estimate difference(String name) {
        return difference(name, reference);
    }

    /**
     * The error of a learner less that of another, paired task by task. Below 0 the first is better.
     *
     * @param name of the learner
     * @param other of the learner whose error is subtracted
     * @return mean, standard error and interval of the difference
     * @throws IllegalArgumentException if there is no learner of one of the names
     */
    public Estimate difference(String name, String other) {
        double[] mine = of("name", name);
        double[] theirs = of("other", other);
        double[] differences = new double[tasks];
        Arrays.setAll(differences, i -> mine[i] - theirs[i]);
        return Estimate.of(confidence, differences);
    }

    private double[] of(String argument, String name) {
        Require.notNull(argument, name);
        double[] found = errors.get(name);
        if (found == null) {
            throw Require.error(argument, "no learner is called \"" + name + "\"; there are " + errors.keySet());
        }
        return found;
    }

    /**
     * Writes the table: a line for each learner with its mean error, standard error and interval, and the same for the difference to the
     * reference.
     *
     * @param out such as {@code System.out} or a {@code StringBuilder}
     * @throws UncheckedIOException if {@code out} throws an {@link IOException}
     */
    public void print(Appendable out) {
        Require.notNull("out", out);
        try {
            out.append(ComparisonTable.text(this));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The table as lines of comma-separated values: a header, then a line for each learner, with all digits. A name that holds a comma or a
     * quotation mark is quoted (RFC 4180). {@code Files.write(path, result.csv())} makes a file of it.
     *
     * @return the lines, without line ends
     */
    public List<String> csv() {
        return ComparisonTable.csv(this);
    }

    /**
     * The table that {@link #print} writes.
     *
     * @return several lines
     */
    @Override
    public String toString() {
        return ComparisonTable.text(this);
    }
}
