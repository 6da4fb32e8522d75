/**
 * Loops on the JDK's Vector API: exponentials, distances, sums and products on tiles. Only this package is compiled against
 * {@code jdk.incubator.vector}; on a JVM without that module nothing here is loaded. {@link org.icl4j.core.internal.vector.Lanes} has the two
 * rules that every loop keeps.
 */
package org.icl4j.core.internal.vector;
