import BrokerCore
import MQTTPackets

extension OptionTable {
    /// Where clients connect.
    static let listenerOptions: [ConfigurationOption] = [
        ConfigurationOption(
            "listener", .structure(.listener),
            standard: "127.0.0.1 and ::1 on port 1883, with anonymous clients allowed",
            isReloadable: false,
            "Opens a port, on all addresses or on one, or a Unix socket; later lines describe it."),
        ConfigurationOption(
            "protocol", .listener(protocolValue), standard: "mqtt", isReloadable: false,
            "What clients of this listener speak."),
        ConfigurationOption(
            "max_connections",
            .listener(
                .number(.within(-1...Int(Int32.max))) { number, listener in
                    listener.connectionsMax = number > 0 ? number : nil
                }), standard: "-1, no limit", isReloadable: false,
            "The clients that may be connected to this listener at once."),
        ConfigurationOption(
            "max_qos",
            .listener(
                .number(.between(0...2)) { number, listener in
                    listener.qosMax = QoS(rawValue: UInt8(number)) ?? .exactlyOnce
                }), standard: "2", isReloadable: false,
            "The highest QoS at which clients of this listener may publish."),
        ConfigurationOption(
            "use_username_as_clientid", .listener(.flag(\.usesUserNameAsClientID)),
            standard: "false", isReloadable: false,
            "Puts the user name in place of the identifier that the client sent; who has no user "
                + "name is refused."),
        ConfigurationOption(
            "bind_client_id", .listener(.flag(\.bindsClientID)), standard: "false",
            isReloadable: false,
            "Refuses a client identifier that is neither the user name nor begins with it and a "
                + "character that is no letter or digit, such as sensor-1/a for sensor-1."),
        ConfigurationOption(
            "max_topic_alias",
            .listener(
                .number(.within(0...65_535)) { number, listener in
                    listener.topicAliasMaximum = UInt16(clamping: number)
                }), standard: "10", isReloadable: false,
            "The topic aliases that an MQTT 5 client of this listener may set; 0 for none."),
        ConfigurationOption(
            "max_topic_alias_broker",
            .listener(
                .number(.within(0...65_535)) { number, listener in
                    listener.topicAliasMaximumToClients = UInt16(clamping: number)
                }), standard: "10", isReloadable: false,
            "The topic aliases that the broker sets for an MQTT 5 client that takes them."),
        ConfigurationOption(
            "port", .structure(.port), standard: "1883", isReloadable: false,
            "Outdated: the port of a listener without a line of its own."),
        ConfigurationOption(
            "bind_address", .structure(.bindAddress), standard: "all addresses",
            isReloadable: false, "Outdated: the address of a listener without a line of its own."),
    ]

    /// How a listener speaks TLS.
    static let tlsOptions: [ConfigurationOption] = [
        ConfigurationOption(
            "certfile", .listener(.text(\.certificateFile)), standard: "none, no TLS",
            "PEM file with the certificate, and those between it and the root, that clients see."),
        ConfigurationOption(
            "keyfile", .listener(.text(\.keyFile)), standard: "none, no TLS",
            "PEM file with the private key of certfile."),
        ConfigurationOption(
            "cafile", .listener(.text(\.certificateAuthorityFile)), standard: "none",
            "PEM file with the authorities that may have signed a client's certificate."),
        ConfigurationOption(
            "capath", .listener(.text(\.certificateAuthorityPath)), standard: "none",
            "Folder with such authorities; run openssl rehash on it after each change."),
        ConfigurationOption(
            "crlfile", .listener(.text(\.revocationListFile)), standard: "none",
            "PEM file with the revocation list of every authority; a listed certificate is refused."
        ),
        ConfigurationOption(
            "require_certificate", .listener(.flag(\.requiresCertificate)), standard: "false",
            isReloadable: false, "Whether a client must show a certificate that verifies."),
        ConfigurationOption(
            "use_identity_as_username", .listener(.flag(\.usesCommonNameAsUserName)),
            standard: "false", isReloadable: false,
            "Takes the user name from the common name of the client's certificate."),
        ConfigurationOption(
            "use_subject_as_username", .listener(.flag(\.usesSubjectAsUserName)),
            standard: "false", isReloadable: false,
            "Takes the user name from the whole subject of the client's certificate."),
        ConfigurationOption(
            "use_san_as_username", .listener(alternativeNameValue), standard: "none",
            isReloadable: false,
            "Takes the user name from the first alternative name of that kind (SAN) in the "
                + "client's certificate."),
        ConfigurationOption(
            "one_client_per_certificate", .listener(.flag(\.isOneClientPerCertificate)),
            standard: "false", isReloadable: false,
            "Refuses a client while another one, with another identifier, is connected with the "
                + "same certificate."),
        ConfigurationOption(
            "drop_expired_certificates", .listener(.flag(\.dropsExpiredCertificates)),
            standard: "false, as in mosquitto", isReloadable: false,
            "Whether a client is disconnected at the moment when its certificate expires. If not, "
                + "it stays until it parts by itself or the broker reloads (SIGHUP)."),
        ConfigurationOption(
            "tls_version", .listener(tlsVersionValue), standard: "tlsv1.2", isReloadable: false,
            "The oldest version of TLS that is spoken."),
        ConfigurationOption(
            "ciphers", .listener(.text(\.cipherList)), standard: "OpenSSL's", isReloadable: false,
            "The ciphers of TLS 1.2, as openssl ciphers writes them."),
        ConfigurationOption(
            "ciphers_tls1.3", .listener(.text(\.cipherSuites)), standard: "OpenSSL's",
            isReloadable: false, "The cipher suites of TLS 1.3, separated by colons."),
    ]

    /// Who may connect.
    static let accessOptions: [ConfigurationOption] = [
        ConfigurationOption(
            "per_listener_settings", .structure(.perListenerSettings), standard: "false",
            "Makes the access options describe the listener above them instead of all."),
        ConfigurationOption(
            "allow_anonymous", .access(.flag(\.isAnonymousAllowed)),
            standard: "false; true when no listener is written",
            "Whether a client may connect without a user name."),
        ConfigurationOption(
            "listener_allow_anonymous", .listener(.flag(\.isAnonymousAllowed)),
            standard: "as allow_anonymous",
            "Whether a client of this listener may connect without a user name."),
        ConfigurationOption(
            "password_file", .access(.text(\.passwordFile)), standard: "none",
            "Users and their hashed passwords, as mosquitto_passwd writes them."),
        ConfigurationOption(
            "scram_file", .access(.text(\.scramFile)), standard: "none, no SCRAM",
            "Users who prove their password by SCRAM-SHA-256 (MQTT 5), as apus scram writes them."),
        ConfigurationOption(
            "allow_zero_length_clientid", .access(.flag(\.isZeroLengthClientIDAllowed)),
            standard: "true", isReloadable: false,
            "Whether a client may leave its identifier empty and be given one."),
        ConfigurationOption(
            "auto_id_prefix", .access(.text(\.assignedClientIDPrefix, bytesMax: 50)),
            standard: "auto-", isReloadable: false,
            "What the identifiers given to clients begin with."),
        ConfigurationOption(
            "listener_auto_id_prefix",
            .listener(.text(\.assignedClientIDPrefix, bytesMax: 50)),
            standard: "as auto_id_prefix", isReloadable: false,
            "What the identifiers given to clients of this listener begin with."),
    ]

    private static let protocolValue = OptionValue<ListenerDraft>.other("mqtt") {
        (text, listener) throws(ProblemReason) in
        switch text {
        case "mqtt": listener.protocol = .mqtt
        case "websockets", "http_api":
            throw .unsupported(why: "only 'protocol mqtt' is built, not '\(text)'")
        default: throw .invalidValue(text)
        }
    }

    private static let alternativeNameValue = OptionValue<ListenerDraft>.other(
        AlternativeName.allCases.map(\.rawValue).joined(separator: " | ")
    ) { (text, listener) throws(ProblemReason) in
        guard let kind = AlternativeName(rawValue: text) else { throw .invalidValue(text) }
        listener.alternativeNameAsUserName = kind
    }

    private static let tlsVersionValue = OptionValue<ListenerDraft>.other("tlsv1.2 | tlsv1.3") {
        (text, listener) throws(ProblemReason) in
        if listener.minimumTLSVersion != nil { throw .duplicateValue }
        switch text {
        case "tlsv1", "tlsv1.0", "tlsv1.1":
            listener.minimumTLSVersion = .tls12
            throw .raisedTLSVersion(from: text)
        default:
            guard let version = TLSVersion(rawValue: text) else { throw .invalidValue(text) }
            listener.minimumTLSVersion = version
        }
    }
}
