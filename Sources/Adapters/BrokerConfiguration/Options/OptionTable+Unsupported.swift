extension OptionTable {
    /// What mosquitto has and Apus does not: refused where leaving it out would surprise.
    static let unsupportedOptions: [ConfigurationOption] =
        unsupportedAccess + unsupportedListener + unsupportedGeneral + unsupportedBridge

    private static func refused(
        _ name: String, _ subject: UnsupportedOption.Subject = .broker,
        _ form: OptionForm = .text(bytesMax: nil), without harmless: Bool? = nil,
        why: String, _ summary: String
    ) -> ConfigurationOption {
        unsupported(name, subject, form, harmless, .refused(why: why), summary)
    }

    private static func ignored(
        _ name: String, _ subject: UnsupportedOption.Subject = .broker,
        _ form: OptionForm = .text(bytesMax: nil), without harmless: Bool? = nil,
        why: String, _ summary: String
    ) -> ConfigurationOption {
        unsupported(name, subject, form, harmless, .ignored(why: why), summary)
    }

    private static func unsupported(
        _ name: String, _ subject: UnsupportedOption.Subject, _ form: OptionForm,
        _ harmless: Bool?, _ answer: UnsupportedOption.Answer, _ summary: String
    ) -> ConfigurationOption {
        let option = UnsupportedOption(
            subject: subject, form: form, valueWithoutEffect: harmless, answer: answer)
        return ConfigurationOption(
            name, .unsupported(option), standard: "none", isReloadable: false, summary)
    }

    private static let unsupportedAccess: [ConfigurationOption] =
        [
            refused(
                "acl_file", why: "without its rules every client would reach every topic",
                "The rules that say which user reaches which topic."),
            refused(
                "psk_file", why: "TLS with pre-shared keys is not built",
                "Identities and keys of TLS with pre-shared keys."),
            refused(
                "psk_hint", .listener, why: "TLS with pre-shared keys is not built",
                "The hint a listener gives to clients with pre-shared keys."),
            refused(
                "clientid_prefixes", why: "clients with other identifiers would be let in",
                "What the identifiers of clients must begin with."),
            refused(
                "enable_control_api", .broker, .flag, without: false,
                why: "$CONTROL topics are not built", "Administration through $CONTROL topics."),
        ]
        + ["plugin", "global_plugin", "plugin_load", "auth_plugin"].map { name in
            refused(
                name, .newPlugin, why: "plugins of mosquitto cannot be loaded", "A plugin to load.")
        }
        + ["plugin_use", "plugin_unload", "auth_plugin_deny_special_chars"].map { name in
            refused(
                name, .plugin, why: "plugins of mosquitto cannot be loaded", "How a plugin is used."
            )
        }

    private static let unsupportedListener: [ConfigurationOption] =
        [
            refused(
                "mount_point", .listener, why: "its clients would share topics with all others",
                "A prefix that separates the topics of this listener's clients."),
            refused(
                "accept_protocol_versions", .listener, why: "every version would be accepted",
                "The MQTT versions that clients of this listener may speak."),
            refused(
                "disable_client_cert_date_checks", .listener, .flag, without: false,
                why: "certificates are always checked for their dates",
                "Accepts client certificates outside their dates."),
            refused(
                "socket_domain", .listener, .other("ipv4 | ipv6"),
                why: "write the address behind the port instead, 0.0.0.0 or ::",
                "Restricts the listener to IPv4 or IPv6."),
            refused(
                "bind_interface", .listener,
                why: "write the interface's address behind the port instead",
                "Restricts the listener to one network interface."),
            refused(
                "enable_proxy_protocol", .listener, .number(.between(1...2)),
                why: "the PROXY protocol is not built", "Reads the client's address from a proxy."),
            refused(
                "proxy_protocol_v2_require_tls", .listener, .flag, without: false,
                why: "the PROXY protocol is not built", "Asks a proxy for TLS clients only."),
            refused(
                "http_dir", .listener, why: "listeners do not speak HTTP yet",
                "A folder of files for HTTP clients."),
            refused(
                "websockets_origin", .listener, why: "listeners do not speak WebSocket yet",
                "The origins that web pages may connect from."),
            ignored(
                "dhparamfile", .listener, why: "OpenSSL chooses the parameters by itself",
                "Parameters of the Diffie-Hellman key exchange."),
        ]
        + ["tls_engine", "tls_engine_kpass_sha1", "tls_keyform"].map { name in
            refused(
                name, .listener,
                why: "engines are gone from OpenSSL 3; write the key's address as the key file: "
                    + "keyfile pkcs11:token=…;object=…?pin-source=FILE",
                "A key inside an engine.")
        }

    private static let unsupportedGeneral: [ConfigurationOption] = [
        ignored(
            "user", why: "start the broker as that user instead",
            "The user that the broker becomes when root starts it."),
        refused(
            "queue_qos0_messages", .broker, .flag, without: false,
            why: "QoS 0 messages for absent clients would be lost",
            "Keeps QoS 0 messages for absent clients."),
        refused(
            "upgrade_outgoing_qos", .broker, .flag, without: false,
            why: "messages would arrive with a lower QoS", "Sends with the subscription's QoS."),
        refused(
            "retain_expiry_interval", .broker, .number(.within(0...Int(Int32.max))),
            why: "retained messages would stay for ever", "How long retained messages are kept."),
        ignored(
            "check_retain_source", .broker, .flag, without: true,
            why: "there are no access rules that could have changed",
            "Asks again whether the publisher of a retained message may publish."),
        ignored(
            "allow_duplicate_messages", .broker, .flag, without: false,
            why: "overlapping subscriptions give one copy", "One copy per matching subscription."),
        ignored(
            "max_inflight_bytes", .broker, .number(.within(0...Int.max)),
            why: "max_inflight_messages and max_packet_size bound what is under way",
            "Bytes under way to one client."),
        ignored(
            "set_tcp_nodelay", .broker, .flag, without: true,
            why: "small packets always leave at once",
            "Whether small packets leave at once (TCP_NODELAY)."),
        ignored(
            "sys_interval", .broker, .number(.within(0...65_535)),
            why: "what is published on $SYS topics is published when it changes",
            "Seconds between the messages on $SYS topics; 0 for none."),
        ignored(
            "autosave_interval", .broker, .number(.within(0...Int(Int32.max))),
            why: writesAtOnce, "Seconds or changes between saves."),
        ignored(
            "autosave_on_changes", .broker, .flag, without: false, why: writesAtOnce,
            "Makes autosave_interval count changes instead of seconds."),
        ignored(
            "memory_limit", .broker, .number(.within(0...Int.max)),
            why: "use the limits of systemd or of the container instead",
            "Bytes of memory the broker takes."),
        ignored(
            "log_facility", .broker, .number(.within(0...7)),
            why: "the system log is written as daemon", "The facility for the system log."),
        ignored(
            "packet_buffer_size", .broker, .number(packetBufferBounds),
            why: "buffers grow and shrink by themselves", "The size of a buffer."),
        ignored(
            "websockets_headers_size", .broker, .number(packetBufferBounds),
            why: "listeners do not speak WebSocket yet", "The longest header of HTTP."),
        ignored(
            "websockets_log_level", .broker, .number(.within(0...Int(Int32.max))),
            why: "listeners do not speak WebSocket yet", "What is logged of HTTP."),
        ignored(
            "retry_interval", .broker, .number(.within(0...Int(Int32.max))),
            why: "messages are sent again when a client comes back, as MQTT says",
            "Outdated: seconds until a message is sent again."),
        ignored(
            "store_clean_interval", .broker, .number(.within(0...Int(Int32.max))),
            why: "messages are freed as soon as nobody needs them",
            "Outdated: seconds between clean-ups."),
    ]

    private static let writesAtOnce =
        "everything is written at once, before it is acknowledged; see durability"

    private static let packetBufferBounds = NumberBounds.between(0...65_535)

    private static let bridgeOptionNames = [
        "address", "addresses", "bridge_alpn", "bridge_attempt_unsubscribe",
        "bridge_bind_address", "bridge_cafile", "bridge_capath", "bridge_certfile",
        "bridge_ciphers", "bridge_ciphers_tls1.3", "bridge_identity", "bridge_insecure",
        "bridge_keyfile", "bridge_max_packet_size", "bridge_max_topic_alias",
        "bridge_outgoing_retain", "bridge_protocol_version", "bridge_psk",
        "bridge_receive_maximum", "bridge_reload_type", "bridge_require_ocsp",
        "bridge_session_expiry_interval", "bridge_tcp_keepalive", "bridge_tcp_user_timeout",
        "bridge_tls_use_os_certs", "bridge_tls_version", "cleansession", "clientid",
        "idle_timeout", "keepalive_interval", "local_cleansession", "local_clientid",
        "local_password", "local_username", "notification_topic", "notifications",
        "notifications_local_only", "password", "remote_clientid", "remote_password",
        "remote_username", "restart_timeout", "round_robin", "start_type", "threshold", "topic",
        "try_private", "username",
    ]

    private static let unsupportedBridge: [ConfigurationOption] =
        [
            refused(
                "connection", .newBridge,
                why: "bridges to other brokers are not built", "Opens a bridge to another broker.")
        ]
        + bridgeOptionNames.map { name in
            refused(
                name, .bridge, why: "bridges to other brokers are not built",
                "Describes the bridge above.")
        }
}
