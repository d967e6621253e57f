import BrokerConfiguration
import BrokerCore
import MQTTPackets
import Testing

@Test func `without a listener both loopback addresses are open to anonymous clients`() throws {
    var expected = BrokerSettings.loopbackOnly()
    expected.persistence.isEnabled = true
    #expect(try settings("") == expected)
    #expect(
        try settings("", overrides: ConfigurationOverrides(port: 1999)).listeners.map(\.address)
            == [.tcp(host: "127.0.0.1", port: 1999), .tcp(host: "::1", port: 1999)])
    #expect(
        try settings("allow_anonymous false").listeners.map(\.isAnonymousAllowed) == [false, false])
}

@Test func `a port on the command line has no effect beside a listener`() throws {
    let read = try settings("listener 1884", overrides: ConfigurationOverrides(port: 1999))
    #expect(read.listeners.map(\.address) == [.tcp(host: nil, port: 1884)])
}

@Test func `a written listener lets no anonymous client in unless told to`() throws {
    #expect(try settings("listener 1883").listeners.map(\.isAnonymousAllowed) == [false])
    #expect(
        try settings("listener 1883\nlistener 1884\nallow_anonymous true")
            .listeners.map(\.isAnonymousAllowed) == [true, true])
}

@Test func `with per_listener_settings each listener has its own access rules`() throws {
    let read = try settings(
        """
        per_listener_settings true
        listener 1883
        allow_anonymous true
        allow_zero_length_clientid false
        listener 1884 127.0.0.1
        password_file /users
        scram_file /scram
        auto_id_prefix guest-
        """)
    #expect(read.listeners.map(\.isAnonymousAllowed) == [true, false])
    #expect(read.listeners.map(\.passwordFile) == [nil, "/users"])
    #expect(read.listeners.map(\.scramFile) == [nil, "/scram"])
    #expect(read.listeners.map(\.isZeroLengthClientIDAllowed) == [false, true])
    #expect(read.listeners.map(\.assignedClientIDPrefix) == ["auto-", "guest-"])
}

@Test func `scram_file lets somebody into every listener, also into those of no file`() throws {
    let read = try settings("scram_file /scram\nlistener 1883\nlistener 1884")
    #expect(read.listeners.map(\.scramFile) == ["/scram", "/scram"])
    #expect(read.listeners.map(\.isAnonymousAllowed) == [false, false])
    #expect(try settings("scram_file /scram").listeners.map(\.scramFile) == ["/scram", "/scram"])
}

@Test func `a listener's own rule outweighs the one for all`() throws {
    let read = try settings(
        "listener 1\nlistener 2\nlistener_allow_anonymous true\nlistener_auto_id_prefix b-\n"
            + "allow_anonymous false\nauto_id_prefix a-")
    #expect(read.listeners.map(\.isAnonymousAllowed) == [false, true])
    #expect(read.listeners.map(\.assignedClientIDPrefix) == ["a-", "b-"])
}

@Test func `listener options describe the last listener above them`() throws {
    let read = try settings(
        """
        listener 1883
        listener 8883 192.168.4.1
        certfile /c
        keyfile /k
        capath /authorities
        ciphers HIGH
        ciphers_tls1.3 TLS_AES_128_GCM_SHA256
        tls_version tlsv1.3
        use_subject_as_username true
        require_certificate true
        max_connections 7
        listener 0 /run/apus.sock
        max_connections -1
        """)
    #expect(
        read.listeners == [
            ListenerSettings(address: .tcp(host: nil, port: 1883)),
            ListenerSettings(
                address: .tcp(host: "192.168.4.1", port: 8883),
                tls: TLSSettings(
                    certificateFile: "/c", keyFile: "/k", certificateAuthorityPath: "/authorities",
                    requiresCertificate: true, userNameFromCertificate: .subject,
                    minimumVersion: .tls13, cipherList: "HIGH",
                    cipherSuites: "TLS_AES_128_GCM_SHA256"),
                connectionsMax: 7),
            ListenerSettings(address: .unix(path: "/run/apus.sock")),
        ])
}

@Test func `the common name outweighs the subject as user name`() throws {
    let read = try settings(
        "listener 1\ncertfile c\nkeyfile k\ncafile a\nrequire_certificate true\n"
            + "use_subject_as_username true\nuse_identity_as_username true")
    #expect(read.listeners.first?.tls?.userNameFromCertificate == .commonName)
}

@Test func `options of identities reach the listener`() throws {
    let read = try settings(
        """
        listener 1
        certfile c
        keyfile k
        cafile a
        require_certificate true
        use_san_as_username uri
        one_client_per_certificate true
        drop_expired_certificates true
        bind_client_id true
        listener 2
        allow_anonymous true
        bind_client_id true
        use_username_as_clientid true
        """)
    let tls = try #require(read.listeners[0].tls)
    #expect(tls.userNameFromCertificate == .alternativeName(.uri))
    #expect(tls.isOneClientPerCertificate && tls.dropsExpiredCertificates)
    #expect(read.listeners.map(\.clientIDRule) == [.boundToUserName, .userName])
}

@Test(arguments: ["one_client_per_certificate", "drop_expired_certificates"])
func `an option about certificates means nothing without them`(option: String) {
    let read = lines("listener 1\ncertfile c\nkeyfile k\nallow_anonymous true\n\(option) true")
    #expect(
        read.contains {
            $0.contains("The '\(option)' option requires 'require_certificate'")
        })
}

@Test func `an alternative name is of one of three kinds`() {
    let read = lines("listener 1\nuse_san_as_username ip")
    #expect(read.contains { $0.hasSuffix("Invalid 'use_san_as_username' value (ip).") })
}

@Test func `the outdated port and bind_address make one listener`() throws {
    let read = try settings(
        "certfile c\nkeyfile k\nport 8883\nbind_address 10.0.0.1\nlistener 1884")
    #expect(
        read.listeners.map(\.address) == [
            .tcp(host: "10.0.0.1", port: 8883), .tcp(host: nil, port: 1884),
        ])
    #expect(read.listeners.map { $0.tls != nil } == [true, false])
    #expect(!read.listeners[0].isAnonymousAllowed)
}

@Test func `carriage returns, indentation, comments and a byte order mark do not matter`() throws {
    let read = try settings(
        "\u{FEFF}# comment\r\n\r\n  listener 1883 # all\r\n\tpid_file /run/a b.pid  \r\n")
    #expect(read.listeners.map(\.address) == [.tcp(host: nil, port: 1883)])
    #expect(read.processIDFile == "/run/a b.pid")
}

@Test func `limits are taken, and zero means no limit where mosquitto says so`() throws {
    let read = try settings(
        """
        max_packet_size 1000
        message_size_limit 900
        max_inflight_messages 5
        max_queued_messages 0
        max_queued_bytes 4096
        max_keepalive 60
        global_max_connections 10
        global_max_clients 20
        persistent_client_expiration 2d
        """)
    var expected = Limits()
    expected.packetBytesMax = 1000
    expected.payloadBytesMax = 900
    expected.receiveMaximum = 5
    expected.inflightMessagesMax = 5
    expected.queuedMessagesMax = nil
    expected.queuedBytesMax = 4096
    expected.keepAliveSecondsMax = 60
    expected.connectionsMax = 10
    expected.sessionsMax = 20
    expected.sessionExpiryMax = .seconds(172_800)
    #expect(read.limits == expected)
    #expect(try settings("max_inflight_messages 0").limits.receiveMaximum == 65_535)
    #expect(try settings("max_inflight_messages 65535").limits.inflightMessagesMax == 65_535)
    #expect(try settings("max_packet_size 20").limits.packetBytesMax == 20)
}

@Test func `what is logged, where and with which time is taken`() throws {
    let read = try settings(
        """
        log_dest stdout
        log_dest file /var/log/apus.log
        log_type error
        log_type notice subscribe
        log_timestamp_format %Y-%m-%dT%H:%M:%S
        connection_messages false
        """)
    #expect(
        read.logging
            == LoggingSettings(
                destinations: [.standardOutput, .file(path: "/var/log/apus.log")],
                types: [.error, .notice, .subscribe],
                timestamp: .format("%Y-%m-%dT%H:%M:%S"),
                logsConnections: false))
    #expect(try settings("log_dest none").logging.destinations == [])
    #expect(try settings("log_type none").logging.types == [])
    #expect(try settings("log_timestamp false").logging.timestamp == .none)
    let verbose = ConfigurationOverrides(logsEverything: true)
    #expect(try settings("log_type error", overrides: verbose).logging.types == .all)
}

@Test func `state is kept and forced to disk unless told otherwise`() throws {
    #expect(try settings("").persistence == PersistenceSettings(isEnabled: true))
    #expect(try settings("").persistence.durability == .sync)
    #expect(try settings("persistence true").persistence.isEnabled)
    #expect(try !settings("persistence false").persistence.isEnabled)
}

@Test func `where state is kept is taken as it was written`() throws {
    let read = try settings("persistence 1\npersistence_file p.db\npersistence_location /var/x")
    #expect(
        read.persistence
            == PersistenceSettings(isEnabled: true, location: "/var/x", file: "p.db"))
}

@Test(arguments: [
    ("sync", Durability.sync), ("off", .off), ("interval 1", .interval(.milliseconds(1))),
    ("interval \t 60000", .interval(.seconds(60))),
])
func `durability says what an acknowledgement promises`(
    value: String, durability: Durability
) throws {
    #expect(try settings("durability \(value)").persistence.durability == durability)
}

@Test func `the remaining switches of the broker are taken`() throws {
    let read = try settings("retain_available false\nset_tcp_nodelay true\nsys_interval 0")
    #expect(!read.isRetainAvailable)
}

@Test func `QoS and topic aliases are limited per listener`() throws {
    let read = try settings(
        """
        listener 1883
        max_qos 1
        max_topic_alias 0
        max_topic_alias_broker 65535
        listener 1884
        """)
    #expect(read.listeners.map(\.qosMax) == [.atLeastOnce, .exactlyOnce])
    #expect(read.listeners.map(\.topicAliasMaximum) == [0, 10])
    #expect(read.listeners.map(\.topicAliasMaximumToClients) == [65_535, 10])
}

@Test func `a payload's format is checked on demand only`() throws {
    #expect(try !settings("").checksPayloadFormat)
    #expect(try settings("check_payload_format true").checksPayloadFormat)
}

@Test func `max_keepalive 0 is no limit`() throws {
    #expect(try settings("max_keepalive 60").limits.keepAliveSecondsMax == 60)
    #expect(try settings("max_keepalive 0").limits.keepAliveSecondsMax == nil)
}
