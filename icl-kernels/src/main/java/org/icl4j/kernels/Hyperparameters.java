package org.icl4j.kernels;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.icl4j.core.Require;
import org.jspecify.annotations.Nullable;

/**
 * What a search for a kernel's hyperparameters moves: theta, the logarithms of those that are free, each between the
 * logarithms of its bounds. Bounds and fixing belong to the search, not to the kernel.
 *
 * <pre>{@code
 * Hyperparameters space = Hyperparameters.of(new Gaussian(0.5).scaled(2))
 *         .withBounds("lengthScale", 0.1, 10)
 *         .withFixed("factor");
 * double[] theta = space.theta();                    // {log 0.5}
 * DifferentiableKernel kernel = space.at(theta);     // 2.0 * gaussian(0.5)
 * }</pre>
 *
 * <p>A value; each {@code with} makes another one.
 */
public final class Hyperparameters {

    private final DifferentiableKernel kernel;
    private final List<Hyperparameter> all;
    private final Set<String> fixed;

    private Hyperparameters(DifferentiableKernel kernel, List<Hyperparameter> all, Set<String> fixed) {
        this.kernel = kernel;
        this.all = all;
        this.fixed = fixed;
    }

    /**
     * The space of all hyperparameters of a kernel, with their default bounds.
     *
     * @param kernel a differentiable kernel
     * @return the space, at the kernel's own values
     * @throws IllegalArgumentException if a part of the kernel has no derivatives
     */
    public static Hyperparameters of(Kernel kernel) {
        DifferentiableKernel differentiable = DifferentiableKernel.of(kernel);
        return new Hyperparameters(differentiable, List.copyOf(differentiable.hyperparameters()), Set.of());
    }

    /**
     * The same space with other bounds of one hyperparameter.
     *
     * @param name which
     * @param lower the least value that the search tries, positive; not its logarithm
     * @param upper the greatest
     * @return the space
     * @throws IllegalArgumentException if there is none of that name, or the bounds exclude its value
     */
    public Hyperparameters withBounds(String name, double lower, double upper) {
        int at = index(name);
        List<Hyperparameter> changed = new ArrayList<>(all);
        changed.set(at, new Hyperparameter(name, all.get(at).value(), lower, upper));
        return new Hyperparameters(kernel, List.copyOf(changed), fixed);
    }

    /**
     * The same space where some hyperparameters keep their values: they leave {@link #theta} and {@link #gradient}.
     *
     * @param names which
     * @return the space
     * @throws IllegalArgumentException if there is none of such a name
     */
    public Hyperparameters withFixed(String... names) {
        Set<String> more = new HashSet<>(fixed);
        for (String name : Require.notNull("names", names)) {
            more.add(all.get(index(name)).name());
        }
        return new Hyperparameters(kernel, all, Set.copyOf(more));
    }

    /**
     * The same bounds and fixed hyperparameters around other values, where a search goes on from.
     *
     * @param theta as {@link #theta}
     * @return the space, at {@code at(theta)}
     * @throws IllegalArgumentException as {@link #at}
     */
    public Hyperparameters withTheta(double... theta) {
        DifferentiableKernel moved = at(theta);
        List<Hyperparameter> values = moved.hyperparameters();
        List<Hyperparameter> changed = new ArrayList<>();
        for (int q = 0; q < all.size(); q++) {
            Hyperparameter old = all.get(q);
            double value = values.get(q).value();
            // A bound may be passed by the rounding of its logarithm.
            changed.add(
                    new Hyperparameter(old.name(), value, Math.min(old.lower(), value), Math.max(old.upper(), value)));
        }
        return new Hyperparameters(moved, List.copyOf(changed), fixed);
    }

    private int index(String name) {
        Require.notNull("name", name);
        for (int q = 0; q < all.size(); q++) {
            if (all.get(q).name().equals(name)) {
                return q;
            }
        }
        throw Require.error(
                "name",
                "\"" + name + "\" is no hyperparameter of " + kernel + "; it has "
                        + all.stream().map(Hyperparameter::name).toList());
    }

    /**
     * The kernel at the current values.
     *
     * @return the kernel that the space was made of
     */
    public DifferentiableKernel kernel() {
        return kernel;
    }

    /**
     * All hyperparameters, the fixed ones too, with the space's bounds.
     *
     * @return p of them
     */
    public List<Hyperparameter> all() {
        return all;
    }

    /**
     * Those that are free.
     *
     * @return f of them, f at most p, in their order
     */
    public List<Hyperparameter> free() {
        return all.stream()
                .filter(parameter -> !fixed.contains(parameter.name()))
                .toList();
    }

    /**
     * The names of those that are free.
     *
     * @return f names
     */
    public List<String> names() {
        return free().stream().map(Hyperparameter::name).toList();
    }

    /**
     * The logarithms of the free values.
     *
     * @return a new array of length f
     */
    public double[] theta() {
        return free().stream()
                .mapToDouble(parameter -> Math.log(parameter.value()))
                .toArray();
    }

    /**
     * The logarithms of the lower bounds of those that are free.
     *
     * @return a new array of length f
     */
    public double[] lower() {
        return free().stream()
                .mapToDouble(parameter -> Math.log(parameter.lower()))
                .toArray();
    }

    /**
     * The logarithms of the upper bounds of those that are free.
     *
     * @return a new array of length f
     */
    public double[] upper() {
        return free().stream()
                .mapToDouble(parameter -> Math.log(parameter.upper()))
                .toArray();
    }

    /**
     * The kernel at some theta. {@code at(theta())} is equal to the kernel itself, to the bit.
     *
     * @param theta logarithms of the free values, length f, within the bounds
     * @return the kernel
     * @throws IllegalArgumentException if the length is not f, or an element is NaN or out of its bounds, with the
     *     parameter, the bound and the value
     */
    public DifferentiableKernel at(double... theta) {
        List<Hyperparameter> free = free();
        Require.length("theta", theta, free.size(), "one for each of " + names());
        double[] values = all.stream().mapToDouble(Hyperparameter::value).toArray();
        int next = 0;
        for (int q = 0; q < values.length; q++) {
            if (!fixed.contains(all.get(q).name())) {
                values[q] = moved(all.get(q), theta[next++]);
            }
        }
        return kernel.withHyperparameters(values);
    }

    private static double moved(Hyperparameter parameter, double logarithm) {
        double lower = Math.log(parameter.lower());
        double upper = Math.log(parameter.upper());
        if (!(lower <= logarithm && logarithm <= upper)) {
            boolean below = logarithm < lower;
            throw Require.error(
                    "theta",
                    parameter.name() + " = exp(" + logarithm + ") = " + Math.exp(logarithm) + " is "
                            + (Double.isNaN(logarithm)
                                    ? "not a number"
                                    : below
                                            ? "below its lower bound " + parameter.lower()
                                            : "above its upper bound " + parameter.upper()));
        }
        return exponential(parameter.value(), logarithm);
    }

    // exp(t) by way of the known value, which comes back as the same bits where t is its logarithm.
    private static double exponential(double known, double t) {
        return known * Math.exp(t - Math.log(known));
    }

    /**
     * The free part of a gradient in all hyperparameters, such as {@link GramGradient#hyperparameters} gives.
     *
     * @param all one number for each of {@link #all()}
     * @return those of the free ones, a new array of length f
     */
    public double[] gradient(double... all) {
        Require.finite("all", Require.length("all", all, this.all.size(), "one for each hyperparameter"));
        double[] gradient = new double[all.length];
        int count = 0;
        for (int q = 0; q < all.length; q++) {
            if (!fixed.contains(this.all.get(q).name())) {
                gradient[count++] = all[q];
            }
        }
        return Arrays.copyOf(gradient, count);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Hyperparameters that
                && kernel.equals(that.kernel)
                && all.equals(that.all)
                && fixed.equals(that.fixed);
    }

    @Override
    public int hashCode() {
        return 31 * (31 * kernel.hashCode() + all.hashCode()) + fixed.hashCode();
    }

    @Override
    public String toString() {
        return "Hyperparameters[" + kernel + ", free " + free() + "]";
    }
}
