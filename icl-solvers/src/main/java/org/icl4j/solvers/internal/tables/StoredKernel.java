package org.icl4j.solvers.internal.tables;

import org.icl4j.core.Points;
import org.icl4j.core.Require;
import org.icl4j.core.model.ModelFile;
import org.icl4j.kernels.Kernel;
import org.jspecify.annotations.Nullable;

/**
 * How a model's kernel stands in its file: as text where it has one that {@link Kernel#parse} reads, otherwise as a note that it is
 * a user's own; with the values by which {@link KernelFingerprint} tells another kernel.
 */
public final class StoredKernel {

    /** The text. */
    public static final String TEXT = "kernel";
    /** The note. */
    public static final String OWN = "ownKernel";
    /** The fingerprint. */
    public static final String VALUES = "kernelValues";

    private StoredKernel() {}

    /** Adds a kernel to a file. */
    public static ModelFile add(ModelFile file, Kernel kernel, Points inputs) {
        String text = text(kernel);
        return (text == null ? file.with(OWN, true) : file.with(TEXT, text))
                .with(VALUES, KernelFingerprint.of(kernel, inputs));
    }

    /** The text that can be read again, or null. */
    private static @Nullable String text(Kernel kernel) {
        try {
            String text = kernel.specification();
            Kernel.parse(text);
            return text;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /**
     * Refuses a file without the kernel's text.
     *
     * @param name the file's name in error messages
     * @param file the contents
     * @param type the model's class, whose {@code load(path, kernel)} reads the file
     */
    public static void requireText(String name, ModelFile file, String type) {
        if (file.names().contains(OWN)) {
            throw Require.error(
                    name,
                    "holds a model of a kernel without a text form, which is code of the program that wrote it and not in the"
                            + " file; that program reads it with " + type + ".load(path, kernel)");
        }
    }

    /** The kernel that the text says. */
    public static Kernel parse(ModelFile file) {
        return Kernel.parse(file.text(TEXT));
    }

    /** Refuses a kernel that is not the one that was stored. */
    public static void requireSame(String name, ModelFile file, Kernel kernel, Points inputs) {
        KernelFingerprint.requireSame(name, file.vector(VALUES), kernel, inputs);
    }
}
