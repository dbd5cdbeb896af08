package io.github.sosapp.http;

import io.github.sosapp.http.HttpFailure.Kind;
import java.io.EOFException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.GeneralSecurityException;
import java.util.Locale;
import javax.net.ssl.SSLException;

/** Says in plain words what an exception of the Java client means. */
final class FailureKinds {

    private FailureKinds() {}

    static HttpFailure of(Throwable failure, Origin origin) {
        String server = origin.host() + ":" + origin.port();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof HttpFailure known) {
                return known;
            }
            if (cause instanceof UnknownHostException || cause instanceof UnresolvedAddressException) {
                return new HttpFailure(Kind.UNKNOWN_HOST, "there is no host named " + origin.host(), failure);
            }
            if (cause instanceof GeneralSecurityException) {
                return new HttpFailure(
                        Kind.UNTRUSTED,
                        "the certificate of " + server + " is not trusted: " + untrusted(cause),
                        failure);
            }
            if (cause instanceof SSLException && isPlainText(cause)) {
                return new HttpFailure(Kind.NOT_TLS, server + " does not speak https", failure);
            }
            if (cause instanceof HttpConnectTimeoutException) {
                return new HttpFailure(Kind.STALLED, server + " did not accept a connection in time", failure);
            }
        }
        if (failure instanceof ConnectException) {
            return new HttpFailure(Kind.REFUSED, server + " refused the connection", failure);
        }
        return new HttpFailure(Kind.BROKEN, "the connection to " + server + " broke" + detail(failure), failure);
    }

    private static boolean isPlainText(Throwable failure) {
        String message = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        return message.contains("unrecognized ssl message") || message.contains("plaintext connection");
    }

    private static String untrusted(Throwable failure) {
        String message = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        if (message.contains("no subject alternative") || message.contains("no name matching")) {
            return "it was issued for another name";
        }
        if (message.contains("notafter") || message.contains("expired") || message.contains("validity")) {
            return "it has expired or is not yet valid";
        }
        return "no known authority issued it";
    }

    private static String detail(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof EOFException
                    || String.valueOf(cause.getMessage()).contains("reset")) {
                return " before the answer was complete";
            }
        }
        return "";
    }
}
