package dev.hoard.platform.web;

import dev.hoard.platform.json.StrictJson;
import dev.hoard.platform.observability.Traces;
import dev.hoard.platform.problem.Problem;
import dev.hoard.platform.problem.ProblemType;
import dev.hoard.platform.security.AccessTokens;
import dev.hoard.platform.security.SecurityProperties;
import dev.hoard.platform.security.ServiceTokens;
import jakarta.servlet.DispatcherType;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jackson.autoconfigure.JsonFactoryBuilderCustomizer;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;
import org.springframework.http.HttpHeaders;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.config.ObjectPostProcessor;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.resource.web.authentication.BearerTokenAuthenticationFilter;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.AuthenticationFailureHandler;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** What a servlet service gets by depending on the platform: two ports, tokens, problems, strict JSON. */
@AutoConfiguration(
        beforeName = {
            "org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration",
            "org.springframework.boot.security.oauth2.server.resource.autoconfigure.web.OAuth2ResourceServerWebSecurityAutoConfiguration",
            "org.springframework.boot.security.oauth2.server.resource.autoconfigure.OAuth2ResourceServerAutoConfiguration",
            "org.springframework.boot.webmvc.autoconfigure.error.ErrorMvcAutoConfiguration"
        })
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@EnableConfigurationProperties(InternalPortProperties.class)
@Import({ProblemAdvice.class, ProblemErrorController.class})
public class PlatformWebAutoConfiguration {

    private static final Logger LOG = LoggerFactory.getLogger(PlatformWebAutoConfiguration.class);

    @Bean
    InternalPort internalPort(InternalPortProperties properties) {
        return new InternalPort(properties);
    }

    @Bean
    ProblemWriter problemWriter(Traces traces) {
        return new ProblemWriter(traces);
    }

    @Bean
    FilterRegistrationBean<PortGuard> portGuard(
            InternalPort internalPort, ServiceTokens serviceTokens, ProblemWriter problems) {
        var registration = new FilterRegistrationBean<>(new PortGuard(internalPort, serviceTokens, problems));
        // Behind the observation filter, so that its answers carry a trace id; before security.
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 10);
        return registration;
    }

    @Bean
    FilterRegistrationBean<CompressionFilter> compression() {
        var registration = new FilterRegistrationBean<>(new CompressionFilter());
        // Before all that answers by itself, so that their problems are compressed too.
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 5);
        return registration;
    }

    @Bean
    JwtDecoder accessTokenDecoder(SecurityProperties properties, Clock clock) {
        return AccessTokens.decoder(
                Objects.requireNonNull(properties.jwksUri(), "hoard.security.jwks-uri is not set"), properties, clock);
    }

    @Bean
    SecurityFilterChain accessTokens(HttpSecurity http, ProblemWriter problems) {
        AuthenticationEntryPoint refuse = (request, response, failure) -> problems.write(
                Problem.of(ProblemType.UNAUTHENTICATED, "A valid access token is needed; log in or refresh.")
                        .withHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer"),
                request,
                response);
        return http.authorizeHttpRequests(requests -> requests.requestMatchers(PortGuard::admitted)
                        .permitAll()
                        // The same request once more, which has passed here before.
                        .dispatcherTypeMatchers(DispatcherType.ERROR, DispatcherType.ASYNC)
                        .permitAll()
                        .anyRequest()
                        .authenticated())
                .oauth2ResourceServer(server -> server.jwt(jwt -> {})
                        .bearerTokenResolver(new PublicBearerTokens())
                        .authenticationEntryPoint(refuse)
                        .withObjectPostProcessor(failingWith(unavailable(refuse, problems))))
                .exceptionHandling(handling -> handling.authenticationEntryPoint(refuse))
                .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .csrf(csrf -> csrf.disable()) // tokens come in a header, which no foreign page can set
                .requestCache(cache -> cache.disable())
                .logout(logout -> logout.disable())
                .anonymous(anonymous -> {})
                .build();
    }

    /** A token that cannot be checked, since the keys are out of reach, may well be good. */
    private static AuthenticationFailureHandler unavailable(AuthenticationEntryPoint refuse, ProblemWriter problems) {
        return (request, response, failure) -> {
            if (failure instanceof AuthenticationServiceException) {
                LOG.warn("An access token cannot be checked: {}", failure.toString());
                problems.write(
                        Problem.of(ProblemType.UNAVAILABLE, "Access tokens cannot be checked at the moment.")
                                .retryAfter(Duration.ofSeconds(1)),
                        request,
                        response);
            } else {
                refuse.commence(request, response, failure);
            }
        };
    }

    private static ObjectPostProcessor<BearerTokenAuthenticationFilter> failingWith(
            AuthenticationFailureHandler handler) {
        return new ObjectPostProcessor<>() {
            @Override
            public <F extends BearerTokenAuthenticationFilter> F postProcess(F filter) {
                filter.setAuthenticationFailureHandler(handler);
                return filter;
            }
        };
    }

    @Bean
    WebMvcConfigurer callerArguments() {
        return new WebMvcConfigurer() {
            @Override
            public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
                resolvers.add(new CallerResolver());
            }
        };
    }

    @Bean
    JsonMapperBuilderCustomizer strictJson() {
        return StrictJson::configure;
    }

    @Bean
    JsonFactoryBuilderCustomizer strictJsonParsers() {
        return StrictJson::constrain;
    }
}
