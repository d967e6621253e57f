// One page for each fault: a table, therefore long.

/// Names and authorities.
extension Fault {
    static let sharedSubjectName = Fault(
        .sharedSubjectName, "The authority and a certificate that it signed bear the same name",
        symptoms: [
            "mosquitto_pub": "Error: A TLS error occurred.",
            "mosquitto_pub (OpenSSL)": """
            OpenSSL Error[0]: error:0A000086:SSL routines::certificate verify failed
            """,
            "mosquitto (log)": """
            OpenSSL Error[0]: error:0A000418:SSL routines::tlsv1 alert unknown ca
            """,
            "mosquitto 1 (log)": """
            OpenSSL Error: error:14094418:SSL routines:ssl3_read_bytes:tlsv1 alert unknown ca
            """,
            "openssl verify": """
            error 18 at 0 depth lookup: self-signed certificate
            """,
            "Python ssl": """
            [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self-signed certificate
            """,
        ],
        cause: """
            A certificate whose subject equals its issuer counts as signed by itself. Who answers \
            the questions of openssl req with the same country, state and organization each time, \
            and leaves the common name empty, gives the authority and the broker one name; OpenSSL \
            then takes the broker's certificate for its own authority, which nobody trusts. \
            --insecure does not help: it leaves out the check of the host's name only.
            """,
        cure: """
            Give the authority a name of its own and issue the certificates again; or let apus \
            make all of them.
            """,
        commands: [
            "openssl req -x509 -new -key ca.key -out ca.crt -days 3650 -subj '/O=ISIS/CN=ISIS CA'",
            "openssl x509 -req -in broker.csr -CA ca.crt -CAkey ca.key -CAcreateserial"
                + " -out broker.crt -days 825",
            "apus ca init && apus cert server HOST && apus cert device NAME",
        ],
        reference: "RFC 5280 section 6.1; X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT; mosquitto #689")

    static let hostNameNotInCertificate = Fault(
        .hostNameNotInCertificate, "The broker's certificate does not name the host",
        symptoms: [
            "mosquitto_pub": "Error: host name verification failed.",
            "mosquitto (log)": """
            OpenSSL Error[0]: error:0A000438:SSL routines::tlsv1 alert internal error
            """,
            "openssl s_client": "verify error:num=62:hostname mismatch",
            "Python ssl": """
            certificate verify failed: Hostname mismatch, certificate is not valid for '…'
            """,
            "gnutls-cli": """
            The name in the certificate does not match the expected.
            """,
            "Mbed TLS": """
            The certificate Common Name (CN) does not match with the expected CN
            """,
            "BearSSL (ESP8266)": "error 56, BR_ERR_X509_BAD_SERVER_NAME",
            "NIOSSL (Swift)": "failedToValidateHostname: Couldn't find … in certificate",
            "Node, MQTT.js": """
            ERR_TLS_CERT_ALTNAME_INVALID: Hostname/IP does not match certificate's altnames
            """,
        ],
        cause: """
            A client compares the name by which it connects with the names in the certificate, \
            letter by letter. The certificate was made for another name, or for none.
            """,
        cure: """
            Connect by a name that is in the certificate, or issue the certificate again with the \
            name that clients use. Leaving the check out (--insecure) lets every holder of any \
            certificate of this authority play the broker.
            """,
        commands: [
            "openssl x509 -in broker.crt -noout -subject -ext subjectAltName",
            "apus cert server HOST",
        ],
        reference: "RFC 6125 section 6, RFC 9525; mosquitto #2154")

    static let addressNotInCertificate = Fault(
        .addressNotInCertificate,
        "The client connects by address, and the certificate does not hold the address",
        symptoms: [
            "mosquitto_pub": "Error: host name verification failed.",
            "openssl s_client": "verify error:num=64:IP address mismatch",
            "Python ssl": """
            certificate verify failed: IP address mismatch, certificate is not valid for '…'
            """,
            "Node, MQTT.js": "IP: … is not in the cert's list",
            "NIOSSL (Swift)": "failedToValidateHostname: Couldn't find <none> in certificate",
        ],
        cause: """
            An address is compared with the certificate's IP addresses only; a DNS name in it, or \
            a common name, does not count.
            """,
        cure: """
            Connect by the DNS name that the certificate holds, or issue the certificate with the \
            address as IP:, beside the name.
            """,
        commands: ["apus cert server HOST ADDRESS"],
        reference: """
            RFC 5280 section 4.2.1.6 (iPAddress); mosquitto #2154, #2781; MQTTX #573, #1456; \
            MQTT.js #1077
            """)

    static let addressAsDNSName = Fault(
        .addressAsDNSName, "The certificate holds an IP address as if it were a DNS name",
        symptoms: [
            "openssl x509 -text": "X509v3 Subject Alternative Name: DNS:192.168.…",
            "NIOSSL (Swift)": "failedToValidateHostname: Couldn't find <none> in certificate",
            "Node, MQTT.js": "IP: … is not in the cert's list",
            "Go": "x509: cannot validate certificate for … because it doesn't contain any IP SANs",
        ],
        cause: """
            The alternative name was written DNS:192.168.56.101. Some programs are lenient and \
            compare it all the same; most look for an address among the IP entries only.
            """,
        cure: "Issue the certificate again with IP: in front of the address.",
        commands: [
            "subjectAltName=DNS:HOST,IP:ADDRESS   (in the file for openssl x509 -extfile)",
            "apus cert server HOST ADDRESS",
        ],
        reference: "RFC 5280 section 4.2.1.6; RFC 9525 section 6.4")

    static let issuerNotTrusted = Fault(
        .issuerNotTrusted, "The broker's certificate is signed by an authority that is not trusted",
        symptoms: [
            "mosquitto_pub": "Error: A TLS error occurred.",
            "mosquitto (log)": """
            OpenSSL Error[0]: error:0A000418:SSL routines::tlsv1 alert unknown ca
            """,
            "openssl s_client": "verify error:num=20:unable to get local issuer certificate",
            "openssl verify": "error 20 at 0 depth lookup: unable to get local issuer certificate",
            "Python ssl": """
            certificate verify failed: unable to get local issuer certificate
            """,
            "gnutls-cli": "The certificate issuer is unknown.",
            "Mbed TLS": "-0x2700: The certificate is not correctly signed by the trusted CA",
            "BearSSL (ESP8266)": "error 62, BR_ERR_X509_NOT_TRUSTED",
            "NIOSSL (Swift)": "handshakeFailed(sslError(… CERTIFICATE_VERIFY_FAILED …))",
            "Node, MQTT.js": """
            UNABLE_TO_VERIFY_LEAF_SIGNATURE: unable to verify the first certificate
            """,
        ],
        cause: """
            The client's cafile does not hold the authority that signed the broker's certificate: \
            it holds another authority, or the broker's certificate in its place. In the broker's \
            log 'alert unknown ca' means that the client refused the broker, not the reverse.
            """,
        cure: """
            Give the client the certificate of the authority that signed the broker's. To see \
            which that is, look at the issuer.
            """,
        commands: [
            "openssl x509 -in broker.crt -noout -issuer",
            "openssl x509 -in ca.crt -noout -subject",
            "mosquitto_pub --cafile ca.crt …   apus pub --cafile ca.crt …",
        ],
        reference: "RFC 8446 section 6.2 (unknown_ca, 48); mosquitto #968, #689, #1775")

    static let authorityRemade = Fault(
        .authorityRemade, "The authority was made anew under its old name",
        symptoms: [
            "mosquitto (log)": "tlsv1 alert unknown ca, or: tlsv1 alert decrypt error",
            "openssl verify": "error 7 at 0 depth lookup: certificate signature failure",
            "openssl verify, with key identifiers": """
            error 20 at 0 depth lookup: unable to get local issuer certificate
            """,
            "openssl, when the broker sends the authority": """
            verify error:num=19:self-signed certificate in certificate chain
            """,
            "gnutls-cli": "The certificate issuer is unknown.",
        ],
        cause: """
            Two authorities bear one name and have different keys: the old one, which signed the \
            certificate, and the new one, which the other side trusts. Their names look alike, \
            their fingerprints do not.
            """,
        cure: """
            Compare the fingerprints of the two CA files. Give everybody the new CA file, and \
            issue what the old authority signed again. An authority is made once.
            """,
        commands: [
            "openssl x509 -in ca.crt -noout -fingerprint -sha256",
            "openssl verify -CAfile ca.crt broker.crt",
        ],
        reference: "RFC 5280 sections 4.2.1.1 and 6.1.3")

    static let intermediateMissing = Fault(
        .intermediateMissing, "A certificate between the leaf and the root is not sent along",
        symptoms: [
            "mosquitto (log)": "tlsv1 alert unknown ca",
            "openssl s_client": "verify error:num=20:unable to get local issuer certificate",
            "openssl verify": "error 20 at 0 depth lookup: unable to get local issuer certificate",
            "Python ssl": "certificate verify failed: unable to get local issuer certificate",
            "Node, MQTT.js": "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
        ],
        cause: """
            The leaf is signed by an intermediate authority, which is signed by the root. Whoever \
            shows the leaf must show the intermediate too; the other side knows the root only.
            """,
        cure: "Put the intermediate's certificate below the leaf, into the same file.",
        commands: ["cat leaf.crt intermediate.crt > chain.crt   # certfile chain.crt"],
        reference: "RFC 8446 section 4.4.2; mosquitto #3352")

    static let chainOutOfOrder = Fault(
        .chainOutOfOrder, "The certificates of the chain stand in the wrong order",
        symptoms: [
            "mosquitto (log)": """
            Error: Server certificate/key are inconsistent.
            """,
            "openssl": "x509 certificate routines:X509_check_private_key:key values mismatch",
            "NIOSSL (Swift)": "failedToLoadCertificate",
        ],
        cause: """
            The first certificate of the file is taken for the owner's. Here an authority stands \
            first, whose key is another one.
            """,
        cure: "Write the leaf first, then the authority that signed it, then the next one.",
        commands: ["cat leaf.crt intermediate.crt > chain.crt"],
        reference: "RFC 8446 section 4.4.2")

    static let chainInPlaceOfRoot = Fault(
        .chainInPlaceOfRoot, "The cafile holds the broker's chain in place of the root",
        symptoms: [
            "mosquitto (log)": "tlsv1 alert unknown ca",
            "openssl verify": "error 2 at 1 depth lookup: unable to get issuer certificate",
            "Python ssl": "certificate verify failed: unable to get issuer certificate",
        ],
        cause: """
            chain.pem or fullchain.pem of the domain lists the leaf and the intermediates, not \
            the root. A chain is trusted only when it ends at a root in the cafile.
            """,
        cure: """
            Put the root's certificate into the cafile; for Let's Encrypt that is ISRG Root X1, \
            which the system has already.
            """,
        commands: ["mosquitto_pub --capath /etc/ssl/certs …", "apus pub … (no --cafile)"],
        reference: "mosquitto #1012; X509_V_FLAG_PARTIAL_CHAIN is not set by MQTT clients")

    static let selfSigned = Fault(
        .selfSigned, "The certificate signed itself, and nobody trusts it",
        symptoms: [
            "openssl s_client": "verify error:num=18:self-signed certificate",
            "openssl verify": "error 18 at 0 depth lookup: self-signed certificate",
            "Python ssl": "certificate verify failed: self-signed certificate",
            "mosquitto (log)": "tlsv1 alert unknown ca",
            "gnutls-cli": "The certificate issuer is unknown.",
            "Node, MQTT.js": "DEPTH_ZERO_SELF_SIGNED_CERT: self-signed certificate",
        ],
        cause: """
            The certificate was made without an authority (openssl req -x509), so nobody vouches \
            for it but itself.
            """,
        cure: """
            Let an authority sign it. For a trial, the certificate itself can be the other side's \
            cafile; then it must be copied again at each renewal.
            """,
        commands: ["apus ca init && apus cert server HOST"],
        reference: "X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT; RFC 5280 section 6.1")

    static let wildcardNotMatched = Fault(
        .wildcardNotMatched, "The certificate's wildcard does not match the host's name",
        symptoms: [
            "openssl s_client": "verify error:num=62:hostname mismatch",
            "mosquitto_pub": "Error: host name verification failed.",
            "Python ssl": """
            certificate verify failed: Hostname mismatch, certificate is not valid for '…'
            """,
        ],
        cause: """
            A star stands for exactly one whole label, the first one: *.example.com matches \
            broker.example.com, but neither example.com nor a.b.example.com, and no address.
            """,
        cure: "Issue the certificate with the very name that clients use.",
        commands: ["apus cert server HOST"],
        reference: "RFC 6125 section 6.4.3, RFC 9525 section 6.3")

    static let alternativeNameMissing = Fault(
        .alternativeNameMissing, "The host's name stands in the common name only",
        symptoms: [
            "Go": """
            x509: certificate relies on legacy Common Name field, use SANs instead
            """,
            "Python ssl": """
            certificate verify failed: Hostname mismatch, certificate is not valid for '…'
            """,
            "browsers": "NET::ERR_CERT_COMMON_NAME_INVALID",
            "mosquitto_pub, openssl": "works",
        ],
        cause: """
            The certificate has no subject alternative name. mosquitto and OpenSSL fall back to \
            the common name; Go and browsers do not.
            """,
        cure: "Issue the certificate again with the name as an alternative name too.",
        commands: [
            "subjectAltName=DNS:HOST   (in the file for openssl x509 -extfile)",
            "apus cert server HOST",
        ],
        reference: "RFC 2818 section 3.1, RFC 9525 section 2")
}
