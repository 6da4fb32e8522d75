/** Experiments 08 and 14: learned-kernel heads on tables, with and without attention of columns. */
@NullMarked
package org.icl4j.examples.tableheads;

import org.jspecify.annotations.NullMarked;
