/**
 * The arithmetic of the Vector API provider in plain Java: the same fused operations in the same order, and so the same bits, in
 * loops that the JVM compiles in milliseconds.
 */
@NullMarked
package org.icl4j.core.internal.fused;

import org.jspecify.annotations.NullMarked;
