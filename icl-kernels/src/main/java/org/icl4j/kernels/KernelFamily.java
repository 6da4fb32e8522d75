package org.icl4j.kernels;

import java.util.List;
import java.util.function.Function;
import org.icl4j.core.Require;

/**
 * A family of kernels that has a text form: its name, its parameters, and how to make a member. {@link Kernel#parse} knows
 * the library's own families and those of every {@link Catalogue} on the class path, so that a user's kernel can be written
 * on the command line and stored in a model file as well.
 *
 * @param name letters and digits, beginning with a letter, such as {@code "gaussian"}
 * @param parameters the parameters' names in order, for messages; where {@code repeats}, at least one, the last of which
 *     stands for any number of further ones
 * @param repeats whether more numbers than {@code parameters} may follow
 * @param factory makes the kernel from the numbers; checks them, with an {@link IllegalArgumentException}
 */
public record KernelFamily(
        String name, List<String> parameters, boolean repeats, Function<double[], ? extends Kernel> factory) {

    /**
     * Checks the name.
     *
     * @param name letters and digits, beginning with a letter
     * @param parameters the parameters' names in order
     * @param repeats whether more numbers may follow
     * @param factory makes the kernel from the numbers
     * @throws IllegalArgumentException if the name is not letters and digits
     */
    public KernelFamily {
        Require.notNull("name", name);
        parameters = List.copyOf(Require.notNull("parameters", parameters));
        Require.notNull("factory", factory);
        if (!name.matches("[A-Za-z][A-Za-z0-9]*")) {
            throw Require.error("name", "must be letters and digits, beginning with a letter, got \"" + name + "\"");
        }
        if (repeats && parameters.isEmpty()) {
            throw Require.error("parameters", "must name the repeated parameter");
        }
    }

    /**
     * A family with a fixed number of parameters.
     *
     * @param name such as {@code "gaussian"}
     * @param factory makes the kernel from as many numbers as there are parameters
     * @param parameters the parameters' names in order
     * @return the family
     */
    public static KernelFamily of(String name, Function<double[], ? extends Kernel> factory, String... parameters) {
        Require.notNull("parameters", parameters);
        return new KernelFamily(name, List.of(parameters), false, factory);
    }

    /**
     * How the family is written.
     *
     * @return such as {@code "polynomial(degree, scale, offset)"}, {@code "linear"} where there are no parameters, or
     *     {@code "gaussian(lengthScale, ...)"} where more may follow
     */
    public String form() {
        return parameters.isEmpty() ? name : name + "(" + String.join(", ", parameters) + (repeats ? ", ...)" : ")");
    }

    /**
     * A parameter that must be a whole number.
     *
     * @param name the parameter
     * @param value as parsed
     * @return the value as an int
     * @throws IllegalArgumentException if it is not whole
     */
    public static int whole(String name, double value) {
        Require.notNull("name", name);
        if (value != Math.rint(value) || Math.abs(value) > Integer.MAX_VALUE) {
            throw Require.error(name, "must be a whole number, got " + value);
        }
        return (int) value;
    }

    /**
     * Families that {@link Kernel#parse} shall know: implement it, and name the class in
     * {@code META-INF/services/org.icl4j.kernels.KernelFamily$Catalogue} (see {@link java.util.ServiceLoader}).
     */
    @FunctionalInterface
    public interface Catalogue {

        /**
         * The families.
         *
         * @return families whose kernels' {@link Kernel#specification} is {@code name(number, ...)}
         */
        List<KernelFamily> families();
    }
}
