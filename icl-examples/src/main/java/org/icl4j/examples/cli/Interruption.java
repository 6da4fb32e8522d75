package org.icl4j.examples.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.List;
import org.icl4j.core.model.WholeFile;

/**
 * Ctrl-C and its like. The JVM's own answer ends in the C library's exit, which runs OpenBLAS's destructor beside threads that
 * still compute: it can hang or crash. Here temporary files are deleted, and then the signal takes the process as it takes a
 * program that knows nothing of it: at once, without destructors, and visibly to the shell (130 for Ctrl-C, 143 for a
 * termination).
 */
final class Interruption {

    private static final List<String> SIGNALS = List.of("INT", "TERM", "HUP");
    // How a shell counts a process that ended by a signal: 128 plus the signal's number.
    private static final int SHELL_OFFSET = 128;
    private static final int INTERRUPTED = 130;
    private static final long PATIENCE_MILLIS = 2000;

    private final Class<?> signalType;
    private final Class<?> handlerType;
    private final boolean terminal;

    private Interruption(boolean terminal) throws ClassNotFoundException {
        // The compiler warns of sun.misc.Signal and has no switch for that; module jdk.unsupported exports it.
        this.signalType = Class.forName("sun.misc.Signal");
        this.handlerType = Class.forName("sun.misc.SignalHandler");
        this.terminal = terminal;
    }

    /**
     * From now on signals end this JVM at once.
     *
     * @param terminal whether a person watches standard error, where a progress bar may stand
     */
    static void endAtOnce(boolean terminal) {
        try {
            Interruption interruption = new Interruption(terminal);
            for (String name : SIGNALS) {
                interruption.install(name);
            }
        } catch (ReflectiveOperationException e) {
            // Another JVM than OpenJDK: signals end it its own way.
        }
    }

    private void install(String name) throws ReflectiveOperationException {
        Constructor<?> constructor = signalType.getConstructor(String.class);
        InvocationHandler end = (proxy, method, arguments) -> switch (method.getName()) {
            case "handle" -> end(arguments[0]);
            case "equals" -> proxy == arguments[0];
            case "hashCode" -> System.identityHashCode(proxy);
            default -> "ends the process";
        };
        Object handler = Proxy.newProxyInstance(handlerType.getClassLoader(), new Class<?>[] {handlerType}, end);
        try {
            handle(constructor.newInstance(name), handler);
        } catch (ReflectiveOperationException e) {
            // Windows has no HUP; a JVM under -Xrs keeps its hands off all of them.
        }
    }

    private void handle(Object signal, Object handler) throws ReflectiveOperationException {
        signalType.getMethod("handle", signalType, handlerType).invoke(null, signal, handler);
    }

    private Object end(Object signal) {
        WholeFile.abandonAll();
        if (terminal) {
            PrintStream err = System.err;
            err.println();
            err.flush();
        }
        int code = INTERRUPTED;
        try {
            code = SHELL_OFFSET + (int) signalType.getMethod("getNumber").invoke(signal);
            handle(signal, handlerType.getField("SIG_DFL").get(null));
            String name = (String) signalType.getMethod("getName").invoke(signal);
            // Java raises only signals that it handles, and this one it no longer does.
            new ProcessBuilder(
                            "sh",
                            "-c",
                            "kill -" + name + " " + ProcessHandle.current().pid())
                    .start();
            Thread.sleep(PATIENCE_MILLIS);
        } catch (ReflectiveOperationException | IOException | InterruptedException e) {
            // Halted below: on Windows, and where there is no shell.
        }
        Runtime.getRuntime().halt(code);
        return signal;
    }
}
