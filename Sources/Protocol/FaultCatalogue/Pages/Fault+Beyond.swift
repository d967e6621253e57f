// One page for each fault: a table, therefore long.

/// Beyond the handshake's own faults.
extension Fault {
    static let lifetimeTooLong = Fault(
        .lifetimeTooLong, "A server's certificate is good for more than 825 days",
        symptoms: [
            "iOS, macOS": """
            errSSLBadCert -9808, or: "…" certificate is not standards compliant
            """,
            "browsers": "NET::ERR_CERT_VALIDITY_TOO_LONG",
            "mosquitto, openssl": "works",
        ],
        cause: """
            Apple's systems refuse servers whose certificate lasts longer than 825 days, also \
            those of an authority of one's own.
            """,
        cure: "Issue it for 825 days at most, and renew it in time.",
        commands: ["apus cert server HOST   # 825 days", "apus cert list --expiring 30d"],
        reference: "Apple support HT210176; CA/Browser Forum ballot 193")

    static let outlivesAuthority = Fault(
        .outlivesAuthority, "A certificate says that it lasts longer than its authority",
        symptoms: [
            "openssl x509 -enddate": "notAfter of the leaf is later than notAfter of the authority",
            "later": "error 10 at 1 depth lookup: certificate has expired",
        ],
        cause: """
            When the authority ends, so does everything that it signed. The date in the leaf is a \
            promise that will not be kept.
            """,
        cure: """
            Make the authority's certificate again, with the same key and name, for ten years; \
            then the leaves are good as long as they say.
            """,
        commands: ["openssl x509 -in ca.crt -noout -enddate", "apus ca init"],
        reference: "RFC 5280 section 6.1.3 (a)(2)")

    static let noAuthorities = Fault(
        .noAuthorities, "The broker asks for certificates, and knows no authority to check them by",
        symptoms: [
            "mosquitto (log)": """
            Error: The 'require_certificate' option requires the cafile or capath option…
            """,
            "mosquitto 2.0 (log)": "certificate verify failed, for every client",
        ],
        cause: """
            require_certificate is true, and neither cafile nor capath is set in that listener.
            """,
        cure: "Name the authority that signs the devices' certificates.",
        commands: ["cafile /etc/mosquitto/ca_certificates/ca.crt   (in mosquitto.conf)"],
        reference: "mosquitto.conf(5), require_certificate")

    static let authorityFolderUnhashed = Fault(
        .authorityFolderUnhashed, "The folder of authorities is not hashed",
        symptoms: [
            "openssl": "error 20 at 0 depth lookup: unable to get local issuer certificate",
            "mosquitto (log)": """
            OpenSSL Error[0]: error:0A000086:SSL routines::certificate verify failed
            """,
        ],
        cause: """
            In a folder of authorities OpenSSL opens only files that are called by a hash of the \
            authority's name, such as 9d66eef0.0. The others are not looked at.
            """,
        cure: "Hash the folder, again after each change.",
        commands: ["openssl rehash FOLDER"],
        reference: "openssl-rehash(1); mosquitto.conf(5), capath")

    static let serialReused = Fault(
        .serialReused, "Two certificates of one authority bear the same serial number",
        symptoms: [
            "openssl ca": "ERROR:Serial number … has already been issued",
            "Firefox": "SEC_ERROR_REUSED_ISSUER_AND_SERIAL",
            "mosquitto, openssl": "works, but taking one back takes both back",
        ],
        cause: """
            openssl x509 -req -set_serial 01 was typed for each of them, or the .srl file was \
            lost.
            """,
        cure: "Issue one of them again; leave -set_serial out, so that the number is random.",
        commands: ["openssl x509 -in broker.crt -noout -serial"],
        reference: "RFC 5280 section 4.1.2.2")

    static let strictVerification = Fault(
        .strictVerification, "Strict verification refuses the certificates",
        symptoms: [
            "openssl verify -x509_strict": """
            error 92 at 1 depth lookup: CA cert does not include key usage extension
            """,
            "openssl verify -x509_strict, leaf": """
            error 85 at 0 depth lookup: Missing Authority Key Identifier
            """,
            "Python 3.13 ssl": "certificate verify failed: Missing Authority Key Identifier",
            "mosquitto, openssl": "works",
        ],
        cause: """
            RFC 5280 asks for extensions that openssl req -x509 and openssl x509 -req leave out by \
            themselves: key usage and a critical basicConstraints in the authority, key \
            identifiers in both. Python checks that since 3.13.
            """,
        cure: "Issue the certificates again with those extensions.",
        commands: [
            "openssl verify -x509_strict -CAfile ca.crt broker.crt",
            "apus ca init && apus cert server HOST",
        ],
        reference: "RFC 5280 section 4.2.1; X509_V_FLAG_X509_STRICT; Python gh-107361")

    static let proofOfKeyWrong = Fault(
        .proofOfKeyWrong, "The proof that somebody holds the certificate's key is wrong",
        symptoms: [
            "mosquitto (log)": "OpenSSL Error[0]: error:0A00007B:SSL routines::bad signature",
            "openssl s_client": "error:0A00041B:SSL routines::tlsv1 alert decrypt error",
            "NIOSSL (Swift)": "TLSV1_ALERT_DECRYPT_ERROR",
            "BearSSL (ESP8266)": "error 307, alert 51 decrypt_error",
        ],
        cause: """
            In the handshake each side signs with its key, and the signature does not fit its \
            certificate: the key in the secure element belongs to another certificate, or the \
            element's driver signs the wrong bytes (unhashed, or not in DER).
            """,
        cure: "Ask the token for its public key, and issue the certificate for that.",
        commands: [
            "pkcs11-tool --module MODULE --read-object --type pubkey --id ID -o key.der",
            "openssl pkey -pubin -inform DER -in key.der | openssl sha256",
            "openssl x509 -in device.crt -noout -pubkey | openssl sha256",
        ],
        reference: "RFC 8446 sections 4.4.3 and 6.2 (decrypt_error, 51)")

    static let serverNameRefused = Fault(
        .serverNameRefused, "The server serves no host of the name that the client asked for",
        symptoms: [
            "openssl s_client": "error:0A000458:SSL routines::tlsv1 unrecognized name",
            "Python ssl": "[SSL: TLSV1_UNRECOGNIZED_NAME] tlsv1 unrecognized name",
            "NIOSSL (Swift)": "TLSV1_ALERT_UNRECOGNIZED_NAME",
            "gnutls-cli": "Received alert [112]: The server name sent was not recognized",
            "AWS IoT, port 443": """
            connection reset without the right server name and ALPN x-amzn-mqtt-ca
            """,
        ],
        cause: """
            A TLS client says in its first message which host it wants (SNI). What answers there, \
            often a proxy for several hosts, knows no such host.
            """,
        cure: "Connect by the name that the server knows, not by address or by another alias.",
        commands: ["openssl s_client -connect ADDRESS:8883 -servername NAME"],
        reference: "RFC 6066 section 3; RFC 8446 section 6.2 (unrecognized_name, 112)")

    static let chainTooLarge = Fault(
        .chainTooLarge, "The chain of certificates is too large to be taken",
        symptoms: [
            "openssl": "error:0A000098:SSL routines::excessive message size",
            "mosquitto (log)": """
            OpenSSL Error[0]: error:0A000417:SSL routines::sslv3 alert illegal parameter
            """,
            "Python ssl": "[SSL: EXCESSIVE_MESSAGE_SIZE] excessive message size",
            "NIOSSL (Swift)": "EXCESSIVE_MESSAGE_SIZE",
            "Mbed TLS": """
            -0x7200: SSL - An invalid SSL record was received; -0x7F00: memory allocation \
            failed
            """,
            "BearSSL (ESP8266)": "error 6, BR_ERR_TOO_LARGE",
        ],
        cause: """
            Someone put a whole bundle of authorities into the certfile, all of which is sent at \
            each handshake. Small devices have buffers of a few kilobytes; others stop at about \
            100.
            """,
        cure: "Leave the leaf and the intermediates between it and the root; the root is not sent.",
        commands: ["grep -c 'BEGIN CERTIFICATE' chain.crt"],
        reference: "RFC 8446 section 4.4.2; SSL_CTX_set_max_cert_list(3)")

    static let revocationListUnusable = Fault(
        .revocationListUnusable, "The revocation list is another authority's, or no list at all",
        symptoms: [
            "openssl verify -crl_check": "error 3 at 0 depth lookup: unable to get certificate CRL",
            "mosquitto (log), every client": """
            OpenSSL Error[0]: error:0A000086:SSL routines::certificate verify failed
            """,
            "mosquitto (log), at the start": """
            Error: Unable to load certificate revocation file "…". Check crlfile.
            """,
        ],
        cause: """
            With crlfile set, OpenSSL wants a list of the very authority that signed each client's \
            certificate. The file holds the list of another one, an old one's of the same name, or \
            a certificate.
            """,
        cure: "Put the list of each authority of the cafile into the crlfile.",
        commands: [
            "openssl crl -in ca.crl -noout -issuer", "openssl x509 -in ca.crt -noout -subject",
        ],
        reference: "RFC 5280 section 6.3; X509_V_ERR_UNABLE_TO_GET_CRL")

    static let tokenUnavailable = Fault(
        .tokenUnavailable, "The token that keeps the private key cannot be used",
        symptoms: [
            "pkcs11-tool": "error: PKCS11 function C_Login failed: rv = CKR_PIN_INCORRECT (0xa0)",
            "p11-kit": "couldn't load module: … cannot open shared object file",
            "NIOSSL (Swift)": "PRIVATE_KEY_OPERATION_FAILED",
            "openssl -engine pkcs11": "The private key was not found at: pkcs11:…",
        ],
        cause: """
            The module was not found, no token of that label is plugged in, the PIN is wrong, or \
            the token holds no key of that name; or it was unplugged.
            """,
        cure: "See whether the system's own tool finds token and key with the same words.",
        commands: [
            "pkcs11-tool --module MODULE --list-slots",
            "pkcs11-tool --module MODULE --login --list-objects",
        ],
        reference: "RFC 7512; PKCS #11 section 5")

    static let closedDuringHandshake = Fault(
        .closedDuringHandshake,
        """
        The other side closed the connection in the middle of the handshake
        """,
        symptoms: [
            "mosquitto_pub": "Error: The connection was lost.",
            "mosquitto (log)": "Client <unknown> closed its connection.",
            "openssl s_client": "error:0A000126:SSL routines::unexpected eof while reading",
            "Python ssl": """
            [SSL: UNEXPECTED_EOF_WHILE_READING] EOF occurred in violation of protocol
            """,
            "gnutls-cli": "The TLS connection was non-properly terminated.",
            "Mbed TLS": "-0x7280: SSL - The connection indicated an EOF",
            "Node, MQTT.js": """
            Client network socket disconnected before secure TLS connection was established
            """,
        ],
        cause: """
            Without an alert nobody can say why: a client that does not like the certificate may \
            just hang up (BoringSSL does when the name does not match), a device may be out of \
            memory, a firewall may cut TLS, and a program that speaks plain MQTT may listen there.
            """,
        cure: "Look at the other side's log, and try from the same machine with a tool that talks.",
        commands: ["openssl s_client -connect HOST:8883 -CAfile ca.crt", "apus doctor HOST"],
        reference: "RFC 8446 section 6.1")

    static let peerRefused = Fault(
        .peerRefused, "The other side refused with an alert that does not tell more",
        symptoms: [
            "openssl": """
            sslv3 alert bad certificate; sslv3 alert certificate unknown; tlsv1 alert access \
            denied
            """,
            "mosquitto (log)": """
            OpenSSL Error[0]: error:0A000416:SSL routines::sslv3 alert certificate unknown
            """,
            "Python ssl": "[SSL: SSLV3_ALERT_CERTIFICATE_UNKNOWN] sslv3 alert certificate unknown",
            "Mbed TLS": "-0x7780: SSL - A fatal alert message was received from our peer",
            "BearSSL (ESP8266)": "errors from 256 up: 256 and the number of the alert",
        ],
        cause: """
            'alert X' in a log means that the other side said X of this one. These alerts say \
            that it did not like a certificate or a message, not why.
            """,
        cure: "Look at the log of the side that refused; it knows the reason.",
        commands: ["apus doctor HOST --cafile ca.crt --cert device.crt --key device.key"],
        reference: "RFC 8446 section 6.2")

    static let identityNotAllowed = Fault(
        .identityNotAllowed, "The certificate is good, but its owner may not connect like this",
        symptoms: [
            "mosquitto_pub": "Connection error: Connection Refused: not authorised.",
            "mosquitto_pub, MQTT 5": "Connection error: Not authorized",
        ],
        cause: """
            The broker binds client identifiers to identities, or allows a certificate one client \
            at a time, and this CONNECT has another identifier or comes beside another client.
            """,
        cure: """
            Connect with the identifier that the certificate stands for, each device with its own.
            """,
        commands: ["apus pub -i NAME --cert NAME.crt --key NAME.key …"],
        reference: "MQTT 5.0 section 5.4.2")
}
