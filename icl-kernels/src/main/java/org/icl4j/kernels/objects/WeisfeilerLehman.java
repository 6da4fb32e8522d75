package org.icl4j.kernels.objects;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.icl4j.core.Require;
import org.icl4j.kernels.Kernel.Definiteness;

/**
 * The subtree kernel of Weisfeiler and Lehman on labelled graphs. In each of h rounds a node's label is replaced by a name for the
 * pair (its label, the sorted labels of its neighbours), so that after r rounds a label describes the neighbourhood of radius r;
 *
 * <pre>k(G, H) = sum over r = 0, ..., h, over labels c of round r, of count_c(G) count_c(H).</pre>
 *
 * Isomorphic graphs have equal counts; the converse fails for some pairs, such as one ring of six nodes and two of three. Values
 * are whole numbers, exact below 2^53; they grow with the graphs' sizes, which {@link #normalised()} takes out.
 *
 * <p>Cost: O(h edges log degree) for each graph once, then one merge of two sorted lists a pair.
 *
 * <p>Source: Shervashidze, Schweitzer, van Leeuwen, Mehlhorn and Borgwardt (2011), Weisfeiler-Lehman graph kernels, JMLR 12,
 * definition 4. Names are given by a dictionary, not by a hash that may collide.
 *
 * @param rounds h, at least 0; with 0 only the nodes' own labels count
 */
public record WeisfeilerLehman(int rounds) implements ObjectKernel<Graph> {

    /**
     * Checks the number of rounds.
     *
     * @param rounds h, at least 0
     * @throws IllegalArgumentException if it is negative
     */
    public WeisfeilerLehman {
        Require.inRange("rounds", rounds, 0, Integer.MAX_VALUE);
    }

    @Override
    public double value(Graph a, Graph b) {
        return prepare(List.of(a, b)).value(0, 1);
    }

    @Override
    public Prepared prepare(List<? extends Graph> objects) {
        Require.notNull("objects", objects);
        Counts[] counts = new Counts[objects.size()];
        Names names = new Names();
        for (int g = 0; g < counts.length; g++) {
            counts[g] = count(objects.get(g), names);
        }
        return (i, j) -> counts[i].dot(counts[j]);
    }

    private Counts count(Graph graph, Names names) {
        int n = graph.size();
        int[] occurrences = new int[Math.multiplyExact(n, Math.addExact(rounds, 1))];
        int[] labels = new int[n];
        Arrays.setAll(labels, v -> names.of(graph.labels().get(v)));
        System.arraycopy(labels, 0, occurrences, 0, n);
        for (int r = 1; r <= rounds; r++) {
            int[] before = labels;
            labels = new int[n];
            Arrays.setAll(labels, v -> names.of(key(graph, before, v)));
            System.arraycopy(labels, 0, occurrences, r * n, n);
        }
        return Counts.of(occurrences);
    }

    // Labels of different rounds have different numbers, since those of the round before are part of the key.
    private static List<Integer> key(Graph graph, int[] labels, int node) {
        List<Integer> around = new ArrayList<>();
        for (int neighbour : graph.neighbours().get(node)) {
            around.add(labels[neighbour]);
        }
        around.sort(null);
        around.add(0, labels[node]);
        return around;
    }

    /** Numbers for labels, the same number for equal ones. */
    private static final class Names {

        private final Map<Object, Integer> numbers = new HashMap<>();

        int of(Object label) {
            Integer next = numbers.size();
            Integer known = numbers.putIfAbsent(label, next);
            return known == null ? next : known;
        }
    }

    @Override
    public Definiteness definiteness() {
        return Definiteness.POSITIVE_SEMIDEFINITE;
    }

    @Override
    public String toString() {
        return "weisfeilerLehman(" + rounds + ")";
    }
}
