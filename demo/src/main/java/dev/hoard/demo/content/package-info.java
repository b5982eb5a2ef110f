/** Documents compared by what they say: the values a client sent, without those the server makes. */
@NullMarked
package dev.hoard.demo.content;

import org.jspecify.annotations.NullMarked;
