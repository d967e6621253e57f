import ApusClient

extension MQTTClientError {
    /// Whether the client refused the operation by itself.
    var isInvalid: Bool { if case .invalid = self { true } else { false } }

    /// Whether the server broke the protocol.
    var isViolation: Bool { if case .protocolViolation = self { true } else { false } }
}
