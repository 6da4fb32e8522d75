/** The command line {@code icl}: one class per command, and how errors and progress reach the terminal. */
@NullMarked
package org.icl4j.examples.cli;

import org.jspecify.annotations.NullMarked;
