internal import ApusClient

/// From words to the client's settings.
extension ConnectionOptions {
    /// The settings, or which option is wrong.
    func configuration() throws(ClientFailure) -> MQTTClient.Configuration {
        let place = try place()
        let tls = try security.configuration(isRequired: place?.isSecure ?? false)
        var configuration = MQTTClient.Configuration(
            host: place?.host ?? host ?? "localhost",
            port: try port(place, isSecure: tls != nil), version: try protocolVersion())
        configuration.tls = tls
        configuration.clientID = clientID ?? ""
        configuration.cleanStart = !keepsSession
        configuration.sessionExpiry = try expiry()
        if keepsSession && clientID == nil {
            throw .usage("You must provide a client id if you are using the -c option.")
        }
        guard keepAlive == 0 || (5...65_535).contains(keepAlive) else {
            throw .usage("Invalid keepalive given, it must be between 5 and 65535 inclusive.")
        }
        configuration.keepAlive = .seconds(keepAlive)
        if provesPassword {
            configuration.authentication = try mechanism(place, configuration.version)
        } else if let name = userName ?? place?.userName {
            configuration.credentials = Credentials(
                userName: name, password: password ?? place?.password)
        } else if password != nil {
            if configuration.version != .v5 {
                throw .usage("Not using password since username not set.")
            }
            configuration.credentials = Credentials(userName: nil, password: password)
        }
        if let willTopic {
            configuration.will = Message(
                topic: willTopic, text: willPayload ?? "", qos: try level(willQoS, "will QoS"),
                isRetained: isWillRetained)
        } else if willPayload != nil || isWillRetained {
            throw .usage("Will options need --will-topic.")
        }
        if isDebugging {
            let name = clientID ?? "(null)"
            configuration.packetObserver = { trace in
                StandardStream.output("Client \(name) \(trace)\n")
            }
        }
        return configuration
    }

    /// The quality of service of `-q`.
    func quality(_ level: Int) throws(ClientFailure) -> QoS { try self.level(level, "QoS") }

    /// The parts of `-L`.
    func place() throws(ClientFailure) -> BrokerURL? {
        guard let url else { return nil }
        guard let place = BrokerURL(url) else {
            throw .usage(
                "Unsupported URL '\(url)'; it reads mqtt(s)://[user[:password]@]host[:port]/topic.")
        }
        return place
    }

    private func level(_ number: Int, _ name: String) throws(ClientFailure) -> QoS {
        guard let level = UInt8(exactly: number).flatMap({ QoS(rawValue: $0) }) else {
            throw .usage("Invalid \(name) given: \(number)")
        }
        return level
    }

    private func port(_ place: BrokerURL?, isSecure: Bool) throws(ClientFailure) -> Int {
        let port = port ?? place?.port ?? (isSecure ? 8883 : 1883)
        guard (1...65_535).contains(port) else { throw .usage("Invalid port given: \(port)") }
        return port
    }

    private func protocolVersion() throws(ClientFailure) -> ProtocolVersion {
        switch version ?? (provesPassword ? "mqttv5" : "mqttv311") {
        case "mqttv31", "31": .v31
        case "mqttv311", "311": .v311
        case "mqttv5", "5": .v5
        case let other: throw .usage("Invalid protocol version argument given: \(other)")
        }
    }

    private func mechanism(
        _ place: BrokerURL?, _ version: ProtocolVersion
    ) throws(ClientFailure) -> SCRAMSHA256 {
        guard version == .v5 else { throw .usage("--scram needs MQTT 5 (-V 5).") }
        guard let name = userName ?? place?.userName, let password = password ?? place?.password
        else { throw .usage("--scram needs a user name and a password (-u, -P).") }
        return SCRAMSHA256(userName: name, password: password)
    }

    private func expiry() throws(ClientFailure) -> SessionExpiry {
        switch sessionExpiry {
        case nil: keepsSession ? .never : .atDisconnect
        case -1, 4_294_967_295: .never
        case .some(let seconds) where (0..<4_294_967_295).contains(seconds):
            seconds == 0 ? .atDisconnect : .after(.seconds(seconds))
        case .some(let other): throw .usage("session-expiry-interval out of range: \(other)")
        }
    }
}
