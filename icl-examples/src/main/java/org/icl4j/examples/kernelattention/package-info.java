/** Experiment 07: attention whose score is a kernel descends in that kernel's function space. */
@NullMarked
package org.icl4j.examples.kernelattention;

import org.jspecify.annotations.NullMarked;
