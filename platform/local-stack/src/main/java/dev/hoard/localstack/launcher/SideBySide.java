package dev.hoard.localstack.launcher;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Work done at the same time. */
final class SideBySide {

    private SideBySide() {}

    /** Returns when all is done; throws at once when one fails, interrupting the others. */
    static void run(List<Runnable> work) {
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        try {
            var done = new ExecutorCompletionService<Void>(threads);
            List<Object> started = new ArrayList<>();
            work.forEach(each -> started.add(done.submit(each, null)));
            for (int i = 0; i < started.size(); i++) {
                done.take().get();
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } finally {
            threads.shutdownNow();
        }
    }
}
