package org.icl4j.examples.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Constructor;
import java.nio.charset.Charset;

/**
 * Where errors go. The launcher {@code icl} filters the JVM's own standard error (the JVM announces the incubator module
 * there and has no switch against it) and passes the user's as file descriptor 3.
 */
final class StandardError {

    private static final int DESCRIPTOR = 3;

    private StandardError() {}

    /** Points {@code System.err} past the filter, where there is one. */
    static void restore() {
        if (!Boolean.getBoolean("icl4j.stderr3")) {
            return;
        }
        try {
            Constructor<FileDescriptor> constructor = FileDescriptor.class.getDeclaredConstructor(int.class);
            constructor.setAccessible(true);
            FileOutputStream stream = new FileOutputStream(constructor.newInstance(DESCRIPTOR));
            System.setErr(new PrintStream(stream, true, Charset.defaultCharset()));
        } catch (ReflectiveOperationException | RuntimeException e) {
            // The filtered stream stays: the same lines, perhaps a moment later.
        }
    }
}
