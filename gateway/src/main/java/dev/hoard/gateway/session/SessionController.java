package dev.hoard.gateway.session;

import dev.hoard.platform.id.Uuids;
import dev.hoard.platform.problem.ProblemException;
import dev.hoard.platform.security.Caller;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** The caller's sessions and their end (AUTH-5). */
@RestController
@RequestMapping("/api/v1/auth")
class SessionController {

    private final Sessions sessions;
    private final Revocations revocations;
    private final Clock clock;

    SessionController(Sessions sessions, Revocations revocations, Clock clock) {
        this.sessions = sessions;
        this.revocations = revocations;
        this.clock = clock;
    }

    @GetMapping("/sessions")
    SessionList sessions(Caller caller) {
        return new SessionList(sessions.list(caller.account()).stream()
                .filter(session -> session.live(clock.instant()))
                .map(SessionView::of)
                .toList());
    }

    @DeleteMapping("/sessions/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void end(Caller caller, @PathVariable String id) {
        UUID session = Uuids.find(id).orElseThrow(() -> ProblemException.notFound("session"));
        if (!revocations.revoke(caller.account(), session)) {
            throw ProblemException.notFound("session");
        }
    }

    @PostMapping("/logout")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void logout(Caller caller) {
        revocations.revoke(caller.account(), UUID.fromString(caller.session()));
    }

    @PostMapping("/logout-all")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void logoutAll(Caller caller) {
        revocations.revokeAll(caller.account());
    }

    record SessionList(List<SessionView> sessions) {}
}
