package dev.hoard.gateway.policy;

import dev.hoard.gateway.web.InternalPort;
import dev.hoard.platform.problem.Problem;
import dev.hoard.platform.problem.ProblemException;
import dev.hoard.platform.problem.ProblemType;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.oauth2.server.resource.web.server.authentication.ServerBearerTokenAuthenticationConverter;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.ServerAuthenticationEntryPoint;
import org.springframework.security.web.server.authentication.ServerAuthenticationConverter;
import org.springframework.security.web.server.authorization.ServerAccessDeniedHandler;
import org.springframework.security.web.server.context.NoOpServerSecurityContextRepository;
import org.springframework.security.web.server.firewall.ServerExchangeRejectedHandler;
import org.springframework.security.web.server.firewall.ServerWebExchangeFirewall;
import org.springframework.security.web.server.firewall.StrictServerWebExchangeFirewall;
import org.springframework.security.web.server.savedrequest.NoOpServerRequestCache;
import org.springframework.security.web.server.util.matcher.ServerWebExchangeMatcher;
import org.springframework.security.web.server.util.matcher.ServerWebExchangeMatcher.MatchResult;
import org.springframework.security.web.server.util.matcher.ServerWebExchangeMatchers;
import reactor.core.publisher.Mono;

/** Which path needs which token. Ambiguous paths ({@code //}, {@code ..}, {@code ;}, encoded) are refused before that. */
@Configuration(proxyBeanMethods = false)
class AccessPolicy {

    /** Here one comes to get a token; an old one that is sent along is not looked at. */
    private static final ServerWebExchangeMatcher WITHOUT_TOKEN = ServerWebExchangeMatchers.pathMatchers(
            HttpMethod.POST, "/api/v1/auth/register", "/api/v1/auth/login", "/api/v1/auth/refresh");

    @Bean
    SecurityWebFilterChain publicPort(
            ServerHttpSecurity http, InternalPort internalPort, AccessTokenAuthentication tokens) {
        ServerAuthenticationEntryPoint unauthenticated = (exchange, failure) -> Mono.error(new ProblemException(
                Problem.of(ProblemType.UNAUTHENTICATED, "A valid access token is needed; log in or refresh.")
                        .withHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer")));
        ServerAccessDeniedHandler forbidden = (exchange, failure) ->
                Mono.error(ProblemException.of(ProblemType.FORBIDDEN, "This needs the role ADMIN."));
        return http.securityMatcher(exchange ->
                        internalPort.received(exchange.getRequest()) ? MatchResult.notMatch() : MatchResult.match())
                .authorizeExchange(exchanges -> exchanges
                        .matchers(WITHOUT_TOKEN)
                        .permitAll()
                        .pathMatchers("/api/v1/admin/**")
                        .hasRole("ADMIN")
                        .pathMatchers("/api/**")
                        .authenticated()
                        .anyExchange()
                        .permitAll())
                .oauth2ResourceServer(server -> server.jwt(jwt -> jwt.authenticationManager(tokens))
                        .bearerTokenConverter(bearerTokens())
                        .authenticationEntryPoint(unauthenticated)
                        .accessDeniedHandler(forbidden))
                .exceptionHandling(handling ->
                        handling.authenticationEntryPoint(unauthenticated).accessDeniedHandler(forbidden))
                .securityContextRepository(NoOpServerSecurityContextRepository.getInstance())
                .requestCache(cache -> cache.requestCache(NoOpServerRequestCache.getInstance()))
                .csrf(ServerHttpSecurity.CsrfSpec::disable) // tokens come in a header, which no foreign page can set
                .httpBasic(ServerHttpSecurity.HttpBasicSpec::disable)
                .formLogin(ServerHttpSecurity.FormLoginSpec::disable)
                .logout(ServerHttpSecurity.LogoutSpec::disable)
                .build();
    }

    /** The usual firewall; but its patterns for headers, run over every header of every request, are too slow. */
    @Bean
    ServerWebExchangeFirewall firewall() {
        StrictServerWebExchangeFirewall firewall = new StrictServerWebExchangeFirewall();
        firewall.setAllowedHeaderNames(AccessPolicy::isPrintable);
        firewall.setAllowedHeaderValues(AccessPolicy::isPrintable);
        return firewall;
    }

    /** A header that was asked for and is not there is asked about, too. */
    private static boolean isPrintable(@Nullable String text) {
        return text == null
                || text.codePoints().allMatch(c -> c == '\t' || (Character.isDefined(c) && !Character.isISOControl(c)));
    }

    @Bean
    ServerExchangeRejectedHandler refusedPaths() {
        return (exchange, failure) -> Mono.error(
                ProblemException.of(ProblemType.BAD_REQUEST, "The path, the method or a header is not acceptable."));
    }

    private static ServerAuthenticationConverter bearerTokens() {
        ServerAuthenticationConverter headers = new ServerBearerTokenAuthenticationConverter();
        return exchange -> WITHOUT_TOKEN
                .matches(exchange)
                .filter(match -> !match.isMatch())
                .flatMap(match -> headers.convert(exchange));
    }
}
