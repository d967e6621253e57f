import FaultCatalogue

extension MQTTClientError {
    public var description: String {
        guard let diagnosis else { return plainDescription }
        let aside = diagnosis.peer.aside
        return switch self {
        case .refused(let server, let reason, let detail, _):
            "broker \(server)\(aside) refused the connection: \(reason) (\(reason.hexadecimal))"
                + said(detail) + "; \(diagnosis.cure) [\(diagnosis.faultID)]"
        case .unreachable(let server, _, _): "cannot reach broker \(server)\(aside): \(diagnosis)"
        case .tls(let server, _, _): "TLS with broker \(server)\(aside) failed: \(diagnosis)"
        case .timeout(let server, let operation, let limit, _):
            "broker \(server)\(aside) did not \(operation.rawValue) within \(limit): \(diagnosis)"
        case .connectionLost(let server, _, _):
            "connection to broker \(server)\(aside) lost: \(diagnosis)"
        case .disconnectedByServer(let server, let reason, let detail):
            "broker \(server) ended the connection: \(reason) (\(reason.hexadecimal))"
                + said(detail) + "; \(diagnosis.cure) [\(diagnosis.faultID)]"
        case .protocolViolation(let server, _, _):
            "what answers as broker \(server)\(aside) is none: \(diagnosis)"
        default: diagnosis.description
        }
    }

    /// Without a diagnosis.
    private var plainDescription: String {
        switch self {
        case .authenticationFailed(let server, let method, let failure):
            "authentication with broker \(server) by \(method) failed: \(failure)"
        case .unreachable(let server, let reason, _):
            "cannot reach broker \(server): \(reason); is it running, and are host and port right?"
        case .tls(let server, let failure, _): "TLS with broker \(server) failed: \(failure)"
        case .file(let path, let purpose, let reason, _):
            "\(purpose.rawValue) '\(path)' cannot be used: \(reason)"
        case .timeout(let server, let operation, let limit, _):
            "broker \(server) did not \(operation.rawValue) within \(limit)"
                + "; is it overloaded, or is something else listening there?"
        case .connectionLost(let server, let reason, _):
            "connection to broker \(server) lost: \(reason)"
        case .disconnectedByServer(let server, let reason, let detail):
            "broker \(server) ended the connection: \(reason) (\(reason.hexadecimal))"
                + said(detail) + "; \(reason.cure)"
        case .protocolViolation(let server, let detail, _):
            "broker \(server) broke the protocol: \(detail); is it an MQTT broker of that version?"
        case .unsupportedByServer(let server, let feature):
            "broker \(server) does not offer \(feature)"
        default: localDescription
        }
    }

    private var localDescription: String {
        switch self {
        case .notConnected(let server):
            "not connected to broker \(server): call connect() first, or send with QoS 1 or 2"
        case .alreadyConnected(let server):
            "connect() was called twice: the client is connected or connecting to \(server)"
        case .disconnected: "the client disconnected before the operation was complete"
        case .cancelled: "the waiting task was cancelled"
        case .publishRefused(let topic, let reason):
            "the broker refused the message on '\(topic)': \(reason) (\(reason.hexadecimal))"
                + "; \(reason.cure)"
        case .subscribeRefused(let filter, let reason):
            "the broker refused the subscription '\(filter)': \(reason) (\(reason.hexadecimal))"
                + "; \(reason.cure)"
        case .invalid(let field, let value, let reason):
            "\(field) '\(value)' is not allowed: \(reason)"
        case .packetTooLarge(let bytes, let limit):
            "the packet has \(bytes) bytes, but the broker accepts at most \(limit)"
        default: ""
        }
    }

    private func said(_ detail: String?) -> String {
        detail.map { ", it says \(SafeText.quoted($0))" } ?? ""
    }
}
