package org.icl4j.core.linalg;

/**
 * Small work of the kind that a program is going to ask for, done once while the native libraries load: code that has run is
 * compiled, and its classes are there, when the first real call comes. Results are dropped; nothing but time depends on it.
 *
 * <p>A service (see {@link java.util.ServiceLoader}), run by the first {@link Blas#get()} of a process. Loading leaves all
 * processors but one idle, so that what needs no native code costs no time where there are two. The system property {@code
 * icl4j.rehearsal} with the value {@code true} turns it on.
 */
public interface Rehearsal {

    /** Run again and again on a thread of its own while the libraries load; must not ask for {@link Blas} or native memory. */
    void besideLoading();

    /** Run on the loading thread, once, after the libraries have passed their test. */
    void afterLoading();
}
