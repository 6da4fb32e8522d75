package org.icl4j.solvers.internal.search;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import org.icl4j.solvers.internal.tables.Vectors;

/**
 * Minimises f within bounds by limited-memory BFGS on the coordinates that are free: those at a bound to which the gradient pushes them
 * rest. Steps go along the projected path, shortened until the decrease is enough (Armijo), and no coordinate moves by more than 2 at a
 * time. Where f is infinite or NaN a step is too long.
 *
 * <p>A search is an object, so that it can be gone on with: for more evaluations, or {@linkplain #on on another function} that is much like the
 * first, with the curvature learnt so far.
 *
 * <p>Source: Nocedal and Wright (2006), Numerical Optimization, algorithms 7.4 and 7.5; Bertsekas (1982), Projected Newton methods for
 * optimization problems with simple constraints, for the coordinates that rest.
 */
public final class BoxLbfgs {

    private static final int MEMORY = 10;
    /** Steps from which on the curvature learnt foretells what the next will gain. */
    private static final int LEARNT = 3;

    /** A search has no hope of a value that so many steps of the gain foretold do not reach. */
    private static final double HOPE = 10;

    private static final double ARMIJO = 1e-4;
    private static final double LONGEST = 2;
    private static final int SHORTENINGS = 12;
    /** A step that is too long is shortened to the minimum of the parabola through what is known, but not to less. */
    private static final double SHORTEST = 0.1;

    private final double[] lower;
    private final double[] upper;
    private final double tolerance;
    private final Deque<Pair> memory = new ArrayDeque<>();
    private Objective f;
    private double[] theta;
    private double[] gradient;
    private double value;
    /** The least decrease for which there was no further step. */
    private double settled = Double.POSITIVE_INFINITY;

    /** A function with its gradient. */
    @FunctionalInterface
    public interface Objective {

        /** f(theta); writes its gradient. */
        double at(double[] theta, double[] gradient);
    }

    /** A step s and the change y of the gradient along it. */
    @SuppressWarnings("ArrayRecordComponent")
    private record Pair(double[] s, double[] y, double product) {}

    /**
     * Evaluates f at the start.
     *
     * @param f the function
     * @param start within the bounds
     * @param lower bounds
     * @param upper bounds
     * @param tolerance of the projected gradient
     */
    public BoxLbfgs(Objective f, double[] start, double[] lower, double[] upper, double tolerance) {
        this.lower = lower;
        this.upper = upper;
        this.tolerance = tolerance;
        this.theta = project(start);
        this.gradient = new double[start.length];
        this.f = f;
        this.value = f.at(theta, gradient);
    }

    /** Goes on with another function, from a point near to where the search is. */
    public void on(Objective other, double[] point) {
        f = other;
        theta = project(point);
        gradient = new double[theta.length];
        value = f.at(theta, gradient);
        settled = Double.POSITIVE_INFINITY;
    }

    /** Goes to a point if f is less there; says whether it is. */
    public boolean jump(double[] point) {
        double[] there = project(point);
        double[] slope = new double[there.length];
        double found = f.at(there, slope);
        boolean less = found < value;
        if (less) {
            theta = there;
            gradient = slope;
            value = found;
            settled = Double.POSITIVE_INFINITY;
        }
        return less;
    }

    /** The best point so far; not to be changed. */
    public double[] theta() {
        return theta;
    }

    /** f there. */
    public double value() {
        return value;
    }

    /**
     * Takes steps.
     *
     * @param decrease the least decrease of a step that is worth another, and the least that is foretold of a step worth taking
     * @param evaluations after so many no step is begun
     */
    public void advance(double decrease, int evaluations) {
        advance(decrease, evaluations, Double.POSITIVE_INFINITY);
    }

    /**
     * Takes steps, as long as the search may reach a value that another has reached.
     *
     * @param decrease the least decrease of a step that is worth another, and the least that is foretold of a step worth taking
     * @param evaluations after so many no step is begun
     * @param lowest the value; ten times the gain foretold must lead there, or the search ends
     */
    public void advance(double decrease, int evaluations, double lowest) {
        int asked = 0;
        boolean done = settled <= decrease;
        while (!done && asked < evaluations && Double.isFinite(value)) {
            double[] free = free();
            if (greatest(free) <= tolerance) {
                done = true;
                break;
            }
            double[] direction = direction(free);
            double longest = LONGEST / greatest(direction);
            double step = Math.min(memory.isEmpty() ? Math.min(1, 1 / greatest(free)) : 1, longest);
            // To second order a full step gains -g'd / 2, by the curvature learnt.
            double foretold = -0.5 * Vectors.dot(gradient, direction);
            if (memory.size() >= Math.min(theta.length, LEARNT)
                    && longest > 1
                    && (foretold < decrease || value - HOPE * foretold > lowest)) {
                done = true;
                break;
            }
            double[] next = theta;
            double[] nextGradient = new double[theta.length];
            double found = Double.POSITIVE_INFINITY;
            boolean accepted = false;
            for (int k = 0; k < SHORTENINGS && !accepted; k++) {
                next = project(plus(theta, step, direction));
                found = f.at(next, nextGradient);
                asked++;
                double slope = Vectors.dot(gradient, Vectors.difference(next, theta));
                accepted = found <= value + ARMIJO * slope;
                step *= Double.isFinite(found)
                        ? Math.max(SHORTEST, Math.min(0.5, -0.5 * slope / (found - value - slope)))
                        : 0.5;
            }
            if (!accepted) {
                done = memory.isEmpty();
                // The curvature learnt misleads: begin again with the gradient.
                memory.clear();
                continue;
            }
            learn(Vectors.difference(next, theta), Vectors.difference(nextGradient, gradient));
            done = value - found <= decrease;
            theta = next;
            gradient = nextGradient;
            value = found;
        }
        if (done) {
            settled = decrease;
        }
    }

    private void learn(double[] s, double[] y) {
        double product = Vectors.dot(s, y);
        if (product > 1e-12 * Vectors.norm(s) * Vectors.norm(y)) {
            memory.addLast(new Pair(s, y, product));
            if (memory.size() > MEMORY) {
                memory.removeFirst();
            }
        }
    }

    /** The gradient without the coordinates that rest at a bound. */
    private double[] free() {
        double[] free = gradient.clone();
        for (int q = 0; q < free.length; q++) {
            boolean rests = (theta[q] <= lower[q] && gradient[q] > 0) || (theta[q] >= upper[q] && gradient[q] < 0);
            free[q] = rests ? 0 : gradient[q];
        }
        return free;
    }

    /** -H g by the two loops, H the inverse Hessian learnt; coordinates that rest stay where they are. */
    private double[] direction(double[] g) {
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

    private double[] project(double[] theta) {
        double[] inside = theta.clone();
        for (int q = 0; q < inside.length; q++) {
            inside[q] = Math.max(lower[q], Math.min(upper[q], inside[q]));
        }
        return inside;
    }
}
