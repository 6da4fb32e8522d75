package org.icl4j.kernels;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.icl4j.core.Points;
import org.jspecify.annotations.Nullable;

/** Kernel values that others have computed, from the files of src/test/python/scikit_learn_references.py. */
final class References {

    /** A kernel matrix k(x_i, z_j), and where z is x, its gradient. */
    static final class Case {
        final String text;
        final String source;
        final Points x;
        final Points z;
        final double[][] values;
        /** A row of dk / dlog theta for each hyperparameter, pairs in row-major order; no rows where it is not known. */
        final double[][] gradient;

        Case(String text, String source, Points x, Points z, double[][] values, double[][] gradient) {
            this.text = text;
            this.source = source;
            this.x = x;
            this.z = z;
            this.values = values;
            this.gradient = gradient;
        }

        @SuppressWarnings("ReferenceEquality") // One table for both sides, not equal ones.
        boolean isSymmetric() {
            return x == z;
        }

        @Override
        public String toString() {
            return text + " = " + source;
        }
    }

    private final BufferedReader reader;
    private final Map<String, Points> points = new HashMap<>();
    private final List<Case> cases = new ArrayList<>();
    private @Nullable String line;

    private References(BufferedReader reader) {
        this.reader = reader;
    }

    static List<Case> scikitLearn() {
        List<Case> all = new ArrayList<>(read("scikit-learn-pairwise.txt"));
        all.addAll(read("scikit-learn-gaussian-process.txt"));
        return all;
    }

    static List<Case> read(String name) {
        InputStream stream = References.class.getResourceAsStream(name);
        if (stream == null) {
            throw new IllegalStateException("no resource " + name);
        }
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            References references = new References(reader);
            references.all();
            return references.cases;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void all() throws IOException {
        advance();
        while (line != null) {
            if (line.startsWith("points ")) {
                String name = line.split(" ", -1)[1];
                points.put(name, Points.of(name, matrix()));
            } else {
                cases.add(oneCase());
            }
        }
    }

    private Case oneCase() throws IOException {
        String text = field("case");
        String source = field("source");
        Points x = points();
        Points z = starts("z ") ? points() : x;
        double[][] values = matrix();
        return new Case(text, source, x, z, values, starts("gradient ") ? matrix() : new double[0][]);
    }

    private Points points() throws IOException {
        Points known = points.get(String.valueOf(line).substring(2));
        advance();
        return Objects.requireNonNull(known);
    }

    private boolean starts(String prefix) {
        return line != null && line.startsWith(prefix);
    }

    private String field(String name) throws IOException {
        if (!starts(name + " ")) {
            throw new IllegalStateException("expected " + name + ", got " + line);
        }
        String value = String.valueOf(line).substring(name.length() + 1);
        advance();
        return value;
    }

    private double[][] matrix() throws IOException {
        String[] head = String.valueOf(line).split(" ", -1);
        double[][] rows = new double[Integer.parseInt(head[head.length - 2])][];
        for (int i = 0; i < rows.length; i++) {
            advance();
            rows[i] = Arrays.stream(String.valueOf(line).split(" ", -1))
                    .mapToDouble(Double::parseDouble)
                    .toArray();
        }
        advance();
        return rows;
    }

    private void advance() throws IOException {
        do {
            line = reader.readLine();
        } while (starts("#"));
    }
}
