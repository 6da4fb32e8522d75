package org.icl4j.examples.input;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.icl4j.attention.layers.Layer;
import org.icl4j.core.Points;
import org.icl4j.figures.Figure;
import org.icl4j.kernels.Kernel;
import org.icl4j.solvers.Scaling;

/** All that a user of the library can call. */
final class PublicEntries {

    /** A class of each module. */
    private static final List<Class<?>> MODULES =
            List.of(Points.class, Kernel.class, Scaling.class, Layer.class, Figure.class);

    /** Read once, for several tests ask. */
    private static final List<Class<?>> TYPES = read();

    private PublicEntries() {}

    /** The public types of the library's modules, nested ones too, internal packages left out. */
    static List<Class<?>> types() {
        return TYPES;
    }

    private static List<Class<?>> read() {
        return MODULES.stream()
                .flatMap(PublicEntries::names)
                .filter(name -> !name.contains(".internal."))
                .<Class<?>>map(PublicEntries::type)
                .filter(PublicEntries::isReachable)
                .sorted(Comparator.comparing(Class::getName))
                .toList();
    }

    /** The names of all classes beside a class: of its folder, or of its archive. */
    private static Stream<String> names(Class<?> module) {
        try {
            Path place = Path.of(
                    module.getProtectionDomain().getCodeSource().getLocation().toURI());
            if (Files.isDirectory(place)) {
                return names(place);
            }
            try (FileSystem archive = FileSystems.newFileSystem(place)) {
                return names(archive.getPath("/"));
            }
        } catch (IOException | URISyntaxException e) {
            throw new IllegalStateException("the classes of " + module + " cannot be listed", e);
        }
    }

    private static Stream<String> names(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files
                    .map(file -> root.relativize(file).toString())
                    .filter(file -> file.startsWith("org") && file.endsWith(".class") && !file.endsWith("-info.class"))
                    .map(file ->
                            file.substring(0, file.length() - ".class".length()).replace(File.separatorChar, '.'))
                    .toList()
                    .stream();
        }
    }

    private static Class<?> type(String name) {
        try {
            return Class.forName(name, false, PublicEntries.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isReachable(Class<?> type) {
        return Modifier.isPublic(type.getModifiers())
                && (type.getEnclosingClass() == null || isReachable(type.getEnclosingClass()));
    }

    /** A type's public constructors and methods that take arguments, inherited ones included, Java's own left out. */
    static List<Entry> of(Class<?> type) {
        Stream<? extends Executable> constructors =
                Modifier.isAbstract(type.getModifiers()) ? Stream.of() : Arrays.stream(type.getConstructors());
        Stream<Method> methods = Arrays.stream(type.getMethods())
                .filter(method -> !method.isSynthetic()
                        && method.getDeclaringClass().getName().startsWith("org.icl4j"))
                .filter(method -> !isWrittenByJava(method));
        return Stream.concat(constructors, methods)
                .filter(executable -> executable.getParameterCount() > 0)
                .map(executable -> new Entry(type, executable))
                .sorted(Comparator.comparing(Entry::toString))
                .toList();
    }

    private static boolean isWrittenByJava(Method method) {
        return method.getName().equals("equals")
                || (method.getName().equals("valueOf")
                        && method.getDeclaringClass().isEnum());
    }
}
