package org.icl4j.kernels.internal.algebra;

import java.util.List;
import org.icl4j.kernels.DifferentiableKernel;
import org.icl4j.kernels.Kernel;

/** A kernel made of others. */
interface Combination extends Kernel {

    /** The kernels that it is made of. */
    List<Kernel> parts();

    /** How tightly a text form holds together: what is looser than its surroundings needs parentheses. */
    enum Binding {
        SUM,
        PRODUCT,
        POWER,
        ATOM;

        static Binding of(Kernel kernel) {
            if (kernel instanceof SumKernel) {
                return SUM;
            }
            if (kernel instanceof ProductKernel || kernel instanceof ScaledKernel) {
                return PRODUCT;
            }
            return kernel instanceof PowerKernel ? POWER : ATOM;
        }
    }

    /** The text of a part, in parentheses where it binds less tightly than needed. */
    static String grouped(Kernel part, String text, Binding needed) {
        return Binding.of(part).compareTo(needed) < 0 ? "(" + text + ")" : text;
    }

    /** The first part, or part of a part, that has no derivatives although each of its own parts has. */
    static Kernel obstacle(Kernel kernel) {
        if (kernel instanceof Combination combination) {
            for (Kernel part : combination.parts()) {
                if (!(part instanceof DifferentiableKernel)) {
                    return obstacle(part);
                }
            }
        }
        return kernel;
    }
}
