package org.icl4j.solvers.classify;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.icl4j.core.Points;
import org.icl4j.core.Require;
import org.icl4j.core.Text;

/**
 * The class of each of n rows. Classes have names; they are numbered from 0 in the order of {@link #classes()}: ascending, as numbers
 * where all names are numbers, as texts otherwise. Immutable.
 *
 * <pre>{@code
 * Labels labels = Labels.of("spam", "ham", "spam");
 * labels.classes();   // [ham, spam]
 * labels.index(0);    // 1
 * }</pre>
 */
public final class Labels {

    private final List<String> classes;
    private final int[] indices;

    private Labels(List<String> classes, int[] indices) {
        this.classes = classes;
        this.indices = indices;
    }

    /**
     * Labels by name.
     *
     * @param labels the class of each row, at least one row
     * @return the labels
     * @throws IllegalArgumentException if there is no row, or a name is null or empty
     */
    public static Labels of(String... labels) {
        return of(Arrays.asList(Require.notNull("labels", labels)));
    }

    /**
     * Labels by name.
     *
     * @param labels the class of each row, at least one row
     * @return the labels
     * @throws IllegalArgumentException if there is no row, or a name is null or empty
     */
    public static Labels of(List<String> labels) {
        Require.positive("labels.size()", Require.notNull("labels", labels).size());
        for (int i = 0; i < labels.size(); i++) {
            if (Require.notNull("labels[" + i + "]", labels.get(i)).isEmpty()) {
                throw Require.error("labels[" + i + "]", "is empty");
            }
        }
        List<String> classes = new ArrayList<>(new TreeSet<>(labels));
        if (classes.stream().allMatch(Labels::isNumber)) {
            classes.sort(Comparator.comparingDouble(Double::parseDouble));
        }
        return numbered(labels, List.copyOf(classes));
    }

    /**
     * Labels that are numbers.
     *
     * @param labels the class of each row, at least one row
     * @return the labels, with the numbers as names
     * @throws IllegalArgumentException if there is no row
     */
    public static Labels of(int... labels) {
        return of(Arrays.stream(Require.notNull("labels", labels))
                .mapToObj(Integer::toString)
                .toList());
    }

    /**
     * Labels among given classes: some of them may have no row.
     *
     * @param labels the class of each row, at least one row
     * @param classes the classes there are, in their order, different ones
     * @return the labels
     * @throws IllegalArgumentException if there is no row, a class stands there twice, or a label is none of the classes
     */
    public static Labels among(List<String> labels, List<String> classes) {
        Require.notNull("labels", labels);
        Require.notNull("classes", classes);
        Require.positive("labels.size()", labels.size());
        Require.positive("classes.size()", classes.size());
        for (int c = 0; c < classes.size(); c++) {
            Require.notNull("classes[" + c + "]", classes.get(c));
        }
        return numbered(labels, List.copyOf(classes));
    }

    private static Labels numbered(List<String> labels, List<String> classes) {
        Map<String, Integer> places = new HashMap<>();
        for (String name : classes) {
            if (places.put(name, places.size()) != null) {
                throw Require.error("classes", "\"" + Text.printable(name) + "\" stands there twice");
            }
        }
        int[] indices = new int[labels.size()];
        for (int i = 0; i < indices.length; i++) {
            Integer place = places.get(Require.notNull("labels[" + i + "]", labels.get(i)));
            if (place == null) {
                throw Require.error(
                        "labels[" + i + "]",
                        "\"" + Text.printable(labels.get(i)) + "\" is none of the classes " + Text.list(classes));
            }
            indices[i] = place;
        }
        return new Labels(classes, indices);
    }

    private static boolean isNumber(String text) {
        try {
            return Double.isFinite(Double.parseDouble(text));
        } catch (NumberFormatException e) {
            return false;
        }
    }

    /**
     * Labels from the targets of a context: rows with a 1 for the class and 0 elsewhere, shape [n, C] with C at least 2, or one column of
     * whole numbers.
     *
     * @param targets shape [n, C] or [n, 1]
     * @return the labels; classes are called by their number
     * @throws IllegalArgumentException if a row is not of this form
     */
    public static Labels ofTargets(Points targets) {
        int n = Require.notNull("targets", targets).size();
        int width = targets.width();
        int[] indices = new int[n];
        for (int i = 0; i < n; i++) {
            double[] row = targets.row(i);
            indices[i] = width == 1 ? whole(i, row[0]) : hot(i, row);
        }
        if (width == 1) {
            return of(indices);
        }
        List<String> classes = new ArrayList<>();
        for (int c = 0; c < width; c++) {
            classes.add(Integer.toString(c));
        }
        return new Labels(List.copyOf(classes), indices);
    }

    private static int whole(int row, double value) {
        if (value != Math.rint(value) || Math.abs(value) > Integer.MAX_VALUE) {
            throw Require.error("targets[" + row + "]", "a class is a whole number, got " + value);
        }
        return (int) value;
    }

    private static int hot(int row, double[] values) {
        int place = -1;
        for (int c = 0; c < values.length; c++) {
            if (values[c] == 1 && place < 0) {
                place = c;
            } else if (values[c] != 0) {
                throw Require.error(
                        "targets[" + row + "]",
                        "a row of classes is one 1 and 0 elsewhere, got " + values[c] + " in column " + c);
            }
        }
        if (place < 0) {
            throw Require.error("targets[" + row + "]", "has no class: all numbers are 0");
        }
        return place;
    }

    /**
     * The number of rows.
     *
     * @return n
     */
    public int size() {
        return indices.length;
    }

    /**
     * The classes.
     *
     * @return their names, in the order of their numbers
     */
    public List<String> classes() {
        return classes;
    }

    /**
     * The class of a row.
     *
     * @param row 0 to n - 1
     * @return its number, 0 to C - 1
     */
    public int index(int row) {
        return indices[Require.inRange("row", row, 0, indices.length - 1)];
    }

    /**
     * The class of every row.
     *
     * @return a copy, length n, each 0 to C - 1
     */
    public int[] indices() {
        return indices.clone();
    }

    /**
     * How many rows each class has.
     *
     * @return length C
     */
    public int[] counts() {
        int[] counts = new int[classes.size()];
        for (int index : indices) {
            counts[index]++;
        }
        return counts;
    }

    /**
     * The labels of some rows; the classes stay, also those that have no row any more.
     *
     * @param rows each 0 to n - 1, at least one
     * @return new labels
     */
    public Labels select(int... rows) {
        Require.positive("rows.length", Require.notNull("rows", rows).length);
        return new Labels(classes, Arrays.stream(rows).map(this::index).toArray());
    }

    /**
     * The labels as targets: 1 for the row's class, 0 elsewhere.
     *
     * @return shape [n, C]
     */
    public Points oneHot() {
        int width = classes.size();
        double[] rows = new double[Math.multiplyExact(indices.length, width)];
        for (int i = 0; i < indices.length; i++) {
            rows[i * width + indices[i]] = 1;
        }
        return Points.ofRows("one-hot targets", indices.length, width, rows);
    }

    /** Refuses labels that nothing can be learnt from: one class only, or a class without a row. */
    Labels requireLearnable(Points inputs) {
        if (inputs.size() != size()) {
            throw Require.error(
                    "labels", "expected " + inputs.size() + " rows, got " + size() + " (one per row of inputs)");
        }
        int[] counts = counts();
        List<String> absent = new ArrayList<>();
        for (int c = 0; c < counts.length; c++) {
            if (counts[c] == 0) {
                absent.add(classes.get(c));
            }
        }
        if (classes.size() - absent.size() == 1) {
            throw Require.error(
                    "labels",
                    "all " + size() + " rows are of the class \"" + Text.printable(classes.get(indices[0]))
                            + "\"; a classifier needs rows of at least two classes");
        }
        if (!absent.isEmpty()) {
            throw Require.error(
                    "labels",
                    "no row is of " + Text.list(absent)
                            + ", as happens where a class is rarer than the folds are many; draw folds class by class,"
                            + " or leave the class out");
        }
        return this;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Labels that && classes.equals(that.classes) && Arrays.equals(indices, that.indices);
    }

    @Override
    public int hashCode() {
        return 31 * classes.hashCode() + Arrays.hashCode(indices);
    }

    @Override
    public String toString() {
        return "Labels[n=" + size() + ", classes=" + Text.list(classes) + "]";
    }
}
