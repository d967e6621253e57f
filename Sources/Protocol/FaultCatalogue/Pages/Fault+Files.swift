/// Files.
extension Fault {
    static let keyOfAnotherCertificate = Fault(
        .keyOfAnotherCertificate, "The private key belongs to another certificate",
        symptoms: [
            "mosquitto (log)": "Error: Unable to load server key file \"…\". Check keyfile.",
            "mosquitto_pub": "Unable to connect (A TLS error occurred.).",
            "openssl": "error:05800074:x509 certificate routines::key values mismatch",
            "Python ssl": "[X509: KEY_VALUES_MISMATCH] key values mismatch",
            "NIOSSL (Swift)": "failedToLoadPrivateKey",
            "Node, MQTT.js": "ERR_OSSL_X509_KEY_VALUES_MISMATCH",
        ],
        cause: "A certificate holds one public key, and the private key is not its other half.",
        cure: "Compare the two public keys, and take the pair that was made together.",
        commands: [
            "openssl x509 -in broker.crt -noout -pubkey | sha256sum",
            "openssl pkey -in broker.key -pubout | sha256sum",
        ],
        reference: "X509_check_private_key(3)")

    static let filesSwapped = Fault(
        .filesSwapped, "Certificate and key are given in place of each other",
        symptoms: [
            "mosquitto (log)": "Error: Unable to load server certificate \"…\". Check certfile.",
            "openssl": "error:1E08010C:DECODER routines::unsupported",
            "Python ssl": "[SSL] PEM lib (_ssl.c:…)",
            "NIOSSL (Swift)": "failedToLoadCertificate",
        ],
        cause: "The file given as certificate holds a private key, or the reverse.",
        cure: "Swap the two options. The first line of each file says what it holds.",
        commands: ["head -1 broker.crt broker.key"],
        reference: "RFC 7468")

    static let keyUnreadable = Fault(
        .keyUnreadable, "The program's user may not read its key",
        symptoms: [
            "mosquitto (log)": """
            Error: Unable to load server key file "…". Check keyfile.
            """,
            "mosquitto (OpenSSL)": "error:8000000D:system library::Permission denied",
            "systemd": "mosquitto.service: Main process exited, code=exited, status=1/FAILURE",
        ],
        cause: """
            mosquitto gives up root's rights before it reads its key, and goes on as the user \
            mosquitto. A key of root with mode 0600 is closed to that user, and so is a folder on \
            the way, such as /etc/letsencrypt/live.
            """,
        cure: """
            Give the key to the user, and to nobody else; for Let's Encrypt, copy it in a deploy \
            hook.
            """,
        commands: [
            "chown mosquitto: broker.key && chmod 0600 broker.key",
            "sudo -u mosquitto head -1 broker.key",
        ],
        reference: "mosquitto #3289, #1972, #2161, #873")

    static let keyEncrypted = Fault(
        .keyEncrypted, "The private key is encrypted, and there is no passphrase",
        symptoms: [
            "mosquitto (terminal)": "Enter PEM pass phrase:",
            "openssl": """
            error:1400006B:UI routines::processing error; \
            error:0480006D:PEM routines::problems getting password
            """,
            "mosquitto (log)": "Error: Unable to load server key file \"…\". Check keyfile.",
            "Python ssl": "Enter PEM pass phrase:",
            "NIOSSL (Swift)": "failedToLoadPrivateKey",
            "Mbed TLS": """
            -0x3D62: PK - Invalid key tag or value; PK - Private key password can't be empty
            """,
            "Node, MQTT.js": "ERR_MISSING_PASSPHRASE: Passphrase required for encrypted key",
        ],
        cause: """
            The key file is locked by a passphrase; a program that runs without a terminal waits \
            for it forever or gives up.
            """,
        cure: """
            Write the key without a passphrase, readable to its user only; or keep it in a token.
            """,
        commands: ["openssl pkey -in locked.key -out broker.key && chmod 0600 broker.key"],
        reference: "RFC 5958 (ENCRYPTED PRIVATE KEY); RFC 1421 (DEK-Info)")

    static let fileMissing = Fault(
        .fileMissing, "A file that is named is not there",
        symptoms: [
            "mosquitto_pub": "Error: Problem setting TLS options: File not found.",
            "mosquitto (log)": """
            Error: Unable to load CA certificates. Check cafile "…".
            """,
            "openssl": "error:80000002:system library::No such file or directory",
            "Python ssl": "FileNotFoundError: [Errno 2] No such file or directory",
            "NIOSSL (Swift)": "noSuchFilesystemObject",
        ],
        cause: """
            The path is misspelt, or it is relative to a folder other than the one in which the \
            program was started.
            """,
        cure: "Write the whole path, and look whether it is there.",
        commands: ["ls -l /etc/mosquitto/certs/"],
        reference: "mosquitto.conf(5), certfile, keyfile, cafile")

    static let notPEM = Fault(
        .notPEM, "The file is not PEM",
        symptoms: [
            "openssl": """
            error:0480006C:PEM routines::no start line; \
            error:05800088:x509 certificate routines::no certificate or crl found
            """,
            "mosquitto (log)": "Error: Unable to load server certificate \"…\". Check certfile.",
            "Python ssl": "[X509: NO_CERTIFICATE_OR_CRL_FOUND] no certificate or crl found",
            "gnutls-cli": "Error setting the x509 trust file: No certificate was found.",
            "NIOSSL (Swift)": "failedToLoadCertificate, or: NO_CERTIFICATE_OR_CRL_FOUND",
            "Mbed TLS": "-0x2780: X509 - Format not recognized as DER or PEM",
        ],
        cause: """
            PEM is text between -----BEGIN and -----END lines. The file is binary DER (often \
            named .cer or .der), a PKCS #12 file (.p12, .pfx), empty, or begins with a byte-order \
            mark that an editor of Windows wrote.
            """,
        cure: "Convert it.",
        commands: [
            "openssl x509 -inform DER -in ca.cer -out ca.crt",
            "openssl pkcs12 -in device.p12 -nodes -out device.pem",
            #"sed -i '1s/^\xEF\xBB\xBF//' ca.crt"#,
        ],
        reference: "RFC 7468")

    static let blocksJoined = Fault(
        .blocksJoined, "Two PEM blocks were joined without a line break",
        symptoms: [
            "openssl": "error:04800066:PEM routines::bad end line",
            "the file": "-----END CERTIFICATE----------BEGIN CERTIFICATE-----",
            "Python ssl": "[X509] PEM lib (_ssl.c:…), or: [SSL] PEM lib",
        ],
        cause: """
            The first file did not end with a line break, so that cat put the next one's first \
            line behind its last.
            """,
        cure: "Put a line break between the two.",
        commands: [#"sed -i 's/-----\(-----BEGIN\)/-----\n\1/' chain.crt"#],
        reference: "RFC 7468 section 2")

    static let trustedCertificate = Fault(
        .trustedCertificate, "The file holds a 'trusted certificate', which only OpenSSL reads",
        symptoms: [
            "the file": "-----BEGIN TRUSTED CERTIFICATE-----",
            "Mbed TLS": """
            -0x7680: SSL - No CA Chain is set; -0x1080: PEM - No PEM header or footer found
            """,
            "gnutls-cli": "Error setting the x509 trust file: No certificate was found.",
            "Mongoose OS": "mbedtls_x509_crt_parse: -0x1080",
            "mosquitto, openssl": "works",
        ],
        cause: """
            openssl x509 -trustout (or -addtrust) appends OpenSSL's own notes on what the \
            certificate is trusted for. Other libraries do not know that form.
            """,
        cure: "Write it as a plain certificate; the notes are lost.",
        commands: ["openssl x509 -in trusted.pem -out plain.pem"],
        reference: "openssl-x509(1), Trust Options")

    static let certificateUnreadable = Fault(
        .certificateUnreadable, "A certificate is damaged",
        symptoms: [
            "mosquitto (log)": "Error: Unable to load server certificate \"…\". Check certfile.",
            "openssl": """
            error:0680009B:asn1 encoding routines::too long; \
            error:06800066:asn1 encoding routines::bad object header
            """,
            "gnutls-cli": "Error loading cert file: ASN1 parser: Error in DER parsing.",
            "openssl, older": "error:0D07209B:asn1 encoding routines:ASN1_get_object:too long",
            "Python ssl": "[SSL] PEM lib (_ssl.c:…), or: [ASN1] nested asn1 error",
            "Mbed TLS": """
            -0x2180: X509 - The CRT/CRL/CSR format is invalid, e.g. different type expected
            """,
            "Node, MQTT.js": "ERR_OSSL_ASN1_TOO_LONG",
        ],
        cause: """
            Between the -----BEGIN and -----END lines stand bytes that are no certificate: lines \
            are missing, or were changed when the text was pasted or sent.
            """,
        cure: "Copy the file again from where it was made, as a file.",
        commands: ["openssl x509 -in broker.crt -noout -subject", "sha256sum broker.crt"],
        reference: "RFC 5280 section 4.1; X.690")

    static let keyReadableByOthers = Fault(
        .keyReadableByOthers, "Others than its owner may read a private key",
        symptoms: [
            "ls -l": "-rw-r--r-- 1 root root … broker.key",
            "ssh, for comparison": "WARNING: UNPROTECTED PRIVATE KEY FILE!",
            "mosquitto, openssl": "works, and says nothing",
        ],
        cause: "Who can read the key can be the broker, or the device, and nobody notices.",
        cure: "Close it. If others have been on the machine, make a new key.",
        commands: ["chmod 0600 broker.key"],
        reference: "NIST SP 800-57 part 1, section 6.2")

    static let authorityKeyExposed = Fault(
        .authorityKeyExposed, "The authority's private key lies where others get it",
        symptoms: [
            "the file": "-----BEGIN PRIVATE KEY----- beside -----BEGIN CERTIFICATE-----",
            "git log": "ca.key in a public repository",
            "mosquitto, openssl": "works, and says nothing",
        ],
        cause: """
            Who has the authority's key can issue certificates that all devices believe. It is in \
            a file that is given to devices or brokers, in a repository, or readable to everybody.
            """,
        cure: """
            If anybody may have read it, make a new authority and issue everything again. Keep the \
            key of the new one on one machine that is no broker, or in a token; devices and \
            brokers need its certificate only.
            """,
        commands: [
            "grep -l 'PRIVATE KEY' *.crt *.pem", "apus ca init --dir /root/greenhouse-ca",
        ],
        reference: "RFC 5280 section 8; CWE-321")
}
