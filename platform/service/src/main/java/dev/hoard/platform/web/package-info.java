/** What every servlet service has in front of its controllers: the second port and the body limit. */
@NullMarked
package dev.hoard.platform.web;

import org.jspecify.annotations.NullMarked;
