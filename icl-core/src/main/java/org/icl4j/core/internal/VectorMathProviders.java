package org.icl4j.core.internal;

import java.lang.reflect.InvocationTargetException;
import org.icl4j.core.internal.fused.FusedMath;
import org.icl4j.core.internal.scalar.ScalarMath;
import org.icl4j.core.math.VectorMath;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the {@link VectorMath} provider once: the Vector API where the JVM has it, with plain Java until its loops are compiled;
 * else plain Java, and where the processor does not fuse multiply-adds, without them.
 */
public final class VectorMathProviders {

    /** Distances of wider points have loops on vectors of their own. */
    public static final int NARROW = 256;

    /** The order of sums in plain Java: that of the widest vectors. */
    private static final int LANES = 8;

    private static final VectorMath SCALAR = new ScalarMath();

    /** On demand: the classes of the Vector API take a process 10 ms. */
    private static final class Best {
        static final VectorMath MATH = choose();
    }

    private VectorMathProviders() {}

    /**
     * The provider in plain Java.
     *
     * @return the provider
     */
    public static VectorMath scalar() {
        return SCALAR;
    }

    /**
     * The fastest provider here.
     *
     * @return the provider
     */
    public static VectorMath best() {
        return Best.MATH;
    }

    /**
     * What answers first, while no loop on vectors is compiled: plain Java, as fast as this processor allows.
     *
     * @return the provider
     */
    public static VectorMath plain() {
        return fuses() ? new FusedMath(LANES) : SCALAR;
    }

    private static VectorMath choose() {
        if (!fuses()) {
            return SCALAR;
        }
        VectorMath vectors = optimises() ? vectors() : null;
        return vectors == null ? new FusedMath(LANES) : new WarmingMath(vectors, new FusedMath(vectors.lanes()));
    }

    private static @Nullable VectorMath vectors() {
        if (!hasVectorModule()) {
            return null;
        }
        try {
            // By name: the class does not load where the incubator module is absent.
            return Class.forName("org.icl4j.core.internal.vector.VectorApiMath")
                    .asSubclass(VectorMath.class)
                    .getDeclaredConstructor()
                    .newInstance();
        } catch (ClassNotFoundException
                | NoSuchMethodException
                | InstantiationException
                | IllegalAccessException
                | InvocationTargetException
                | LinkageError e) {
            // A JDK whose Vector API has moved on: slower, never wrong. name() says which provider answers.
            return null;
        }
    }

    // Not ModuleLayer.findModule: where the module is absent that begins the machinery of streams, in the first call of
    // a process.
    private static boolean hasVectorModule() {
        for (Module module : ModuleLayer.boot().modules()) {
            if ("jdk.incubator.vector".equals(module.getName())) {
                return true;
            }
        }
        return false;
    }

    /** Vectors become instructions in the optimising compiler only; without it each is an object, and very slow. */
    private static boolean optimises() {
        String mode = System.getProperty("java.vm.info", "");
        return !mode.contains("interpreted") && !mode.contains("emulated-client");
    }

    /**
     * Whether a fused multiply-add is an instruction here. Where it is not (x86 before 2013), Java computes it with
     * BigDecimal, a hundred times slower than anything else; the JVM does not say which, so that it is timed. The best of
     * many short rounds is not disturbed by other work on the machine.
     */
    private static boolean fuses() {
        double x = 1;
        long best = Long.MAX_VALUE;
        for (int round = 0; round < 10 && best > 20_000; round++) {
            long start = System.nanoTime();
            for (int i = 0; i < 100; i++) {
                x = Math.fma(x, 0.7, 0.1);
            }
            best = Math.min(best, System.nanoTime() - start);
        }
        return best <= 20_000 && x > 0;
    }
}
