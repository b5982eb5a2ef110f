package dev.hoard.gateway.admin;

import dev.hoard.gateway.account.AccountView;
import dev.hoard.gateway.account.Accounts;
import dev.hoard.gateway.web.RequestTrace;
import dev.hoard.platform.id.AccountId;
import dev.hoard.platform.id.Uuids;
import dev.hoard.platform.problem.ProblemException;
import dev.hoard.platform.security.Caller;
import jakarta.validation.Valid;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ServerWebExchange;

/** Administration (AUTH-9); the access policy lets only administrators come here. */
@RestController
@RequestMapping("/api/v1/admin")
class AdminController {

    private static final int MOST_USERS = 50;
    private static final int MOST_ACTIONS = 200;

    private final Accounts accounts;
    private final AdminActions actions;
    private final AdminService service;

    AdminController(Accounts accounts, AdminActions actions, AdminService service) {
        this.accounts = accounts;
        this.actions = actions;
        this.service = service;
    }

    @GetMapping("/users")
    UserList users(@RequestParam(required = false) @Nullable String query) {
        return new UserList(
                accounts.search(query, MOST_USERS).stream().map(AccountView::of).toList());
    }

    @PostMapping("/users/{id}/actions")
    AdminActionView act(
            Caller caller,
            @PathVariable String id,
            @Valid @RequestBody ActionRequest request,
            ServerWebExchange exchange) {
        AccountId target = Uuids.find(id).map(AccountId::new).orElseThrow(() -> ProblemException.notFound("account"));
        String traceparent = RequestTrace.traceparent(exchange).orElse(null);
        return AdminActionView.of(service.act(caller.account(), target, request, traceparent));
    }

    @GetMapping("/actions")
    ActionList actions() {
        return new ActionList(
                actions.newest(MOST_ACTIONS).stream().map(AdminActionView::of).toList());
    }

    record UserList(List<AccountView> users) {}

    record ActionList(List<AdminActionView> actions) {}
}
