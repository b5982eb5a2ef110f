package dev.hoard.demo.story;

/** A step did not come out as expected; the cause says how. */
public final class StepFailed extends RuntimeException {

    StepFailed(String title, Throwable cause) {
        super(title, cause);
    }
}
