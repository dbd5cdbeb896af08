package io.github.sosapp.http;

import java.net.URI;
import java.net.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;

/** The answer to a request: its status, headers, and what of the body was kept in memory. */
public final class Reply {

    private final URI address;
    private final int status;
    private final HttpHeaders headers;
    private final byte[] body;

    Reply(URI address, int status, HttpHeaders headers, byte[] body) {
        this.address = address;
        this.status = status;
        this.headers = headers;
        this.body = body;
    }

    /** Where the answer came from, after any redirects. */
    public URI address() {
        return address;
    }

    /** The status code of HTTP. */
    public int status() {
        return status;
    }

    /** Whether the status is one of 200 to 299. */
    public boolean succeeded() {
        return status >= 200 && status < 300;
    }

    /** Whether the same request may be answered differently a little later. */
    public boolean isTemporary() {
        return status == 408 || status == 425 || status == 429 || status >= 500 && status != 501;
    }

    /** The first value of a header, whatever the case of its name. */
    public Optional<String> header(String name) {
        return headers.firstValue(name);
    }

    /** All values of a header in their order; empty when there is none. */
    public List<String> headers(String name) {
        return headers.allValues(name);
    }

    /** The body; empty when it went to a file, and only the first 64 KiB of an error's. */
    public byte[] body() {
        return body.clone();
    }

    /** The {@link #body()} as UTF-8. */
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** How long the server asks us to wait (RFC 9110, 10.2.3); a date counts from the server's own clock. */
    public Optional<Duration> retryAfter() {
        return header("Retry-After").map(String::trim).flatMap(value -> {
            if (value.matches("\\d{1,9}")) {
                return Optional.of(Duration.ofSeconds(Long.parseLong(value)));
            }
            return date(value)
                    .flatMap(until -> header("Date").flatMap(Reply::date).map(now -> Duration.between(now, until)))
                    .filter(wait -> !wait.isNegative());
        });
    }

    private static Optional<ZonedDateTime> date(String text) {
        try {
            return Optional.of(ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
