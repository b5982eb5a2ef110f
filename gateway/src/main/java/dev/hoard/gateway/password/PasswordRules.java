package dev.hoard.gateway.password;

import dev.hoard.platform.problem.FieldProblem;
import dev.hoard.platform.problem.ProblemException;
import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** What a new password may be (AUTH-2): 12 to 128 characters, not a common one, not the e-mail address. */
@Component
public final class PasswordRules {

    public static final int MIN_LENGTH = 12;
    public static final int MAX_LENGTH = 128;

    private final CommonPasswords common;

    PasswordRules(CommonPasswords common) {
        this.common = common;
    }

    /** @throws ProblemException VALIDATION_FAILED that points to {@code pointer} */
    public void check(String password, String email, String pointer) {
        problem(password, email, pointer).ifPresent(problem -> {
            throw ProblemException.invalid(List.of(problem));
        });
    }

    private Optional<FieldProblem> problem(String password, String email, String pointer) {
        int length = password.codePointCount(0, password.length());
        if (length < MIN_LENGTH) {
            return Optional.of(new FieldProblem(pointer, "too-short", "at least " + MIN_LENGTH + " characters"));
        }
        if (length > MAX_LENGTH) {
            return Optional.of(new FieldProblem(pointer, "too-long", "at most " + MAX_LENGTH + " characters"));
        }
        if (common.contains(password)) {
            return Optional.of(
                    new FieldProblem(pointer, "too-common", "this password is one of the first to be tried"));
        }
        if (password.toLowerCase(Locale.ROOT).equals(email)) {
            return Optional.of(new FieldProblem(pointer, "same-as-email", "the password is the e-mail address"));
        }
        return Optional.empty();
    }

    /** One form for what looks alike, since keyboards differ in how they compose letters. */
    static String normalise(String password) {
        return Normalizer.normalize(password, Normalizer.Form.NFKC);
    }
}
