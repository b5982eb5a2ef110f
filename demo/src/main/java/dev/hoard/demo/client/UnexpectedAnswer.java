package dev.hoard.demo.client;

/** Another status than the one expected; the message shows both, and the problem the suite named. */
public final class UnexpectedAnswer extends RuntimeException {

    private final transient Answer answer;

    UnexpectedAnswer(String expected, Answer answer) {
        super("expected: %s to %s%ncame:     %d %s"
                .formatted(expected, answer.call(), answer.status(), answer.excerpt()));
        this.answer = answer;
    }

    public Answer answer() {
        return answer;
    }
}
