package dev.hoard.sync.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockAsyncContext;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

/** What the container ends is left alone: its objects may serve another client's stream by then. */
class SseSinkTest {

    private final MockHttpServletRequest request = new MockHttpServletRequest();
    private final MockHttpServletResponse response = new MockHttpServletResponse();
    private final SseSink sink = new SseSink(request, response);

    @BeforeEach
    void open() throws IOException {
        request.setAsyncSupported(true);
        sink.open();
        sink.send(new Frame.Reauth());
    }

    @Test
    void sync11_anAnswerThatTheContainerEndedIsNotTouchedAgain() throws Exception {
        String before = response.getContentAsString();
        assertThat(before).endsWith("event: reauth\ndata: {}\n\n");
        MockAsyncContext async = async();
        for (AsyncListener listener : List.copyOf(async.getListeners())) {
            listener.onError(new AsyncEvent(async, new IOException("the client has gone")));
        }

        assertThatThrownBy(() -> sink.send(new Frame.Reauth())).isInstanceOf(IOException.class);
        assertThatThrownBy(sink::flush).isInstanceOf(IOException.class);
        sink.close();

        assertThat(response.getContentAsString()).isEqualTo(before);
        assertThat(request.isAsyncStarted()).as("left to the container").isTrue();
    }

    @Test
    void sync11_aStreamThatHasEndedItselfCompletesItsAnswerOnce() {
        sink.close();

        assertThat(request.isAsyncStarted()).isFalse();
        assertThatThrownBy(() -> sink.send(new Frame.Reauth())).isInstanceOf(IOException.class);
    }

    private MockAsyncContext async() {
        return Objects.requireNonNull((MockAsyncContext) request.getAsyncContext());
    }
}
