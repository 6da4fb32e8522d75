package org.icl4j.examples.input;

import java.lang.reflect.Parameter;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Methods of a type, none meaning all but constructors, of which a test does not ask what it asks of the others. */
record Exemption(Class<?> type, Set<String> methods, Predicate<Parameter> parameters, String reason) {

    Exemption(Class<?> type, Set<String> methods, String reason) {
        this(type, methods, parameter -> true, reason);
    }

    boolean covers(Entry entry, Parameter parameter) {
        return type.isAssignableFrom(entry.type())
                && (methods.isEmpty() ? !entry.isConstructor() : methods.contains(entry.name()))
                && parameters.test(parameter);
    }

    static boolean any(List<Exemption> exemptions, Entry entry, Parameter parameter) {
        return exemptions.stream().anyMatch(row -> row.covers(entry, parameter));
    }
}
