package org.icl4j.kernels.objects;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import org.icl4j.core.Require;

/**
 * An undirected graph with labelled nodes, for {@link WeisfeilerLehman}. Nodes are numbered from 0.
 *
 * <pre>{@code
 * Graph water = Graph.of(List.of("O", "H", "H"), new int[][] {{0, 1}, {0, 2}});
 * }</pre>
 *
 * @param labels the label of each node, at least one node
 * @param neighbours the neighbours of each node, ascending, each edge at both of its ends
 */
public record Graph(List<String> labels, List<List<Integer>> neighbours) {

    /**
     * Checks and copies the components.
     *
     * @param labels the label of each node, at least one node
     * @param neighbours the neighbours of each node, ascending, each edge at both of its ends
     * @throws IllegalArgumentException if there is no node, a label is null, the lengths differ, a node does not exist, is its
     *     own neighbour or is listed twice, or an edge is missing at one of its ends
     */
    public Graph {
        Require.notNull("labels", labels);
        Require.notNull("neighbours", neighbours);
        if (labels.isEmpty()) {
            throw Require.error("labels", "is empty: a graph has at least one node");
        }
        for (int i = 0; i < labels.size(); i++) {
            Require.notNull("labels[" + i + "]", labels.get(i));
        }
        if (neighbours.size() != labels.size()) {
            throw Require.error(
                    "neighbours", "expected " + labels.size() + " lists, one per label, got " + neighbours.size());
        }
        for (int i = 0; i < neighbours.size(); i++) {
            int last = -1;
            for (int j : neighbours.get(i)) {
                Require.inRange("neighbours[" + i + "]", j, 0, labels.size() - 1);
                if (j <= last || j == i || !neighbours.get(j).contains(i)) {
                    throw Require.error(
                            "neighbours",
                            "node " + i + " lists " + j
                                    + ", which must be another node, in ascending order, that lists " + i + " too");
                }
                last = j;
            }
        }
        labels = List.copyOf(labels);
        neighbours = neighbours.stream().map(List::copyOf).toList();
    }

    /**
     * A graph of labels and edges.
     *
     * @param labels the label of each node, at least one node
     * @param edges pairs of nodes, in either order; a pair given twice is one edge
     * @return the graph
     * @throws IllegalArgumentException if there is no node, a label is null, or an edge is not a pair of two different nodes
     */
    public static Graph of(List<String> labels, int[][] edges) {
        int n = Require.notNull("labels", labels).size();
        Require.notNull("edges", edges);
        List<TreeSet<Integer>> sets = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            sets.add(new TreeSet<>());
        }
        for (int e = 0; e < edges.length; e++) {
            int[] edge = edges[e];
            if (edge == null
                    || edge.length != 2
                    || edge[0] == edge[1]
                    || Math.min(edge[0], edge[1]) < 0
                    || Math.max(edge[0], edge[1]) >= n) {
                throw Require.error(
                        "edges",
                        "edges[" + e + "] = " + Arrays.toString(edge) + " is not a pair of two different nodes in [0, "
                                + n + ")");
            }
            sets.get(edge[0]).add(edge[1]);
            sets.get(edge[1]).add(edge[0]);
        }
        return new Graph(labels, sets.stream().map(List::copyOf).toList());
    }

    /**
     * A graph whose nodes all have the same label, so that only its structure counts.
     *
     * @param nodes the number of nodes, at least 1
     * @param edges pairs of nodes, in either order
     * @return the graph
     * @throws IllegalArgumentException as {@link #of}
     */
    public static Graph unlabelled(int nodes, int[][] edges) {
        return of(Collections.nCopies(Require.positive("nodes", nodes), ""), edges);
    }

    /**
     * The number of nodes.
     *
     * @return at least 1
     */
    public int size() {
        return labels.size();
    }

    @Override
    public String toString() {
        int ends = neighbours.stream().mapToInt(List::size).sum();
        return "Graph[" + size() + " nodes, " + ends / 2 + " edges]";
    }
}
