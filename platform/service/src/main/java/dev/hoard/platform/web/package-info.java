/** What every servlet service has in front of its controllers: the second port, the body limit, compression in both directions. */
@NullMarked
package dev.hoard.platform.web;

import org.jspecify.annotations.NullMarked;
