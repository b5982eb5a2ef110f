/** export-service: everybody can take their data out (exports) and bring it back in (imports). */
@NullMarked
package dev.hoard.export;

import org.jspecify.annotations.NullMarked;
