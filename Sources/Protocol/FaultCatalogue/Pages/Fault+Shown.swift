// One page for each fault: a table, therefore long.

/// What is shown, asked for and allowed.
extension Fault {
    static let clientCertificateMissing = Fault(
        .clientCertificateMissing, "The broker asks for a certificate, and the client shows none",
        symptoms: [
            "mosquitto (log)": """
            OpenSSL Error[0]: error:0A0000C7:SSL routines::peer did not return a certificate
            """,
            "mosquitto_pub, TLS 1.3": "Error: Protocol error, or: Error: The connection was lost.",
            "openssl s_client, TLS 1.3": """
            error:0A00045C:SSL routines::tlsv13 alert certificate required
            """,
            "openssl s_client, TLS 1.2": """
            error:0A000410:SSL routines::sslv3 alert handshake failure
            """,
            "Python ssl": """
            [SSL: TLSV13_ALERT_CERTIFICATE_REQUIRED] tlsv13 alert certificate required
            """,
            "gnutls-cli": "Received alert [116]: Certificate is required",
            "Mbed TLS": "-0x7780: SSL - A fatal alert message was received from our peer",
            "BearSSL (ESP8266)": "error 296, alert 40 handshake_failure",
            "NIOSSL (Swift)": "CERTIFICATE_REQUIRED, after the handshake",
        ],
        cause: """
            The listener has require_certificate true. In TLS 1.3 the client believes that the \
            handshake is done before the broker has refused it, so that the error comes as a lost \
            connection.
            """,
        cure: "Give the client its certificate and its key.",
        commands: [
            "mosquitto_pub --cafile ca.crt --cert device.crt --key device.key …",
            "apus cert device NAME",
        ],
        reference: "RFC 8446 section 4.4.2.4 and 6.2 (certificate_required, 116)")

    static let clientCertificateNotTrusted = Fault(
        .clientCertificateNotTrusted,
        "The client's certificate is signed by an authority that the broker does not trust",
        symptoms: [
            "mosquitto (log)": """
            OpenSSL Error[0]: error:0A000086:SSL routines::certificate verify failed
            """,
            "mosquitto_pub": "Error: Protocol error, or: Error: The connection was lost.",
            "gnutls-cli": "Received alert [48]: CA is unknown",
            "openssl s_client": "error:0A000418:SSL routines::tlsv1 alert unknown ca",
            "Python ssl": "[SSL: TLSV1_ALERT_UNKNOWN_CA] tlsv1 alert unknown ca",
            "Mbed TLS": "-0x7780: SSL - A fatal alert message was received from our peer",
            "BearSSL (ESP8266)": "error 304, alert 48 unknown_ca",
            "NIOSSL (Swift)": "TLSV1_ALERT_UNKNOWN_CA, after the handshake",
        ],
        cause: """
            In the broker's log 'certificate verify failed' means that the broker refused the \
            client. Its cafile does not hold the authority that signed the client's certificate.
            """,
        cure: """
            Add that authority to the broker's cafile if its devices shall be let in; else issue \
            the device a certificate of the broker's own authority.
            """,
        commands: [
            "openssl x509 -in device.crt -noout -issuer", "cat other-ca.crt >> ca.crt",
            "apus cert device NAME",
        ],
        reference: "RFC 8446 section 6.2 (unknown_ca, 48)")

    static let purposeNotAllowed = Fault(
        .purposeNotAllowed, "A certificate is used for what it was not issued for",
        symptoms: [
            "openssl verify": "error 26 at 0 depth lookup: unsuitable certificate purpose",
            "mosquitto (log)": """
            OpenSSL Error[0]: error:0A000413:SSL routines::sslv3 alert unsupported certificate
            """,
            "Python ssl": "certificate verify failed: unsuitable certificate purpose",
            "gnutls-cli": "The certificate chain does not match the intended purpose.",
            "Mbed TLS": "-0x7A00; -0x2700: Usage does not match the extendedKeyUsage extension",
            "NIOSSL (Swift)": "SSLV3_ALERT_UNSUPPORTED_CERTIFICATE",
            "Node, MQTT.js": "INVALID_PURPOSE: unsuitable certificate purpose",
        ],
        cause: """
            The extended key usage of a broker's certificate must be serverAuth, that of a \
            client's clientAuth; here it is the other one.
            """,
        cure: "Issue it again for its purpose.",
        commands: [
            "openssl x509 -in broker.crt -noout -purpose", "apus cert server HOST",
            "apus cert device NAME",
        ],
        reference: "RFC 5280 section 4.2.1.12")

    static let issuerIsNoAuthority = Fault(
        .issuerIsNoAuthority, "The certificate was signed by one that may not sign certificates",
        symptoms: [
            "openssl verify": "error 79 at 1 depth lookup: invalid CA certificate",
            "mosquitto (log)": "tlsv1 alert unknown ca",
            "Python ssl": "certificate verify failed: invalid CA certificate",
            "gnutls-cli": "The certificate issuer is not a CA.",
            "BearSSL (ESP8266)": "error 58, BR_ERR_X509_NOT_CA",
            "Node, MQTT.js": "INVALID_CA: invalid CA certificate",
        ],
        cause: """
            An authority's certificate says CA:TRUE in its basic constraints, and keyCertSign if \
            it has key usages. This one does not. BoringSSL (NIOSSL) accepts some of them, so that \
            one program works and the next one does not.
            """,
        cure: """
            Make the authority's certificate again, with the same key and name; leaves stay good.
            """,
        commands: [
            "openssl req -x509 -new -key ca.key -subj 'ITS OLD NAME' -days 3650"
                + " -addext basicConstraints=critical,CA:TRUE"
                + " -addext keyUsage=critical,keyCertSign,cRLSign -out ca.crt"
        ],
        reference: "RFC 5280 sections 4.2.1.3 and 4.2.1.9")

    static let constraintViolated = Fault(
        .constraintViolated, "An authority's constraints forbid the certificate",
        symptoms: [
            "openssl verify, path length": """
            error 25 at 1 depth lookup: path length constraint exceeded
            """,
            "openssl verify, names": "error 47 at 0 depth lookup: permitted subtree violation",
            "openssl verify, extension": """
            error 34 at 0 depth lookup: unhandled critical extension
            """,
            "mosquitto (log)": "tlsv1 alert unknown ca, or: sslv3 alert certificate unknown",
            "Python ssl": "certificate verify failed: path length constraint exceeded",
            "gnutls-cli": """
            The certificate chain violates the signer's constraints.; \
            The certificate contains an unknown critical extension.
            """,
            "BearSSL (ESP8266)": "error 57, BR_ERR_X509_CRITICAL_EXTENSION",
        ],
        cause: """
            The authority may have none below it (pathlen), may sign for certain names only (name \
            constraints), or the certificate has a critical extension that the checking program \
            does not know and therefore must refuse.
            """,
        cure: """
            Issue the certificate directly by the authority, for a name that it may sign for, \
            without that extension; or make an authority without the constraint.
            """,
        commands: ["openssl x509 -in ca.crt -noout -ext basicConstraints,nameConstraints"],
        reference: "RFC 5280 sections 4.2, 4.2.1.9 and 4.2.1.10")

    static let plainForWantOfAuthorities = Fault(
        .plainForWantOfAuthorities,
        "mosquitto's client speaks plain MQTT, as it was given no authorities",
        symptoms: [
            "mosquitto_pub": """
            Error: The connection was lost., or: A network protocol error occurred…
            """,
            "mosquitto (log)": """
            OpenSSL Error[0]: error:0A00010B:SSL routines::wrong version number
            """,
        ],
        cause: """
            mosquitto_pub and mosquitto_sub speak TLS only when --cafile, --capath or \
            --tls-use-os-certs is given; --cert and --key alone are ignored without a word.
            """,
        cure: "Give it the authorities.",
        commands: [
            "mosquitto_pub --cafile ca.crt --cert device.crt --key device.key …",
            "mosquitto_pub --tls-use-os-certs …",
        ],
        reference: "mosquitto #396")

    static let wrongPort = Fault(
        .wrongPort, "Plain MQTT is spoken at a TLS port, or TLS at a plain one",
        symptoms: [
            "mosquitto (log), plain client at the TLS port": """
            OpenSSL Error[0]: error:0A00010B:SSL routines::wrong version number
            """,
            "mosquitto (log), web browser at the TLS port": """
            OpenSSL Error[0]: error:0A00009C:SSL routines::http request
            """,
            "mosquitto (log), TLS client at the plain port": """
            Client <unknown> disconnected due to protocol error.
            """,
            "mosquitto_pub": """
            Error: A network protocol error occurred when communicating with the broker.
            """,
            "openssl s_client": "error:0A00010B:SSL routines::wrong version number",
            "Python ssl": """
            ConnectionResetError, or: [SSL: WRONG_VERSION_NUMBER] wrong version number
            """,
            "Mbed TLS": "-0x7200: SSL - An invalid SSL record was received",
            "Node, MQTT.js": "write EPROTO … wrong version number",
        ],
        cause: """
            By custom, 1883 speaks plain MQTT and 8883 speaks TLS; here one side does what the \
            other does not.
            """,
        cure: """
            Use TLS (--cafile, mqtts://) with the TLS port, and leave it out with the plain one.
            """,
        commands: ["apus pub -p 8883 --cafile ca.crt …", "apus pub -p 1883 …"],
        reference: "MQTT 5.0 section 4.2; IANA ports 1883 and 8883")

    static let noCommonVersion = Fault(
        .noCommonVersion, "Both sides have no TLS version in common",
        symptoms: [
            "mosquitto (log)": """
            OpenSSL Error[0]: error:0A000102:SSL routines::unsupported protocol
            """,
            "openssl s_client": "error:0A00042E:SSL routines::tlsv1 alert protocol version",
            "Python ssl": "[SSL: TLSV1_ALERT_PROTOCOL_VERSION] tlsv1 alert protocol version",
            "gnutls-cli": "A packet with illegal or unsupported version was received.",
            "Mbed TLS": "-0x6E80: SSL - Handshake protocol not within min/max boundaries",
            "BearSSL (ESP8266)": "error 326, alert 70 protocol_version",
        ],
        cause: """
            Old devices end at TLS 1.2 or older, and a broker may allow TLS 1.3 only. In mosquitto \
            2.0 tls_version names the oldest version allowed, not the only one; TLS 1.0 and 1.1 \
            are switched off in OpenSSL 3 as it is shipped.
            """,
        cure: "Let the broker allow TLS 1.2, or renew the device's software.",
        commands: ["tls_version tlsv1.2   (in mosquitto.conf)"],
        reference: "RFC 8446 section 6.2 (protocol_version, 70); RFC 8996")

    static let noCommonCipher = Fault(
        .noCommonCipher, "Both sides have no cipher suite in common",
        symptoms: [
            "mosquitto (log)": "OpenSSL Error[0]: error:0A0000C1:SSL routines::no shared cipher",
            "openssl s_client": "error:0A000410:SSL routines::sslv3 alert handshake failure",
            "Python ssl": "[SSL: SSLV3_ALERT_HANDSHAKE_FAILURE] sslv3 alert handshake failure",
            "gnutls-cli": "Received alert [40]: Handshake failed",
            "Mbed TLS": "-0x7380: SSL - The server has no ciphersuites in common with the client",
            "BearSSL (ESP8266)": "error 296, alert 40 handshake_failure",
            "NIOSSL (Swift)": "HANDSHAKE_FAILURE_ON_CLIENT_HELLO; NO_SHARED_CIPHER",
        ],
        cause: """
            In TLS 1.2 the suite names the kind of the broker's key. A device with a secure \
            element speaks ECDSA suites only, and the broker's certificate has an RSA key, or the \
            reverse; or the option ciphers leaves nothing that fits the key.
            """,
        cure: """
            Issue the broker a certificate with a P-256 key, which all of them speak, or take the \
            option ciphers out.
            """,
        commands: [
            "openssl x509 -in broker.crt -noout -text | grep 'Public Key Algorithm'",
            "apus cert server HOST   # P-256",
        ],
        reference: "RFC 5246 section 7.4.2; RFC 8422; RFC 8446 section 6.2 (handshake_failure, 40)")

    static let keyKindNotUsable = Fault(
        .keyKindNotUsable, "A key is of a kind that the other side cannot use",
        symptoms: [
            "NIOSSL (Swift)": "NO_COMMON_SIGNATURE_ALGORITHMS, or: failedToLoadPrivateKey",
            "mosquitto (log)": """
            OpenSSL Error[0]: error:0A000076:SSL routines::no suitable signature algorithm
            """,
            "openssl s_client": "error:0A000410:SSL routines::sslv3 alert handshake failure",
            "Mbed TLS": "PK - Elliptic curve is unsupported (only NIST curves are supported)",
            "BearSSL (ESP8266)": "error 49, BR_ERR_X509_UNSUPPORTED",
            "ESP8266, ESP32": "out of memory during the handshake (RSA of 4096 bits)",
        ],
        cause: """
            P-256 is understood by everything. P-384, P-521, Ed25519 and secp256k1 are not: a \
            secure element of the ATECC family has P-256 only, BoringSSL offers no Ed25519 by \
            itself and knows no secp256k1, and small devices lack the memory for RSA 4096.
            """,
        cure: "Make the key on P-256 and issue the certificate again.",
        commands: [
            "openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out broker.key",
            "apus cert server HOST   # P-256",
        ],
        reference: "RFC 8446 section 4.2.3; RFC 8422 section 5.1.1")

    static let weakCryptography = Fault(
        .weakCryptography, "A key is too short, or a signature uses an outdated hash",
        symptoms: [
            "mosquitto, openssl (key)": "error:0A00018F:SSL routines::ee key too small",
            "mosquitto, openssl (signature)": "error:0A00018E:SSL routines::ca md too weak",
            "openssl verify": "error 68 at 0 depth lookup: CA signature digest algorithm too weak",
            "mosquitto (log)": "Error: Unable to load server certificate \"…\". Check certfile.",
            "Python ssl": "[SSL: EE_KEY_TOO_SMALL] ee key too small",
            "BearSSL (ESP8266)": "error 60, BR_ERR_X509_WEAK_PUBLIC_KEY",
            "Mbed TLS": "-0x2700: The certificate is signed with an unacceptable hash",
            "gnutls-cli": "The certificate chain uses insecure algorithm.",
        ],
        cause: """
            RSA below 2048 bits and signatures with SHA-1 or MD5 can be forged. Debian's OpenSSL \
            (security level 2) refuses them; other systems still take them.
            """,
        cure: "Make a new key, P-256 or RSA of 2048 bits, and sign with SHA-256.",
        commands: [
            "openssl x509 -in broker.crt -noout -text | grep -E 'Signature Algorithm|Public-Key'",
            "apus cert server HOST",
        ],
        reference: "RFC 9155; NIST SP 800-131A; SSL_CTX_set_security_level(3)")

    static let commonNameMissing = Fault(
        .commonNameMissing,
        "The user name shall come from the certificate's common name, and there is none",
        symptoms: [
            "mosquitto_pub": "Connection error: Connection Refused: bad user name or password.",
            "mosquitto_pub, MQTT 5": "Connection error: Not authorized",
            "mosquitto (log)": "Client … disconnected, not authorised.",
        ],
        cause: """
            use_identity_as_username takes the common name (CN) of the client's certificate as \
            the user name. TLS is fine; CONNECT is refused.
            """,
        cure: """
            Issue the certificate with a common name, or take the whole subject as the user name \
            (use_subject_as_username true).
            """,
        commands: ["openssl x509 -in device.crt -noout -subject", "apus cert device NAME"],
        reference: "mosquitto.conf(5), use_identity_as_username")

    static let certificateRevoked = Fault(
        .certificateRevoked, "The certificate was taken back by its authority",
        symptoms: [
            "openssl verify -crl_check": "error 23 at 0 depth lookup: certificate revoked",
            "mosquitto (log)": """
            OpenSSL Error[0]: error:0A000086:SSL routines::certificate verify failed
            """,
            "openssl s_client": "error:0A000414:SSL routines::sslv3 alert certificate revoked",
            "Python ssl": "[SSL: SSLV3_ALERT_CERTIFICATE_REVOKED] sslv3 alert certificate revoked",
            "Mbed TLS": """
            -0x7780, alert 44; -0x2700: The certificate has been revoked (is on a CRL)
            """,
            "BearSSL (ESP8266)": "error 300, alert 44 certificate_revoked",
            "NIOSSL (Swift)": "SSLV3_ALERT_CERTIFICATE_REVOKED",
        ],
        cause: "Its serial number stands in the broker's revocation list.",
        cure: "Issue the device a new certificate with a new key, if it shall be let in again.",
        commands: [
            "openssl crl -in ca.crl -noout -text", "apus cert device NAME --force",
        ],
        reference: "RFC 5280 section 5; RFC 8446 section 6.2 (certificate_revoked, 44)")

    static let revocationListStale = Fault(
        .revocationListStale, "The revocation list is out of date, so that nobody is let in",
        symptoms: [
            "openssl verify -crl_check": "error 12 at 0 depth lookup: CRL has expired",
            "mosquitto (log)": """
            OpenSSL Error[0]: error:0A000086:SSL routines::certificate verify failed
            """,
            "client": "alert 45, certificate expired, although its certificate is good",
            "Python ssl": "[SSL: SSLV3_ALERT_CERTIFICATE_EXPIRED] sslv3 alert certificate expired",
        ],
        cause: """
            A list says until when it counts (nextUpdate). After that OpenSSL refuses every \
            certificate of that authority, and tells the client 'certificate expired'.
            """,
        cure: "Write the list again, regularly, and let the broker read it.",
        commands: [
            "openssl crl -in ca.crl -noout -lastupdate -nextupdate",
            "openssl ca -config ca.cnf -gencrl -crldays 30 -out ca.crl",
            "pkill -HUP -x apus",
        ],
        reference: "RFC 5280 section 5.1.2.5; X509_V_ERR_CRL_HAS_EXPIRED")
}
