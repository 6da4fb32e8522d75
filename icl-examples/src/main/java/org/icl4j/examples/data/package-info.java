/**
 * Files in and out of the command line: tables of numbers from CSV, the scaling that a training table defines, and output
 * files that are either whole or not there.
 */
@NullMarked
package org.icl4j.examples.data;

import org.jspecify.annotations.NullMarked;
