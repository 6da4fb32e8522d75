package org.icl4j.solvers.internal.search;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import org.icl4j.solvers.internal.tables.Vectors;

/**
 * Minimises f within bounds by limited-memory BFGS on the coordinates that are free: those at a bound to which the gradient pushes them
 * rest. Steps go along the projected path, halved until the decrease is enough (Armijo), and no coordinate moves by more than 2 at a
 * time. Where f is infinite or NaN a step is too long.
 *
 * <p>Source: Nocedal and Wright (2006), Numerical Optimization, algorithms 7.4 and 7.5; Bertsekas (1982), Projected Newton methods for
 * optimization problems with simple constraints, for the coordinates that rest.
 */
public final class BoxLbfgs {

    private static final int MEMORY = 10;
    private static final double ARMIJO = 1e-4;
    private static final double LONGEST = 2;
    private static final int HALVINGS = 25;

    private BoxLbfgs() {}

    /** A function with its gradient. */
    @FunctionalInterface
    public interface Objective {

        /** f(theta); writes its gradient. */
        double at(double[] theta, double[] gradient);
    }

    /**
     * What was found.
     *
     * @param theta where
     * @param value f there
     * @param evaluations how often f was asked
     */
    @SuppressWarnings("ArrayRecordComponent")
    public record Minimum(double[] theta, double value, int evaluations) {}

    /** A step s and the change y of the gradient along it. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Pair(double[] s, double[] y, double product) {}

    /**
     * Minimises.
     *
     * @param f the function
     * @param start within the bounds
     * @param lower bounds
     * @param upper bounds
     * @param tolerance of the projected gradient
     * @param decrease the least decrease of a step that is worth another
     * @param evaluations at most
     */
    public static Minimum minimise(
            Objective f,
            double[] start,
            double[] lower,
            double[] upper,
            double tolerance,
            double decrease,
            int evaluations) {
        int p = start.length;
        double[] theta = project(start, lower, upper);
        double[] gradient = new double[p];
        double value = f.at(theta, gradient);
        int asked = 1;
        Deque<Pair> memory = new ArrayDeque<>();
        while (asked < evaluations && Double.isFinite(value)) {
            double[] free = free(theta, gradient, lower, upper);
            if (greatest(free) <= tolerance) {
                break;
            }
            double[] direction = direction(free, memory);
            double step = memory.isEmpty() ? Math.min(1, 1 / greatest(free)) : 1;
            step = Math.min(step, LONGEST / greatest(direction));
            double[] next = theta;
            double[] nextGradient = new double[p];
            double found = Double.POSITIVE_INFINITY;
            boolean accepted = false;
            for (int halving = 0; halving < HALVINGS && asked < evaluations && !accepted; halving++, step /= 2) {
                next = project(plus(theta, step, direction), lower, upper);
                found = f.at(next, nextGradient);
                asked++;
                accepted = found <= value + ARMIJO * Vectors.dot(gradient, Vectors.difference(next, theta));
            }
            if (!accepted) {
                if (memory.isEmpty()) {
                    break;
                }
                // The curvature learnt misleads: begin again with the gradient.
                memory.clear();
                continue;
            }
            double[] s = Vectors.difference(next, theta);
            double[] y = Vectors.difference(nextGradient, gradient);
            double product = Vectors.dot(s, y);
            if (product > 1e-12 * Vectors.norm(s) * Vectors.norm(y)) {
                memory.addLast(new Pair(s, y, product));
                if (memory.size() > MEMORY) {
                    memory.removeFirst();
                }
            }
            double gained = value - found;
            theta = next;
            gradient = nextGradient;
            value = found;
            if (gained <= decrease) {
                break;
            }
        }
        return new Minimum(theta, value, asked);
    }

    /** The gradient without the coordinates that rest at a bound. */
    private static double[] free(double[] theta, double[] gradient, double[] lower, double[] upper) {
        double[] free = gradient.clone();
        for (int q = 0; q < free.length; q++) {
            boolean rests = (theta[q] <= lower[q] && gradient[q] > 0) || (theta[q] >= upper[q] && gradient[q] < 0);
            free[q] = rests ? 0 : gradient[q];
        }
        return free;
    }

    /** -H g by the two loops, H the inverse Hessian learnt; coordinates that rest stay where they are. */
    private static double[] direction(double[] g, Deque<Pair> memory) {
        double[] d = g.clone();
        double[] factors = new double[memory.size()];
        int k = memory.size();
        for (Iterator<Pair> newest = memory.descendingIterator(); newest.hasNext(); ) {
            Pair pair = newest.next();
            factors[--k] = Vectors.dot(pair.s(), d) / pair.product();
            Vectors.axpy(-factors[k], pair.y(), d);
        }
        Pair last = memory.peekLast();
        if (last != null) {
            d = Vectors.times(last.product() / Vectors.dot(last.y(), last.y()), d);
        }
        for (Pair pair : memory) {
            double factor = Vectors.dot(pair.y(), d) / pair.product();
            Vectors.axpy(factors[k++] - factor, pair.s(), d);
        }
        for (int q = 0; q < d.length; q++) {
            d[q] = g[q] == 0 ? 0 : -d[q];
        }
        return Vectors.dot(d, g) < 0 ? d : Vectors.times(-1, g);
    }

    private static double greatest(double[] v) {
        double greatest = 0;
        for (double e : v) {
            greatest = Math.max(greatest, Math.abs(e));
        }
        return greatest;
    }

    private static double[] plus(double[] theta, double step, double[] direction) {
        double[] sum = theta.clone();
        Vectors.axpy(step, direction, sum);
        return sum;
    }

    private static double[] project(double[] theta, double[] lower, double[] upper) {
        double[] inside = theta.clone();
        for (int q = 0; q < inside.length; q++) {
            inside[q] = Math.max(lower[q], Math.min(upper[q], inside[q]));
        }
        return inside;
    }
}
