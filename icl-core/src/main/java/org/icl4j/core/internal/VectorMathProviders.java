package org.icl4j.core.internal;

import java.lang.reflect.InvocationTargetException;
import org.icl4j.core.VectorMath;

/** Chooses the {@link VectorMath} provider once: the Vector API where the JVM has it, else plain Java. */
public final class VectorMathProviders {

    private static final VectorMath SCALAR = new ScalarMath();
    private static final VectorMath BEST = choose();

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
        return BEST;
    }

    private static VectorMath choose() {
        if (ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty() || !optimises()) {
            return SCALAR;
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
            return SCALAR;
        }
    }

    /** Vectors become instructions in the optimising compiler only; without it each is an object, and very slow. */
    private static boolean optimises() {
        String mode = System.getProperty("java.vm.info", "");
        return !mode.contains("interpreted") && !mode.contains("emulated-client");
    }
}
