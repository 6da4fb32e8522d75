/**
 * Kernels as text. {@link org.icl4j.kernels.internal.text.KernelParser} reads the grammar of
 * {@link org.icl4j.kernels.Kernel#parse}; {@link org.icl4j.kernels.internal.text.FamilyRegistry} knows the families on the
 * class path by name.
 */
@NullMarked
package org.icl4j.kernels.internal.text;

import org.jspecify.annotations.NullMarked;
