/** Attempts at breaking what the command line and saved models promise, small in every build, large on request. */
@NullMarked
package org.icl4j.examples.reliability;

import org.jspecify.annotations.NullMarked;
