/** What experiments share: tables of means with intervals over seeds, and the writing of tables and figures. */
@NullMarked
package org.icl4j.examples.report;

import org.jspecify.annotations.NullMarked;
