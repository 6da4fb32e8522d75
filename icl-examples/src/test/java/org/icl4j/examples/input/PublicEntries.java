package org.icl4j.examples.input;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** All that a user of the library can call. */
final class PublicEntries {

    private static final String[] MODULES = {
        "org.icl4j.core", "org.icl4j.kernels", "org.icl4j.solvers", "org.icl4j.attention", "org.icl4j.figures"
    };

    /** Read once: it takes seconds, and several tests ask. */
    private static final List<Class<?>> TYPES = read();

    private PublicEntries() {}

    /** The public types of the library's modules, nested ones too, internal packages left out. */
    static List<Class<?>> types() {
        return TYPES;
    }

    private static List<Class<?>> read() {
        return new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages(MODULES).stream()
                        .filter(type -> !type.getPackageName().contains(".internal"))
                        .map(JavaClass::reflect)
                        .filter(PublicEntries::isReachable)
                        .sorted(Comparator.comparing(Class::getName))
                        .<Class<?>>map(type -> type)
                        .toList();
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
