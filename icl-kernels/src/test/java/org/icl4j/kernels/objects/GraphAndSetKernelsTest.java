package org.icl4j.kernels.objects;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.icl4j.core.Randoms;
import org.junit.jupiter.api.Test;

class GraphAndSetKernelsTest {

    // Shervashidze et al. (2011), figure 2.
    private static final Graph G = Graph.of(
            List.of("1", "1", "2", "3", "4", "5"),
            new int[][] {{0, 4}, {1, 4}, {2, 3}, {2, 5}, {3, 4}, {3, 5}, {4, 5}});
    private static final Graph H = Graph.of(
            List.of("1", "2", "2", "3", "4", "5"),
            new int[][] {{0, 4}, {1, 3}, {2, 4}, {2, 5}, {3, 4}, {3, 5}, {4, 5}});

    @Test
    void theExampleOfThePaper() {
        assertThat(new WeisfeilerLehman(0).value(G, H)).isEqualTo(7);
        assertThat(new WeisfeilerLehman(1).value(G, H)).isEqualTo(11);
    }

    /** Counts of labels written out in full: exponential in the rounds, and free of dictionaries. */
    private static Map<String, Integer> labels(Graph graph, int rounds) {
        Map<String, Integer> counts = new HashMap<>();
        List<String> labels = graph.labels();
        for (int r = 0; r <= rounds; r++) {
            List<String> next = new ArrayList<>();
            for (int v = 0; v < graph.size(); v++) {
                counts.merge(r + ":" + labels.get(v), 1, Integer::sum);
                List<String> around = new ArrayList<>();
                for (int u : graph.neighbours().get(v)) {
                    around.add(labels.get(u));
                }
                around.sort(null);
                next.add("(" + labels.get(v) + around + ")");
            }
            labels = next;
        }
        return counts;
    }

    private static Graph random(Randoms randoms, int n) {
        List<String> labels = new ArrayList<>();
        List<int[]> edges = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            labels.add("" + randoms.integer(3));
            for (int j = 0; j < i; j++) {
                if (randoms.uniform() < 0.3) {
                    edges.add(new int[] {i, j});
                }
            }
        }
        return Graph.of(labels, edges.toArray(int[][]::new));
    }

    @Property(tries = 40)
    void countsEqualLabelsWrittenOut(@ForAll long seed, @ForAll @IntRange(min = 0, max = 3) int rounds) {
        Randoms randoms = Randoms.of(seed);
        List<Graph> graphs = List.of(random(randoms, 6), random(randoms, 9), random(randoms, 1));
        ObjectKernel.Prepared prepared = new WeisfeilerLehman(rounds).prepare(graphs);
        for (int i = 0; i < 3; i++) {
            Map<String, Integer> a = labels(graphs.get(i), rounds);
            for (int j = 0; j < 3; j++) {
                Map<String, Integer> b = labels(graphs.get(j), rounds);
                double expected = a.entrySet().stream()
                        .mapToDouble(entry -> (double) entry.getValue() * b.getOrDefault(entry.getKey(), 0))
                        .sum();
                assertThat(prepared.value(i, j)).isEqualTo(expected);
                assertThat(new WeisfeilerLehman(rounds).value(graphs.get(i), graphs.get(j)))
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    void renumberingNodesChangesNothing() {
        Randoms randoms = Randoms.of(5);
        Graph graph = random(randoms, 12);
        int[] order = randoms.permutation(12);
        List<String> labels = new ArrayList<>(graph.labels());
        List<int[]> edges = new ArrayList<>();
        for (int v = 0; v < 12; v++) {
            labels.set(order[v], graph.labels().get(v));
            for (int u : graph.neighbours().get(v)) {
                edges.add(new int[] {order[v], order[u]});
            }
        }
        Graph renumbered = Graph.of(labels, edges.toArray(int[][]::new));
        WeisfeilerLehman kernel = new WeisfeilerLehman(4);
        assertThat(kernel.value(graph, renumbered)).isEqualTo(kernel.value(graph, graph));
    }

    // The known blind spot that the Javadoc states.
    @Test
    void ringOfSixAndTwoRingsOfThreeLookAlike() {
        Graph ring = Graph.unlabelled(6, new int[][] {{0, 1}, {1, 2}, {2, 3}, {3, 4}, {4, 5}, {5, 0}});
        Graph two = Graph.unlabelled(6, new int[][] {{0, 1}, {1, 2}, {2, 0}, {3, 4}, {4, 5}, {5, 3}});
        assertThat(new WeisfeilerLehman(5).normalised().value(ring, two)).isEqualTo(1);
    }

    @Test
    void graphsAreChecked() {
        assertThatThrownBy(() -> Graph.of(List.of(), new int[0][])).hasMessageContaining("labels: is empty");
        assertThatThrownBy(() -> Graph.of(List.of("a", "b"), new int[][] {{0, 1}, {1, 2}}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("edges[1] = [1, 2]");
        assertThatThrownBy(() -> Graph.of(List.of("a", "b"), new int[][] {{1, 1}}))
                .hasMessageContaining("edges[0]");
        assertThatThrownBy(() -> new Graph(List.of("a", "b"), List.of(List.of(1), List.of())))
                .hasMessageContaining("node 0 lists 1");
        assertThatThrownBy(() -> new Graph(List.of("a"), List.of()))
                .hasMessageContaining("neighbours: expected 1 lists");
        assertThatThrownBy(() -> new WeisfeilerLehman(-1)).hasMessageContaining("rounds");
        assertThat(Graph.of(List.of("a", "b"), new int[][] {{0, 1}, {1, 0}})).hasToString("Graph[2 nodes, 1 edges]");
    }

    @Property(tries = 50)
    void setsAgainstTheirDefinition(
            @ForAll Set<@IntRange(min = 0, max = 9) Integer> a, @ForAll Set<@IntRange(min = 0, max = 9) Integer> b) {
        int common = 0;
        int all = 0;
        for (int e = 0; e < 10; e++) {
            common += a.contains(e) && b.contains(e) ? 1 : 0;
            all += a.contains(e) || b.contains(e) ? 1 : 0;
        }
        assertThat(SetKernel.INTERSECTION.value(a, b)).isEqualTo(common);
        assertThat(SetKernel.JACCARD.value(a, b)).isEqualTo(all == 0 ? 1 : (double) common / all);
    }
}
