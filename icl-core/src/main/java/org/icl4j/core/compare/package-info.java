/**
 * Learners compared on tasks. A {@link org.icl4j.core.compare.TaskSource} draws {@link org.icl4j.core.compare.Task tasks}: a context,
 * queries and their true answers. A {@link org.icl4j.core.compare.Comparison} gives the same tasks to every learner, and says by how much
 * their errors differ and how sure that is.
 */
@NullMarked
package org.icl4j.core.compare;

import org.jspecify.annotations.NullMarked;
