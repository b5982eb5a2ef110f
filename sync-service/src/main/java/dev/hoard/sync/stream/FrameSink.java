package dev.hoard.sync.stream;

import java.io.IOException;

/** Where the frames of one stream go: the transport. Used by one thread at a time. */
interface FrameSink {

    /** Begins the answer; from now on the client knows that the stream is open. */
    void open() throws IOException;

    /** Blocks while the client takes nothing. */
    void send(Frame frame) throws IOException;

    /** Lets the client have everything that was sent. */
    void flush() throws IOException;

    /** Ends the answer, cleanly if nothing failed before. */
    void close();
}
