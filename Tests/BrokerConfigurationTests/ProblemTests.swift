import BrokerConfiguration
import BrokerCore
import Testing

@Test(arguments: [
    ("listner 1883", "Unknown configuration variable 'listner'. Did you mean 'listener'?"),
    ("Listener 1883", "Unknown configuration variable 'Listener'. Did you mean 'listener'?"),
    ("qwertyuiop 1", "Unknown configuration variable 'qwertyuiop'."),
    ("log_type", "Empty 'log_type' value in configuration."),
    ("listener", "Empty 'listener' value in configuration."),
    ("log_dest file", "Empty 'log_dest' value in configuration."),
    ("persistence maybe", "Invalid 'persistence' value (maybe)."),
    ("durability fast", "Invalid 'durability' value (fast)."),
    ("durability interval", "Invalid 'durability' value (interval)."),
    ("durability sync 5", "Invalid 'durability' value (sync 5)."),
    ("durability interval soon", "'durability' value not a number."),
    ("durability interval 0", "'durability' must be between 1 and 60000 inclusive."),
    ("durability interval 60001", "'durability' must be between 1 and 60000 inclusive."),
    ("log_type chatter", "Invalid 'log_type' value (chatter)."),
    ("log_dest printer", "Invalid 'log_dest' value (printer)."),
    ("max_queued_messages many", "'max_queued_messages' value not a number."),
    ("max_queued_messages -1", "Invalid 'max_queued_messages' value (-1)."),
    ("max_inflight_messages 65536", "'max_inflight_messages' must be <= 65535."),
    ("max_packet_size 19", "'max_packet_size' must be >= 20."),
    ("max_keepalive 65536", "Invalid 'max_keepalive' value (65536)."),
    ("sys_interval -1", "Invalid 'sys_interval' value (-1)."),
    ("persistent_client_expiration 5x", "Invalid 'persistent_client_expiration' value (5x)."),
    (
        "websockets_headers_size 65536",
        "'websockets_headers_size' must be between 0 and 65535 inclusive."
    ),
    ("listener 65536", "Invalid 'listener' value (65536)."),
    ("listener x", "Invalid 'listener' value (x)."),
    ("listener 0", "A listener with port 0 must provide a Unix socket path."),
    ("listener 1883 a b", "Invalid 'listener' value (1883 a b)."),
    ("port 0", "Invalid 'port' value (0)."),
    ("cafile /ca", "The 'cafile' option requires a listener to be defined first."),
    ("mount_point x", "The 'mount_point' option requires a listener to be defined first."),
    ("address 10.0.0.1", "The 'address' option requires a bridge to be defined first."),
    (
        "plugin_opt_file x",
        "The 'plugin_opt_file' option requires plugin/global_plugin/plugin_load to be defined"
            + " first."
    ),
    ("plugin_opt_ x", "Invalid 'plugin_opt_' config option."),
    (
        "acl_file /acl",
        "The 'acl_file' option is not supported yet: without its rules every client would reach"
            + " every topic."
    ),
    (
        "connection cloud",
        "The 'connection' option is not supported yet: bridges to other brokers are not built."
    ),
    (
        "queue_qos0_messages true",
        "The 'queue_qos0_messages' option is not supported yet: QoS 0 messages for absent clients"
            + " would be lost."
    ),
    ("include_dir", "Empty 'include_dir' value in configuration."),
])
func `a bad line is refused with its place and reason`(line: String, reason: String) {
    #expect(
        lines("# first\n\(line)\n").filter { !$0.contains("Warning") } == [
            "x.conf:2: Error: \(reason)"
        ])
}

@Test(arguments: [
    (
        "protocol websockets",
        "The 'protocol' option is not supported yet: only 'protocol mqtt' is built, not"
            + " 'websockets'."
    ),
    (
        "protocol http_api",
        "The 'protocol' option is not supported yet: only 'protocol mqtt' is built, not 'http_api'."
    ),
    ("protocol amqp", "Invalid 'protocol' value (amqp)."),
    ("tls_version tlsv1.9", "Invalid 'tls_version' value (tlsv1.9)."),
    ("max_qos 3", "'max_qos' must be between 0 and 2 inclusive."),
    (
        "mount_point /m",
        "The 'mount_point' option is not supported yet: its clients would share topics with all"
            + " others."
    ),
    ("enable_proxy_protocol 3", "'enable_proxy_protocol' must be between 1 and 2 inclusive."),
    ("listener 1883", "Duplicate 'listener' value in configuration."),
    (
        "listener_auto_id_prefix \(String(repeating: "a", count: 51))",
        "'listener_auto_id_prefix' length must be <= 50."
    ),
])
func `a bad line of a listener is refused with its place and reason`(
    line: String, reason: String
) {
    let text = "allow_anonymous true\nlistener 1883\n\(line)\n"
    #expect(lines(text) == ["x.conf:3: Error: \(reason)"])
    #expect(isRefused(text))
}

@Test(arguments: [
    "pid_file", "persistence_file", "persistence_location", "log_timestamp_format",
    "password_file", "scram_file", "auto_id_prefix",
])
func `a text written twice is refused`(name: String) {
    #expect(
        lines("\(name) a\n\(name) b").first
            == "x.conf:2: Error: Duplicate '\(name)' value in configuration.")
}

@Test func `a second log file is refused`() {
    #expect(
        lines("log_dest file a\nlog_dest file b")
            == ["x.conf:2: Error: Duplicate 'log_dest' value in configuration."])
}

@Test func `all errors of a file are reported in its order`() {
    let text = "listener 1883\nallow_anonymous true\nmax_packet_size 1\nfoo 1\ncertfile /c\n"
    #expect(
        lines(text) == [
            "x.conf:1: Error: The 'certfile' option requires 'keyfile' on the same listener.",
            "x.conf:3: Error: 'max_packet_size' must be >= 20.",
            "x.conf:4: Error: Unknown configuration variable 'foo'.",
        ])
}

@Test(arguments: [
    ("keyfile /k", "keyfile", "certfile"),
    ("certfile /c", "certfile", "keyfile"),
    ("certfile /c\nkeyfile /k\nrequire_certificate true", "require_certificate", "cafile"),
])
func `an option of TLS that would stay without effect is refused`(
    text: String, option: String, other: String
) {
    #expect(
        lines("allow_anonymous true\nlistener 1883\n\(text)")
            == ["x.conf:2: Error: The '\(option)' option requires '\(other)' on the same listener."]
    )
}

@Test func `a listener that requires certificates but speaks no TLS is refused`() {
    #expect(isRefused("listener 1883\nrequire_certificate true\ncafile /ca\n"))
}

@Test func `the lines of a refused bridge are reported once`() {
    #expect(lines("connection a\naddress 10.0.0.1\ntopic # both\n").count == 1)
}

@Test func `per_listener_settings below an access option is refused`() {
    #expect(
        lines("allow_anonymous true\nper_listener_settings true") == [
            "x.conf:2: Error: per_listener_settings must be set before any other security settings."
        ])
}

@Test func `an access option above the first listener is refused when each has its own`() {
    #expect(
        lines("per_listener_settings true\nallow_anonymous true\nlistener 1883").first
            == "x.conf:2: Error: The 'allow_anonymous' option requires a listener to be"
            + " defined first."
    )
}

@Test(arguments: [
    ("user mosquitto", "The 'user' option has no effect: start the broker as that user instead."),
    (
        "port 1883\nallow_anonymous true",
        "The 'port' option is deprecated. Please use 'listener' instead."
    ),
    (
        "log_dest topic",
        "The 'log_dest' option has no effect: log lines are not published on $SYS topics yet."
    ),
])
func `what has no effect is said and does not keep the broker from starting`(
    text: String, warning: String
) {
    #expect(lines(text) == ["x.conf:1: Warning: \(warning)"])
    #expect(!isRefused(text))
}

@Test func `an outdated TLS version is raised to 1.2 with a warning`() throws {
    let text = """
        listener 8883
        allow_anonymous true
        certfile /c
        keyfile /k
        tls_version tlsv1.1
        """
    #expect(
        lines(text) == [
            "x.conf:5: Warning: 'tls_version' tlsv1.1 is outdated (RFC 8996); TLS 1.2 or later is"
                + " spoken instead."
        ])
    #expect(try settings(text).listeners.first?.tls?.minimumVersion == .tls12)
}

@Test func `a listener that lets nobody in is said`() {
    #expect(lines("listener 1883").first?.hasPrefix("x.conf:1: Warning: No client can") == true)
}

@Test(arguments: [
    "queue_qos0_messages false", "upgrade_outgoing_qos false", "check_retain_source true",
])
func `an unsupported flag that asks for nothing is taken without a word`(line: String) {
    #expect(lines(line) == [])
}
