package org.icl4j.examples.input;

import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A public constructor or method, as a user may call it on a public type. */
record Entry(Class<?> type, Executable executable) {

    boolean needsReceiver() {
        return executable instanceof Method && !Modifier.isStatic(executable.getModifiers());
    }

    boolean isConstructor() {
        return executable instanceof Constructor;
    }

    /** The method's name, {@code new} for constructors. */
    String name() {
        return isConstructor() ? "new" : executable.getName();
    }

    List<Parameter> parameters() {
        return List.of(executable.getParameters());
    }

    static boolean takesNull(Parameter parameter) {
        return parameter.getAnnotatedType().isAnnotationPresent(Nullable.class);
    }

    /** What the call throws, or null where it returns. */
    @Nullable
    Throwable call(@Nullable Object receiver, @Nullable Object... arguments) {
        try {
            executable.setAccessible(true); // public methods of package-private implementations
            if (executable instanceof Constructor<?> constructor) {
                constructor.newInstance(arguments);
            } else {
                ((Method) executable).invoke(receiver, arguments);
            }
            return null;
        } catch (InvocationTargetException e) {
            return e.getCause();
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(this + " cannot be called", e);
        }
    }

    /**
     * Whether a refusal names a parameter as a user would look for it: it begins with the parameter's name, perhaps with
     * an index behind it; or, for {@code withAdam(options)}, with the component that the method sets, {@code adam}; or, for
     * {@code Points.of(name, array)}, with the name that the caller gave.
     */
    boolean isNamedBy(@Nullable Throwable refusal, Parameter parameter) {
        if (!(refusal instanceof IllegalArgumentException) || refusal.getMessage() == null) {
            return false;
        }
        String names = Pattern.quote(parameter.getName());
        if (parameters().get(0).getName().equals("name")
                && !parameter.equals(parameters().get(0))) {
            names += "|" + Samples.argument(this, parameters().get(0));
        }
        if (executable.getName().startsWith("with") && executable.getName().length() > 4) {
            String component = executable.getName().substring(4);
            names += "|" + component.substring(0, 1).toLowerCase(Locale.ROOT) + component.substring(1);
        }
        return Pattern.compile("(" + names + ")\\b.*", Pattern.DOTALL)
                .matcher(refusal.getMessage())
                .matches();
    }

    /** {@code Type.method(First, Second)}, the form in which lists of exceptions name it. */
    @Override
    public String toString() {
        return simple(type) + "." + name()
                + Arrays.stream(executable.getParameterTypes())
                        .map(Entry::simple)
                        .collect(Collectors.joining(", ", "(", ")"));
    }

    static String simple(Class<?> type) {
        // Of a class without its package: lower case ends where the class's name begins.
        return type.getTypeName().replaceFirst("^([a-z0-9]+\\.)+", "").replace('$', '.');
    }
}
