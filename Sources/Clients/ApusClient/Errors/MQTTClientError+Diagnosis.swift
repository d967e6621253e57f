internal import FaultCatalogue

extension MQTTClientError {
    /// Why it failed, who has to act and what helps; nil where there is nothing to explain.
    public var diagnosis: Diagnosis? {
        switch self {
        case .refused(_, let reason, _, let diagnosis):
            diagnosis ?? Diagnosis(reason.finding(.connectRefused, "the broker refused the client"))
        case .disconnectedByServer(_, .sessionTakenOver, _):
            Diagnosis(
                ReasonCode.sessionTakenOver.finding(
                    .takenOver, "another connection took the client identifier over"))
        case .disconnectedByServer(_, .keepAliveTimeout, _):
            Diagnosis(
                ReasonCode.keepAliveTimeout.finding(
                    .keepAliveRefused, "the broker heard nothing for longer than the keep-alive"))
        case .unreachable(_, _, let diagnosis), .tls(_, _, let diagnosis),
            .file(_, _, _, let diagnosis), .connectionLost(_, _, let diagnosis),
            .protocolViolation(_, _, let diagnosis), .timeout(_, _, _, let diagnosis):
            diagnosis
        default: nil
        }
    }

    /// The same failure with its explanation; failures that bear none stay as they are.
    func explained(_ diagnosis: Diagnosis?) -> MQTTClientError {
        guard let diagnosis else { return self }
        return switch self {
        case .refused(let server, let reason, let detail, _):
            .refused(server: server, reason: reason, detail: detail, because: diagnosis)
        case .unreachable(let server, let reason, _):
            .unreachable(server: server, reason: reason, because: diagnosis)
        case .tls(let server, let failure, _):
            .tls(server: server, failure, because: diagnosis)
        case .file(let path, let purpose, let reason, _):
            .file(path: path, purpose: purpose, reason: reason, because: diagnosis)
        case .timeout(let server, let operation, let limit, _):
            .timeout(server: server, operation: operation, after: limit, because: diagnosis)
        case .connectionLost(let server, let reason, _):
            .connectionLost(server: server, reason: reason, because: diagnosis)
        case .protocolViolation(let server, let detail, _):
            .protocolViolation(server: server, detail: detail, because: diagnosis)
        default: self
        }
    }
}

extension ReasonCode {
    /// What a refusal means; `other` names those that have no fault of their own.
    fileprivate func finding(_ other: FaultID, _ what: String) -> Finding {
        let id: FaultID =
            switch rawValue {
            case 0x84: .versionRefused
            case 0x85: .clientIDRefused
            case 0x86, 0x8C: .credentialsRefused
            case 0x87: .notAuthorized
            case 0x88, 0x89, 0x97, 0x9F: .brokerUnavailable
            default: other
            }
        let isBrokers = [0x80, 0x83, 0x88, 0x89, 0x8A, 0x97, 0x9F].contains(rawValue)
        let culprit: Culprit = isBrokers ? .broker : .client
        return Finding(id, culprit, what: "\(what): \(self) (\(hexadecimal))", cure: cure)
    }
}
