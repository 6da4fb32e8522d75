package org.icl4j.attention.construct;

import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.icl4j.attention.layers.ParameterLayout;

/**
 * Runs a wired transformer without any layer: from its description (which units stand where, which normaliser) and its saved arrays, by sums in
 * loops. Layers are recognised by the names of their slices.
 */
@SuppressWarnings("ArrayRecordComponent")
record SavedWeights(String description, ParameterLayout layout, double[] weights) {

    double[] run(double[][] tokens, int queries) {
        double[][] state = tokens;
        int slice = 0;
        String[] lines = description.split("\n", -1);
        int times = 1;
        int from = 0;
        for (int l = 3; l < lines.length; l++) {
            String line = lines[l];
            if (line.startsWith("step") || line.equals("readout")) {
                Matcher m = Pattern.compile("steps (\\d+) to (\\d+)").matcher(line);
                times = m.matches() ? Integer.parseInt(m.group(2)) - Integer.parseInt(m.group(1)) + 1 : 1;
                from = l + 1;
                int end = from;
                while (lines[end].startsWith("  ")) {
                    end++;
                }
                int start = slice;
                for (int t = 0; t < times; t++) {
                    slice = start;
                    for (int k = from; k < end; k++) {
                        state = layer(lines[k], slice, state, queries);
                        slice += slices(lines[k]);
                    }
                }
            }
        }
        String answer = lines[lines.length - 2];
        String slot = answer.replaceAll(".*slot (\\S+) of.*", "$1");
        int column = column(slot);
        int targets = width(slot);
        double[] answers = new double[queries * targets];
        for (int i = 0; i < answers.length; i++) {
            double value = state[state.length - queries + i / targets][column + i % targets];
            answers[i] = answer.contains("minus") ? -value : value;
        }
        return answers;
    }

    private static int slices(String line) {
        return line.contains(": attention") || line.contains(": ReLU") ? 2 : line.contains(": linear") ? 1 : 0;
    }

    private int column(String slot) {
        int at = 0;
        for (String part :
                description.split("\n", -1)[2].substring("slots: ".length()).split(" \\| ", -1)) {
            Matcher m = Pattern.compile("(.*)\\((\\d+)\\)").matcher(part);
            String name = m.matches() ? m.group(1) : part;
            if (name.equals(slot)) {
                return at;
            }
            at += m.matches() ? Integer.parseInt(m.group(2)) : 1;
        }
        throw new AssertionError("no slot " + slot);
    }

    private int width(String slot) {
        Matcher m = Pattern.compile("(^|\\| )" + Pattern.quote(slot) + "\\((\\d+)\\)")
                .matcher(description.split("\n", -1)[2].substring("slots: ".length()));
        return m.find() ? Integer.parseInt(m.group(2)) : 1;
    }

    private double[][] layer(String line, int slice, double[][] state, int queries) {
        if (line.contains(": attention")) {
            return attention(line, slice, state, state.length - queries);
        }
        if (line.contains(": linear")) {
            return map(state, matrix(slice));
        }
        if (line.contains(": ReLU")) {
            double[][] hidden = map(state, matrix(slice));
            for (double[] row : hidden) {
                for (int i = 0; i < row.length; i++) {
                    row[i] = Math.max(row[i], 0);
                }
            }
            return map(hidden, matrix(slice + 1));
        }
        Matcher m = Pattern.compile(".*: (\\S+) = (\\S+) (/|times) (\\S+)").matcher(line);
        if (!m.matches()) {
            throw new AssertionError(line);
        }
        double[][] next = new double[state.length][];
        for (int i = 0; i < state.length; i++) {
            next[i] = state[i].clone();
            for (int c = 0; c < width(m.group(1)); c++) {
                double a = state[i][column(m.group(2)) + c];
                double b = state[i][column(m.group(4)) + (width(m.group(4)) == 1 ? 0 : c)];
                next[i][column(m.group(1)) + c] = m.group(3).equals("/") ? (b > 0 ? a / b : 0) : a * b;
            }
        }
        return next;
    }

    private double[][] attention(String line, int slice, double[][] state, int keys) {
        double[][] qkv = map(state, matrix(slice));
        double[][] projection = matrix(slice + 1);
        int v = projection[0].length;
        int k = (qkv[0].length - v) / 2;
        double[][] next = new double[state.length][];
        for (int i = 0; i < state.length; i++) {
            double[] w = new double[keys];
            for (int j = 0; j < keys; j++) {
                w[j] = score(line, Arrays.copyOf(qkv[i], k), Arrays.copyOfRange(qkv[j], k, 2 * k));
            }
            if (line.contains("softmax")) {
                double top = Arrays.stream(w).max().orElseThrow();
                double sum = 0;
                for (int j = 0; j < keys; j++) {
                    w[j] = Math.exp(w[j] - top);
                    sum += w[j];
                }
                for (int j = 0; j < keys; j++) {
                    w[j] /= sum;
                }
            } else if (line.contains(", sparsemax")) {
                sparse(w, 2);
            } else if (line.contains(", entmax")) {
                sparse(w, Double.parseDouble(line.replaceAll(".*entmax\\(([^)]*)\\).*", "$1")));
            } else if (line.contains(", mean;")) {
                for (int j = 0; j < keys; j++) {
                    w[j] /= keys;
                }
            }
            next[i] = state[i].clone();
            for (int j = 0; j < keys; j++) {
                for (int o = 0; o < next[i].length; o++) {
                    for (int c = 0; c < v; c++) {
                        next[i][o] += projection[o][c] * w[j] * qkv[j][2 * k + c];
                    }
                }
            }
        }
        return next;
    }

    private static double score(String line, double[] q, double[] k) {
        Matcher dot = Pattern.compile(".*dotProduct\\(([^)]*)\\).*").matcher(line);
        Matcher gaussian = Pattern.compile(".*gaussian\\(([0-9.]+)\\).*").matcher(line);
        if (gaussian.matches()) {
            double squares = 0;
            for (int c = 0; c < q.length; c++) {
                squares += (q[c] - k[c]) * (q[c] - k[c]);
            }
            double h = Double.parseDouble(gaussian.group(1));
            return Math.exp(-squares / (2 * h * h));
        }
        double product = 0;
        for (int c = 0; c < q.length; c++) {
            product += q[c] * k[c];
        }
        if (dot.matches()) {
            return Double.parseDouble(dot.group(1)) * product;
        }
        if (line.contains("linear()")) {
            return product;
        }
        throw new AssertionError(line);
    }

    /** max((alpha - 1) s - tau, 0)^(1/(alpha - 1)) with the tau, found by halving, for which they sum to 1. */
    private static void sparse(double[] s, double alpha) {
        double top = Arrays.stream(s).max().orElseThrow();
        double low = -1;
        double high = 0;
        for (int step = 0; step < 60; step++) {
            double tau = (low + high) / 2;
            double sum = 0;
            for (double v : s) {
                sum += Math.pow(Math.max((alpha - 1) * (v - top) - tau, 0), 1 / (alpha - 1));
            }
            low = sum >= 1 ? tau : low;
            high = sum >= 1 ? high : tau;
        }
        for (int i = 0; i < s.length; i++) {
            s[i] = Math.pow(Math.max((alpha - 1) * (s[i] - top) - low, 0), 1 / (alpha - 1));
        }
    }

    private double[][] matrix(int slice) {
        return layout.slices().get(slice).read(weights);
    }

    private static double[][] map(double[][] x, double[][] w) {
        double[][] y = new double[x.length][w.length];
        for (int i = 0; i < x.length; i++) {
            for (int o = 0; o < w.length; o++) {
                for (int c = 0; c < w[o].length; c++) {
                    y[i][o] += x[i][c] * w[o][c];
                }
            }
        }
        return y;
    }
}
